package import Logging
package import MeshKernel

/// The log handler of every service: formats on the caller's thread, writes on the writer's.
package struct RuntimeLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    /// Adds what the moment knows; nobody unless somebody sets it.
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let format: LogFormat
    private let writer: LogWriter
    private let time: any TimeSource

    /// Logs from `level` on as `label`.
    package init(label: String, level: Logger.Level, format: LogFormat, writer: LogWriter, time: any TimeSource) {
        self.label = label
        self.format = format
        self.writer = writer
        self.time = time
        logLevel = level
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
        if let given = event.metadata { all.merge(given) { _, new in new } }
        if let error = event.error, all["error"] == nil { all["error"] = "\(error)" }
        writer.append(
            format.line(
                time: time.wall(), level: event.level, label: label, message: event.message.description,
                metadata: all))
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
