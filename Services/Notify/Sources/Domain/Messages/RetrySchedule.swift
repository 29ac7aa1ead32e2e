/// When a message is tried again after attempts that failed.
package struct RetrySchedule: Sendable, Equatable {
    /// Bounds of every schedule.
    package enum Limits {
        /// What chance may add to a pause, as one part in so many: those who failed together do not come back together.
        package static let jitterParts: Int64 = 20
        /// A provider that asks for a longer pause is asked again after this one.
        package static let askedPauseSecondsMax: Int64 = 86_400
    }

    /// Pauses in seconds before the second attempt, the third, and so on.
    package let pauses: [Int64]

    package init(pauses: [Int64]) {
        self.pauses = pauses
    }

    /// Attempts in all.
    package var attemptsMax: Int { pauses.count + 1 }

    /// The pause after attempt `number`, counted from 1; nil when it was the last. `chance` is any random word, and
    /// `asked` is the pause that the provider itself asked for.
    package func pause(after number: Int, chance: UInt64, asked: Duration? = nil) -> Duration? {
        guard number >= 1, number <= pauses.count else { return nil }
        let milliseconds = pauses[number - 1] * 1_000
        let spread = milliseconds / Limits.jitterParts
        let jitter = Int64(chance % UInt64(spread + 1))
        let own = Duration.milliseconds(milliseconds + jitter)
        guard let asked else { return own }
        return max(own, min(asked, .seconds(Limits.askedPauseSecondsMax)))
    }

    /// The schedule of a channel.
    package static func of(_ channel: Channel) -> RetrySchedule {
        switch channel {
        case .sms: sms
        case .email: email
        case .inApp: once
        case .webhook: webhook
        }
    }

    /// A code is worth nothing after five minutes, a notice still is: five attempts within half an hour.
    package static let sms = RetrySchedule(pauses: [5, 30, 300, 1_500])
    /// RFC 5321, section 4.5.4.1, asks for pauses of half an hour and four to five days; a notice waits two.
    package static let email = RetrySchedule(pauses: [60, 600, 1_800, 7_200, 21_600, 43_200, 86_400])
    /// The message centre is in the own store.
    package static let once = RetrySchedule(pauses: [])
    /// Ten attempts in 75 hours and 35 minutes, the pauses that Standard Webhooks 1.0.0 proposes.
    package static let webhook = RetrySchedule(pauses: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
}
