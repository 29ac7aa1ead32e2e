import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The services that `up` started in a state folder and that still run. Hold `MeshLock` while using it: a service that
/// is just starting does not know SIGHUP yet, and would end.
struct RunningServices: Sendable {
    /// What services read again on SIGHUP, each counted by itself.
    enum Renewal: String {
        case certificates = "certificates"
        /// Limits, quotas, refused callers and token keys: what the service's own file says of them.
        case policy = "limits, quotas and token keys"

        fileprivate var metric: String {
            switch self {
            case .certificates: "colophon_certificate_reloads_total"
            case .policy: "colophon_policy_reloads_total"
            }
        }
    }

    private static let limitSeconds: Int64 = 30
    private static let pollMilliseconds: Int64 = 10

    /// How often a service has read something again.
    struct ReloadCount: Sendable, Equatable {
        /// Times it took it up.
        var done = 0
        /// Times it kept the old.
        var refused = 0

        /// Reads the counts from a service's metrics; nil when they are not among them.
        init?(metrics: String, of renewal: Renewal) {
            var isThere = false
            for line in metrics.split(separator: "\n") where line.hasPrefix(renewal.metric) {
                guard let value = line.split(separator: " ").last.flatMap({ Double($0) }) else { return nil }
                isThere = true
                if line.contains("\"done\"") { done = Int(value) }
                if line.contains("\"refused\"") { refused = Int(value) }
            }
            guard isThere else { return nil }
        }
    }

    private let records: [ProcessRecord]

    /// Those of `folder`.
    init(in folder: StateFolder) {
        self.init(ProcessRecord.all(in: folder).filter(\.process.isAlive))
    }

    private init(_ records: [ProcessRecord]) {
        self.records = records
    }

    /// Only the one of this name; none for nil.
    func named(_ name: String?) -> RunningServices {
        RunningServices(records.filter { $0.service == name })
    }

    /// Their names.
    var names: [String] { records.map(\.service) }

    /// What each has counted so far; refuses when one does not say, for then nobody would know when it has reloaded.
    func reloadCounts(of renewal: Renewal) async throws(Failure) -> [String: ReloadCount] {
        var counts: [String: ReloadCount] = [:]
        for record in records {
            guard let count = await Self.count(renewal, of: record) else {
                throw .unreachable(
                    "\(record.service) runs and does not answer at \(record.probes)/metrics; nothing was changed",
                    advice:
                        "Without its answer nobody knows when it has taken new \(renewal.rawValue) up: colophon status"
                )
            }
            counts[record.service] = count
        }
        return counts
    }

    /// Has each read everything again, and returns their names when all of them have taken up what `renewal` says.
    func reload(_ renewal: Renewal, since before: [String: ReloadCount]) async throws(Failure) -> [String] {
        let time = SystemTime()
        for record in records where record.process.isAlive { kill(record.process.pid, SIGHUP) }
        for record in records {
            let deadline = time.monotonic().advanced(by: .seconds(Self.limitSeconds))
            while true {
                let count = await Self.count(renewal, of: record)
                if let count, let old = before[record.service], count.refused > old.refused {
                    throw .unreachable(
                        "\(record.service) did not take the \(renewal.rawValue) up and keeps its old ones",
                        advice: "Its log says why. Repeat this command when that is mended.")
                }
                if let count, let old = before[record.service], count.done > old.done { break }
                guard time.monotonic() < deadline, record.process.isAlive else {
                    throw .unreachable(
                        "\(record.service) has not read the new \(renewal.rawValue)",
                        advice: "Repeat this command when it runs again.")
                }
                try? await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            }
        }
        return names
    }

    private static func count(_ renewal: Renewal, of record: ProcessRecord) async -> ReloadCount? {
        guard let probes = SocketName(record.probes),
            let answer = await Probe.get("/metrics", at: probes, within: .seconds(2)), answer.status == 200
        else { return nil }
        return ReloadCount(metrics: answer.body, of: renewal)
    }
}
