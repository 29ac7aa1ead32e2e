/// The name under which accounts know an adviser: one line that fits into a message.
package struct AdviserName: Sendable, Equatable {
    /// What stands in the place of an erased adviser's.
    package static let erased = AdviserName(checked: "—")

    /// The name.
    package let text: String

    private init(checked text: String) {
        self.text = text
    }

    /// Throws `NotifyError.invalidTicketText` for one that a message could not bear: without anything to be seen, longer
    /// than `Adviser.Limits.nameCharactersMax`, with a line end or the brackets of a sender.
    package init(_ text: String) throws(NotifyError) {
        let maximum = Adviser.Limits.nameCharactersMax
        // The store counts code points.
        guard text.unicodeScalars.count <= maximum else {
            throw .invalidTicketText(field: "name", maximumCharacters: maximum)
        }
        do throws(DataRefusal) {
            self.text = try SlotType.line(maximumCharacters: maximum).words(for: .text(text), in: .english)
        } catch {
            throw .invalidTicketText(field: "name", maximumCharacters: maximum)
        }
    }
}
