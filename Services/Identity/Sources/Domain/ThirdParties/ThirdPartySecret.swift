/// What shows a third party that it is this house that asks. It is printed nowhere: whoever describes one gets its name.
package struct ThirdPartySecret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Bounds of a secret.
    package enum Limits {
        /// Characters at most.
        package static let charactersMax = 1_024
    }

    /// The secret itself, to be sent and never to be shown.
    package let text: String

    /// Nil for what no third party gives: nothing, too much, or characters that cannot be seen (RFC 6749, appendix A.2).
    package init?(_ text: String) {
        guard (1...Limits.charactersMax).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.text = text
    }

    package var description: String { "a secret" }
    package var debugDescription: String { description }
}
