/// A forgotten password's replacement as it was said, before anything was checked.
package struct PasswordReset: Sendable {
    /// Where the code was sent.
    package var address: CodeDraft.Address
    /// The six digits.
    package var code: String
    /// The password to come.
    package var password: String
    /// The password to come once more.
    package var repeated: String

    package init(address: CodeDraft.Address, code: String, password: String, repeated: String) {
        self.address = address
        self.code = code
        self.password = password
        self.repeated = repeated
    }

    /// Who the code was sent to, or `IdentityError.invalidFields` with what is wrong with address and code.
    package func checkedRecipient() throws(IdentityError) -> CodeRecipient {
        guard OneTimeCode.isWellFormed(code) else {
            throw .invalidFields([FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed)])
        }
        return try CodeDraft(purpose: .resetPassword, address: address).checked().recipient
    }

    /// The password, or `IdentityError.invalidFields` with every fault.
    package func checkedPassword(userName: UserName?) throws(IdentityError) -> Password {
        try PasswordChange(present: "", new: password, repeated: repeated).checked(userName: userName)
    }
}
