package import MeshKernel

/// How often something may be sent to one recipient, or for one source: so many times in each of a few spans of time that
/// move along with the clock.
package struct SendingAllowance: Sendable, Equatable {
    /// At most so many times in so long.
    package struct Rule: Sendable, Equatable {
        /// So many times at most.
        package let timesMax: Int
        /// In so long.
        package let spanSeconds: Int64

        package init(timesMax: Int, spanSeconds: Int64) {
            self.timesMax = timesMax
            self.spanSeconds = spanSeconds
        }
    }

    /// How soon another code may be sent to the same recipient.
    package static let resendSeconds: Int64 = 60

    /// For one mobile number or e-mail address: again after a minute, five an hour, ten a day.
    package static let recipient = SendingAllowance([
        Rule(timesMax: 1, spanSeconds: resendSeconds), Rule(timesMax: 5, spanSeconds: 3_600),
        Rule(timesMax: 10, spanSeconds: 86_400),
    ])

    /// For one source, a household or an office: own rule.
    package static let source = SendingAllowance([
        Rule(timesMax: 10, spanSeconds: 60), Rule(timesMax: 60, spanSeconds: 3_600),
        Rule(timesMax: 200, spanSeconds: 86_400),
    ])

    /// Sign-ins through third parties that one source begins: own rule.
    package static let flows = SendingAllowance([
        Rule(timesMax: 30, spanSeconds: 60), Rule(timesMax: 300, spanSeconds: 3_600),
    ])

    /// Holders that one agent names: own rule. It keeps agents from trying out whose document is whose.
    package static let mandates = SendingAllowance([
        Rule(timesMax: 20, spanSeconds: 3_600), Rule(timesMax: 100, spanSeconds: 86_400),
    ])

    /// How often a holder is told that agents ask for their consent: own rule.
    package static let agencyNotices = SendingAllowance([Rule(timesMax: 1, spanSeconds: 3_600)])

    /// Consents that one account gives: own rule. Each is kept for good, for it shows what was allowed.
    package static let consents = SendingAllowance([
        Rule(timesMax: 5, spanSeconds: 3_600), Rule(timesMax: 10, spanSeconds: 86_400),
    ])

    private let rules: [Rule]

    package init(_ rules: [Rule]) {
        self.rules = rules
    }

    /// The longest span: what lies further back than this counts no more.
    package var spanSecondsMax: Int64 { rules.map(\.spanSeconds).max() ?? 0 }

    /// How long to wait before the next one, with `sent` being when the earlier ones were; nil when it may be sent now.
    package func wait(after sent: [WallTime], now: WallTime) -> Duration? {
        let waits = rules.compactMap { rule -> Duration? in
            let begin = now.advanced(by: .seconds(-rule.spanSeconds))
            // What a clock that was set back calls the future counts too.
            let inside = sent.filter { $0 > begin }.sorted()
            guard inside.count >= rule.timesMax else { return nil }
            // When the oldest that is in the way leaves the span.
            return inside[inside.count - rule.timesMax].advanced(by: .seconds(rule.spanSeconds)).since(now)
        }
        return waits.max()
    }
}
