/// One thing that is kept of an account, as its owner is given it: names and values, unmasked, or a piece of a picture.
/// Times are as RFC 3339 has them, in UTC with milliseconds.
package struct ExportPart: Sendable, Equatable {
    /// What it is of.
    package enum Section: String, Sendable, CaseIterable {
        case account
        case profile
        case address
        case signIn = "sign_in"
        case thirdParty = "third_party"
        case consent
        case dossier
        case document
        case promise
        case threeFactor = "three_factor"
        case holder
        case mandate
        case member
        case invitation
        case imported = "import"
        case audit
        case picture
    }

    /// What it is of.
    package let section: Section
    /// In the order in which they stand.
    package let items: [Item]
    /// The next bytes of the picture that was begun last; empty in every other part.
    package let data: [UInt8]

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

    package init(_ section: Section, _ items: [Item], data: [UInt8] = []) {
        self.section = section
        self.items = items
        self.data = data
    }
}
