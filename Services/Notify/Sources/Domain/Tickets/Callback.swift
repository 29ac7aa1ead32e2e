package import MeshKernel

/// A call that an account asked for.
package struct Callback: Sendable, Equatable {
    /// Bounds of call-backs.
    package enum Limits {
        /// Calls that one account waits for.
        package static let openPerAccountMax = 3
    }

    /// Its identifier.
    package let id: Identifier
    /// Who asked for it.
    package let account: String
    /// What is called; nil once its account was erased.
    package let number: CallbackNumber?
    /// Who calls; nil while nobody is on duty.
    package var adviser: String?
    /// When it was asked for.
    package let askedAt: WallTime
    /// When it comes.
    package var window: CallbackWindow
    /// When it was made; nil while it was not.
    package var doneAt: WallTime?
    /// How often it was given to somebody.
    package var assignments: Int

    package init(
        id: Identifier, account: String, number: CallbackNumber?, adviser: String?, askedAt: WallTime,
        window: CallbackWindow, doneAt: WallTime? = nil, assignments: Int = 0
    ) {
        self.id = id
        self.account = account
        self.number = number
        self.adviser = adviser
        self.askedAt = askedAt
        self.window = window
        self.doneAt = doneAt
        self.assignments = assignments
    }
}

/// A number that an adviser calls: a mobile number, or a landline with its area code.
package struct CallbackNumber: Sendable, Hashable {
    /// As it is dialled.
    package let text: String

    /// Parses `text`; nil unless it is one.
    package init?(_ text: String) {
        if let mobile = Address(mobile: text) {
            self.text = mobile.text
        } else if let landline = LandlineNumber(text) {
            self.text = landline.text
        } else {
            return nil
        }
    }

    /// Trusts what was stored.
    package init(stored text: String) {
        self.text = text
    }

    /// As it may be shown.
    package var masked: String { Masking.mobile(text) }
}
