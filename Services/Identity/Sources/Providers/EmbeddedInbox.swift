internal import Synchronization

/// Keeps codes in this process instead of sending them, for development and tests; never to be used where people are.
package final class EmbeddedInbox: CodeDelivery {
    private let letters = Mutex<[CodeLetter]>([])

    /// An empty one.
    package init() {}

    package func deliver(_ letter: CodeLetter, reference: String) async -> HandoverOutcome {
        letters.withLock { letters in
            letters.append(letter)
            if letters.count > Limits.inboxCodesMax { letters.removeFirst(letters.count - Limits.inboxCodesMax) }
        }
        return .delivered
    }

    /// What was sent to an address, oldest first.
    package func letters(to address: String) -> [CodeLetter] {
        letters.withLock { $0.filter { $0.recipient.address == address } }
    }
}
