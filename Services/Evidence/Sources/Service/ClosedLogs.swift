package import Logging
package import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension PublicLog {
    /// Opens the logs that are over. Throws `ConfigurationError` for one that cannot be used: its store, its key, its head.
    /// `origin` is the name of the log that grows.
    package static func closed(
        _ logs: [EvidenceConfiguration.ClosedLog], growing origin: String, time: any TimeSource,
        random: any RandomSource, logger: Logger
    ) async throws -> [PublicLog] {
        var opened: [PublicLog] = []
        for (position, log) in logs.enumerated() {
            func refusal(_ reason: String) -> ConfigurationError {
                .invalid(place: "configuration", path: "evidence.closed_logs.\(position)", reason: reason)
            }
            guard let key = LogKeys.published(at: log.key) else {
                throw refusal("names \(log.key), which does not hold a log's public key")
            }
            guard key.name != origin, !opened.contains(where: { $0.key.name == key.name }) else {
                throw refusal("is another log named \(key.name)")
            }
            let store: StoreReading
            do throws(StoreError) {
                store = try StoreReading(path: log.store, time: time, random: random, logger: logger)
            } catch {
                throw refusal("names \(log.store), which cannot be opened: \(error)")
            }
            let opening = PublicLog(store: store, key: key, isFrozen: true)
            do {
                try key.check(try await opening.reader.head())
            } catch let fault as LogFault {
                throw refusal("names a log that does not add up: \(fault.words)")
            } catch let error as StoreError {
                throw refusal("names \(log.store), which is not a store of evidence: \(error)")
            }
            opened.append(opening)
        }
        return opened
    }
}
