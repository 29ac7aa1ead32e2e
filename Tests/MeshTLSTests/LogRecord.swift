import Logging
import Synchronization

/// Keeps every line that is logged through its logger, level and metadata included.
final class LogRecord: Sendable {
    struct Line: Sendable, CustomStringConvertible {
        let level: Logger.Level
        let message: String
        let remote: String

        var description: String { "\(level) \(message) [\(remote)]" }
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "tests") { _ in Handler(record: self) }
        logger.logLevel = .debug
        return logger
    }

    private struct Handler: LogHandler {
        let record: LogRecord
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        init(record: LogRecord) {
            self.record = record
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let remote = event.metadata?["remote"].map { "\($0)" } ?? ""
            let line = Line(level: event.level, message: "\(event.message)", remote: remote)
            record.kept.withLock { $0.append(line) }
        }
    }
}
