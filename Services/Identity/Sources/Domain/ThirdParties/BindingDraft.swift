package import MeshKernel

/// The mobile number that somebody who came through a third party binds, as it was said, before anything was checked.
package struct BindingDraft: Sendable {
    /// What stands for whom the third party knows.
    package var registration: String
    /// The number that the code was sent to.
    package var mobile: String
    /// The six digits.
    package var code: String
    /// `individual` or `institution`; for a new account.
    package var accountClass: String
    /// Whether 《注册协议和隐私协议》 was ticked; for a new account.
    package var acceptsTerms: Bool

    package init(registration: String, mobile: String, code: String, accountClass: String, acceptsTerms: Bool) {
        self.registration = registration
        self.mobile = mobile
        self.code = code
        self.accountClass = accountClass
        self.acceptsTerms = acceptsTerms
    }

    /// The number, or `IdentityError.invalidFields` with what is wrong with number and code.
    package func checkedMobile() throws(IdentityError) -> MobileNumber {
        var faults: [FieldFault] = []
        let recipient = CodeDraft.Address.mobile(mobile).checked(&faults)
        if !OneTimeCode.isWellFormed(code) {
            faults.append(FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed))
        }
        guard faults.isEmpty, case .mobile(let number)? = recipient else { throw .invalidFields(faults) }
        return number
    }

    /// What kind of account is to be made, or `IdentityError.invalidFields` with every fault.
    package func checkedClass() throws(IdentityError) -> AccountClass {
        var faults: [FieldFault] = []
        let accountClass = AccountClass(rawValue: accountClass)
        if accountClass == nil || accountClass == .staff {
            faults.append(
                FieldFault(field: "account_class", reason: self.accountClass.isEmpty ? .empty : .unknownWord))
        }
        if !acceptsTerms { faults.append(FieldFault(field: "accepts_terms", reason: .notAccepted)) }
        guard faults.isEmpty, let accountClass else { throw .invalidFields(faults) }
        return accountClass
    }
}
