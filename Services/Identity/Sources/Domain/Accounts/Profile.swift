/// What an account says of itself.
package struct Profile: Sendable, Equatable {
    /// Bounds of a profile (own rule).
    package enum Limits {
        /// What the account is called.
        package static let displayNameCharactersMax = 50
        /// What it says of itself.
        package static let introductionCharactersMax = 500
    }

    /// What it is called in lists and on pages; may be empty.
    package let displayName: String
    /// One line or one paragraph; may be empty.
    package let introduction: String

    /// Checks both. Throws `IdentityError.invalidFields` with every fault.
    package init(displayName: String, introduction: String) throws(IdentityError) {
        var faults: [FieldFault] = []
        for (field, text, limit) in [
            ("display_name", displayName, Limits.displayNameCharactersMax),
            ("introduction", introduction, Limits.introductionCharactersMax),
        ] where !text.isEmpty {
            if let reason = TextRule(1...limit).fault(in: text) {
                faults.append(FieldFault(field: field, reason: reason))
            }
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        self.init(storedName: displayName, introduction: introduction)
    }

    /// Trusts both: for what is read back from one's own store.
    package init(storedName: String, introduction: String) {
        displayName = storedName
        self.introduction = introduction
    }

    /// For the store. Neither has a line feed.
    package var encoded: [UInt8] { Array("\(displayName)\n\(introduction)".utf8) }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        self.init(storedName: parts[0], introduction: parts[1])
    }
}
