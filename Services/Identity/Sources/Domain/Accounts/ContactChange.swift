/// Another mobile number or e-mail address for an account as it was said, before anything was checked.
package struct ContactChange: Sendable {
    /// The one to come.
    package var address: CodeDraft.Address
    /// The six digits that were sent there.
    package var code: String
    /// The present password.
    package var password: String

    package init(address: CodeDraft.Address, code: String, password: String) {
        self.address = address
        self.code = code
        self.password = password
    }

    /// Where the account is to be reached, or `IdentityError.invalidFields` with every fault.
    package func checked(needsPassword: Bool = true) throws(IdentityError) -> CodeRecipient {
        var faults: [FieldFault] = []
        let recipient = address.checked(&faults)
        if !OneTimeCode.isWellFormed(code) {
            faults.append(FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed))
        }
        if needsPassword, password.isEmpty { faults.append(FieldFault(field: "password", reason: .empty)) }
        guard faults.isEmpty, let recipient else { throw .invalidFields(faults) }
        return recipient
    }
}
