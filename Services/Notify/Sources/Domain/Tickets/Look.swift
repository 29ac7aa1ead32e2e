package import MeshKernel

/// That one of the staff was shown something of an account.
package struct Look: Sendable, Equatable {
    /// What was shown. Its raw value is what is stored; its number on the wire is its place among the cases, from 1.
    package enum Kind: String, Sendable, CaseIterable {
        /// The subject of a ticket, in a list.
        case subject
        /// A ticket with a page of what was said in it.
        case conversation
        /// The whole number of a call that is to be made.
        case number
    }

    /// When.
    package let at: WallTime
    /// To whom.
    package let staff: String
    /// Whose it is.
    package let account: String
    /// What.
    package let kind: Kind
    /// The identifier of the ticket or the call.
    package let object: String

    package init(at: WallTime, staff: String, account: String, kind: Kind, object: String) {
        self.at = at
        self.staff = staff
        self.account = account
        self.kind = kind
        self.object = object
    }
}

/// Whose looks a list shows.
package struct LookFilter: Sendable, Equatable {
    /// Those that saw something of this account; of any when empty.
    package let account: String
    /// Those of this member of the staff; of anybody when empty.
    package let staff: String

    package init(account: String, staff: String) {
        self.account = account
        self.staff = staff
    }
}
