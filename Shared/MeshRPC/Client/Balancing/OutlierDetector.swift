package import MeshKernel

/// Remembers how the calls of each replica went, and which replicas are ejected for it.
package struct OutlierDetector: Sendable, Equatable {
    private struct Record: Sendable, Equatable {
        var failuresInARow = 0
        var successes = 0
        var failures = 0
        var ejectedAt: MonotonicTime?
        /// How often it has been ejected of late.
        var ejections: Int64 = 0
    }

    private let policy: OutlierPolicy
    private var records: [Int32: Record] = [:]

    /// Nobody is ejected.
    package init(_ policy: OutlierPolicy) {
        self.policy = policy
    }

    /// Replicas that are ejected.
    package var ejectedCount: Int { records.values.reduce(0) { $0 + ($1.ejectedAt == nil ? 0 : 1) } }

    /// Whether a replica is ejected.
    package func isEjected(_ replica: Int32) -> Bool { records[replica]?.ejectedAt != nil }

    /// A replica is there from now on.
    package mutating func add(_ replica: Int32) { records[replica] = Record() }

    /// A replica is gone, and what was known of it.
    package mutating func remove(_ replica: Int32) { records[replica] = nil }

    /// A call of `replica` has ended. Returns whether that has ejected it.
    package mutating func record(_ replica: Int32, isSuccess: Bool, now: MonotonicTime) -> Bool {
        guard var record = records[replica] else { return false }
        if isSuccess {
            record.successes += 1
            record.failuresInARow = 0
        } else {
            record.failures += 1
            record.failuresInARow += 1
        }
        records[replica] = record
        guard policy.consecutiveFailures > 0, record.failuresInARow >= policy.consecutiveFailures,
            record.ejectedAt == nil
        else { return false }
        return eject(replica, now: now)
    }

    /// An interval is over: compares success rates, lets go of those whose time is over. Returns whether anything
    /// changed.
    package mutating func sweep(now: MonotonicTime) -> Bool {
        var isChanged = false
        for replica in outliers() where eject(replica, now: now) { isChanged = true }
        for (replica, record) in records {
            records[replica]?.successes = 0
            records[replica]?.failures = 0
            guard let ejectedAt = record.ejectedAt else {
                // Good behaviour is forgotten less quickly than it is earned.
                if record.ejections > 0 { records[replica]?.ejections -= 1 }
                continue
            }
            let longest = min(
                policy.ejectionMilliseconds * record.ejections,
                max(policy.ejectionMilliseconds, policy.ejectionMillisecondsMax))
            if now >= ejectedAt.advanced(by: .milliseconds(longest)), ejectedAt != now {
                records[replica]?.ejectedAt = nil
                records[replica]?.failuresInARow = 0
                isChanged = true
            }
        }
        return isChanged
    }

    /// Replicas whose success rate is far below that of all, worst first.
    private func outliers() -> [Int32] {
        guard policy.deviations > 0 else { return [] }
        var rates: [(replica: Int32, rate: Double)] = []
        for (replica, record) in records where record.ejectedAt == nil {
            let calls = record.successes + record.failures
            if calls >= policy.callsMin { rates.append((replica, Double(record.successes) / Double(calls))) }
        }
        guard rates.count >= policy.replicasMin else { return [] }
        let mean = rates.reduce(0) { $0 + $1.rate } / Double(rates.count)
        let variance = rates.reduce(0) { $0 + ($1.rate - mean) * ($1.rate - mean) } / Double(rates.count)
        let least = mean - policy.deviations * variance.squareRoot()
        return rates.filter { $0.rate < least }.sorted { ($0.rate, $0.replica) < ($1.rate, $1.replica) }.map(\.replica)
    }

    private mutating func eject(_ replica: Int32, now: MonotonicTime) -> Bool {
        let ejected = ejectedCount
        guard
            ejected == 0 && policy.ejectedPercentMax > 0
                || (ejected + 1) * 100 <= policy.ejectedPercentMax * records.count
        else { return false }
        records[replica]?.ejectedAt = now
        records[replica]?.ejections += 1
        return true
    }
}
