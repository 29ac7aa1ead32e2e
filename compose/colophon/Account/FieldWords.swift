/// What a field of identity's is called at a terminal, and what may stand in it.
struct FieldWords {
    private let name: String
    private let rule: String

    /// The words for a field as identity names it; unknown ones keep their name.
    init(_ field: String) {
        (name, rule) =
            switch field {
            case "account_class": ("--kind", "Say individual or institution.")
            case "user_name":
                (
                    "--user-name",
                    "It has 4 to 30 letters, Chinese characters, digits, _, - and ., and begins with one of the first two."
                )
            case "mobile":
                ("--mobile", "Eleven digits, or +, country code and number; --country says which code.")
            case "email", "recipient":
                ("the recipient", "A mobile number; an e-mail address gets codes for a new password alone.")
            case "code": ("--code", "The six digits that were sent.")
            case "password", "new_password":
                (
                    "the password",
                    "It has 8 to 64 characters, of three kinds: small, capital, digits, others; the user name is not in it."
                )
            case "password_repeated", "new_password_repeated": ("the repeated password", "Type the same twice.")
            case "accepts_terms": ("--accept-terms", "Add it when you accept the terms and the privacy statement.")
            default: (field, "See: colophon describe identity")
            }
    }

    /// One line on what is wrong, and one on what would be right.
    func line(_ fault: String) -> (what: String, advice: String) {
        ("\(name) \(fault)", rule)
    }
}
