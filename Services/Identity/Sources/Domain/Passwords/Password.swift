/// A password that keeps to the rules: 8 to 64 characters, three of the four classes small letters, capital letters,
/// digits and others, not among those that everybody tries first, without the user name.
package struct Password: Sendable {
    /// Bounds of a password.
    package enum Limits {
        /// As a reader counts them.
        package static let charactersMin = 8
        /// As a reader counts them.
        package static let charactersMax = 64
        /// Of small letters, capital letters, digits and others.
        package static let classesMin = 3
        /// So many of the last ones cannot be taken again.
        package static let rememberedMax = 5
    }

    /// Its UTF-8.
    package let bytes: [UInt8]

    /// Checks a new password. What somebody types to sign in is not checked: rules change, and their answers would tell.
    package init(_ text: String, userName: String) throws(FieldFault.Reason) {
        guard !text.isEmpty else { throw .empty }
        if case .some(let fault) = TextRule(1...Limits.charactersMax).fault(in: text) { throw fault }
        guard text.count >= Limits.charactersMin else { throw .tooShort(minimumCharacters: Limits.charactersMin) }
        guard Self.classes(of: text) >= Limits.classesMin else { throw .tooFewClasses }
        guard userName.isEmpty || !text.lowercased().contains(userName.lowercased()) else { throw .holdsUserName }
        guard !CommonPasswords.contains(text) else { throw .common }
        bytes = Array(text.utf8)
    }

    /// How many of the four classes `text` has.
    static func classes(of text: String) -> Int {
        var hasSmall = false
        var hasCapital = false
        var hasDigit = false
        var hasOther = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z": hasSmall = true
            case "A"..."Z": hasCapital = true
            case "0"..."9": hasDigit = true
            default: hasOther = true
            }
        }
        return [hasSmall, hasCapital, hasDigit, hasOther].count { $0 }
    }
}
