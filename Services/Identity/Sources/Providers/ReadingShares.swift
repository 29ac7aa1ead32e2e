package import MeshKernel
internal import Synchronization

/// What each account has had of the reading of pictures: one picture at a time, and so many seconds of each hour, so that
/// whoever sends what takes long to read keeps the reader from nobody else.
package final class ReadingShares: Sendable {
    /// Whether a picture may be read.
    package enum Turn: Sendable, Equatable {
        /// Now; `end` follows.
        case now
        /// After the one of the same account that is being read.
        case later
        /// Not in this hour.
        case never
    }

    private struct Share {
        let began: MonotonicTime
        var isReading = false
        var taken = Duration.zero
    }

    private let time: any TimeSource
    private let shares = Mutex<[Identifier: Share]>([:])

    /// Nobody has had anything; hours are told by `time`.
    package init(time: any TimeSource) {
        self.time = time
    }

    /// Asks for a turn of `account`.
    package func begin(_ account: Identifier) -> Turn {
        let now = time.monotonic()
        return shares.withLock { shares in
            if let share = shares[account], !share.isReading, Self.isOver(share, now) { shares[account] = nil }
            if shares[account] == nil, shares.count >= Limits.readingAccountsMax {
                shares = shares.filter { $0.value.isReading || !Self.isOver($0.value, now) }
                // More than can be read in an hour.
                guard shares.count < Limits.readingAccountsMax else { return .never }
            }
            var share = shares[account] ?? Share(began: now)
            guard !share.isReading else { return .later }
            guard share.taken < .seconds(Limits.readingSecondsPerHourMax) else { return .never }
            share.isReading = true
            shares[account] = share
            return .now
        }
    }

    /// Ends a turn that was had, in which reading took so long.
    package func end(_ account: Identifier, took duration: Duration) {
        shares.withLock { shares in
            shares[account]?.isReading = false
            shares[account]?.taken += duration
        }
    }

    private static func isOver(_ share: Share, _ now: MonotonicTime) -> Bool {
        now.since(share.began) >= .seconds(3_600)
    }
}
