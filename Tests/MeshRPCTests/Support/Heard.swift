import Logging
import Synchronization

/// Keeps what is logged.
final class Heard: Sendable {
    private struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let all = Mutex<[Line]>([])

    /// A logger that says everything here, and nothing anywhere else.
    var logger: Logger { Logger(label: "test", factory: { _ in Handler(heard: self) }) }

    /// The messages of a level, in their order.
    func lines(_ level: Logger.Level) -> [String] {
        all.withLock { $0 }.filter { $0.level == level }.map(\.message)
    }

    /// What the messages of a level say under a key.
    func metadata(_ key: String, _ level: Logger.Level) -> [String?] {
        all.withLock { $0 }.filter { $0.level == level }.map { $0.metadata[key] }
    }

    private struct Handler: LogHandler {
        let heard: Heard
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.mapValues { "\($0)" }
            heard.all.withLock { $0.append(Line(level: event.level, message: "\(event.message)", metadata: all)) }
        }
    }
}
