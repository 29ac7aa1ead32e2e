package import MeshKernel

/// A registration as it was said, before anything was checked.
package struct RegistrationDraft: Sendable {
    /// `individual` or `institution`.
    package var accountClass: String
    /// The name to sign in with.
    package var userName: String
    /// The number that the code was sent to.
    package var mobile: String
    /// The six digits.
    package var code: String
    /// The password.
    package var password: String
    /// The password once more.
    package var repeated: String
    /// Whether 《注册协议和隐私协议》 was ticked.
    package var acceptsTerms: Bool
    /// Where the account is to be verified; nil for no authority that is known.
    package var authority: Authority?

    package init(
        accountClass: String, userName: String, mobile: String, code: String, password: String, repeated: String,
        acceptsTerms: Bool, authority: Authority? = .platform
    ) {
        self.authority = authority
        self.accountClass = accountClass
        self.userName = userName
        self.mobile = mobile
        self.code = code
        self.password = password
        self.repeated = repeated
        self.acceptsTerms = acceptsTerms
    }
}

/// A registration whose every field keeps to its rule. Whether the code is right, and whether somebody has the name or the
/// number, is not known yet.
package struct Registration: Sendable {
    /// An individual or an institution.
    package let accountClass: AccountClass
    /// Where the account is to be verified.
    package let authority: Authority
    /// The name to sign in with.
    package let userName: UserName
    /// The number that the code was sent to.
    package let mobile: MobileNumber
    /// Six digits.
    package let code: String
    /// The password.
    package let password: Password
}

extension RegistrationDraft {
    /// Checks every field on its own; throws `IdentityError.invalidFields` with all that is wrong.
    package func checked() throws(IdentityError) -> Registration {
        var faults: [FieldFault] = []
        func note(_ field: String, _ reason: FieldFault.Reason) {
            faults.append(FieldFault(field: field, reason: reason))
        }
        func read<Value>(_ field: String, _ body: () throws(FieldFault.Reason) -> Value) -> Value? {
            do throws(FieldFault.Reason) {
                return try body()
            } catch {
                note(field, error)
                return nil
            }
        }
        let accountClass = AccountClass(rawValue: accountClass)
        if accountClass == nil || accountClass == .staff {
            note("account_class", self.accountClass.isEmpty ? .empty : .unknownWord)
        }
        let userName = read("user_name") { () throws(FieldFault.Reason) in try UserName(self.userName) }
        let mobile = read("mobile") { () throws(FieldFault.Reason) in try MobileNumber(field: self.mobile) }
        if !OneTimeCode.isWellFormed(code) { note("code", code.isEmpty ? .empty : .malformed) }
        let password = read("password") { () throws(FieldFault.Reason) in
            try Password(self.password, userName: userName?.text ?? "")
        }
        if repeated != self.password { note("password_repeated", .contradicts(field: "password")) }
        if !acceptsTerms { note("accepts_terms", .notAccepted) }
        if authority == nil { note("authority", .unknownWord) }
        guard faults.isEmpty, let accountClass, let authority, let userName, let mobile, let password else {
            throw .invalidFields(faults)
        }
        return Registration(
            accountClass: accountClass, authority: authority, userName: userName, mobile: mobile, code: code,
            password: password)
    }
}

extension MobileNumber {
    /// As a field of a form, whose faults have their own words.
    package init(field text: String) throws(FieldFault.Reason) {
        guard !text.isEmpty else { throw .empty }
        do throws(MobileNumber.Fault) {
            self = try MobileNumber(text)
        } catch {
            throw .malformed
        }
    }
}
