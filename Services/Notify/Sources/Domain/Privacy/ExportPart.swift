/// One thing that is kept of an account, as its owner is given it: names and values. Times are as RFC 3339 has them, in UTC
/// with milliseconds.
package struct ExportPart: Sendable, Equatable {
    /// What it is of.
    package enum Section: String, Sendable, CaseIterable {
        case contact
        case formerContact = "former_contact"
        case preferences
        case mute
        case adviser
        case webhook
        case message
        case ticket
        case ticketText = "ticket_text"
        case callBack = "call_back"
        case look
        case duty
        case writtenText = "written_text"
    }

    /// One value.
    package struct Item: Sendable, Equatable {
        /// What it is called.
        package let name: String
        /// What stands there.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What it is of.
    package let section: Section
    /// In the order in which they stand.
    package let items: [Item]

    package init(_ section: Section, _ items: [Item]) {
        self.section = section
        self.items = items
    }
}
