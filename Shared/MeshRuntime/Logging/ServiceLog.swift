package import Logging
package import MeshKernel

/// A service's log: where it goes and how it looks.
package struct ServiceLog: Sendable {
    /// Where the lines go.
    package let writer: LogWriter
    /// The logger that everything else is derived from.
    package let logger: Logger

    /// Opens the log that `configuration` describes; `label` names the service in every line.
    package init(
        _ configuration: CommonConfiguration.Log, label: String, time: any TimeSource
    ) throws(ConfigurationError) {
        let format: @Sendable (Bool) -> LogFormat = { isTerminal in
            switch configuration.format {
            case .human: .human(isColoured: isTerminal)
            case .json: .json
            }
        }
        let writer = try LogWriter(path: configuration.file) { dropped in
            format(false).line(
                time: time.wall(), level: .warning, label: label, message: "log lines dropped",
                metadata: ["count": "\(dropped)"])
        }
        let handler = RuntimeLogHandler(
            label: label, level: configuration.level, format: format(writer.isTerminal), writer: writer, time: time)
        self.writer = writer
        logger = Logger(label: label, factory: { _ in handler })
    }
}
