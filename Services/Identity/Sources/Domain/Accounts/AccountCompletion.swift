package import MeshKernel

/// What an account lacks before its holder can apply to be verified.
package struct AccountCompletion: Sendable, Equatable {
    /// Something that an account may lack. The raw value is its name in requests.
    package enum Part: String, Sendable, CaseIterable {
        case accountClass = "account_class"
        case userName = "user_name"
        case institutionName = "institution_name"
        case mobile
        case email
    }

    /// Whether it came from an older system and was not completed yet.
    package let isImported: Bool
    /// In their order.
    package let missing: [Part]

    /// Of an account as it stands. What an older system said of one is all to be said anew.
    package init(of account: Account) {
        isImported = account.isIncomplete
        missing = account.isIncomplete ? Part.allCases : account.email == nil ? [.email] : []
    }
}

/// What completes an imported account as it was said, before anything was checked.
package struct CompletionDraft: Sendable {
    /// `individual` or `institution`.
    package var accountClass: String
    /// The name to sign in with.
    package var userName: String
    /// An institution's full name.
    package var institutionName: String
    /// Where codes go from now on.
    package var mobile: String
    /// The six digits that were sent there.
    package var mobileCode: String
    /// The account's e-mail address.
    package var email: String
    /// The six digits that were sent there.
    package var emailCode: String
    /// Whether 《注册协议和隐私协议》 was ticked.
    package var acceptsTerms: Bool

    package init(
        accountClass: String, userName: String, institutionName: String, mobile: String, mobileCode: String,
        email: String, emailCode: String, acceptsTerms: Bool
    ) {
        self.accountClass = accountClass
        self.userName = userName
        self.institutionName = institutionName
        self.mobile = mobile
        self.mobileCode = mobileCode
        self.email = email
        self.emailCode = emailCode
        self.acceptsTerms = acceptsTerms
    }

    /// The same when every field keeps to its rule; throws `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> CheckedCompletion {
        var faults: [FieldFault] = []
        func note(_ field: String, _ reason: FieldFault.Reason) {
            faults.append(FieldFault(field: field, reason: reason))
        }
        let accountClass = AccountClass(rawValue: accountClass)
        if accountClass == nil || accountClass == .staff {
            note("account_class", self.accountClass.isEmpty ? .empty : .unknownWord)
        }
        var name: UserName?
        do throws(FieldFault.Reason) { name = try UserName(userName) } catch { note("user_name", error) }
        var institution: InstitutionName?
        if accountClass == .institution {
            do throws(FieldFault.Reason) {
                institution = try InstitutionName(institutionName)
            } catch {
                note("institution_name", error)
            }
        } else if !institutionName.isEmpty {
            note("institution_name", .notAsked)
        }
        var number: MobileNumber?
        do throws(FieldFault.Reason) { number = try MobileNumber(field: mobile) } catch { note("mobile", error) }
        let address = EmailAddress(email)
        if address == nil { note("email", email.isEmpty ? .empty : .malformed) }
        for (field, code) in [("mobile_code", mobileCode), ("email_code", emailCode)]
        where !OneTimeCode.isWellFormed(code) {
            note(field, code.isEmpty ? .empty : .malformed)
        }
        if !acceptsTerms { note("accepts_terms", .notAccepted) }
        guard faults.isEmpty, let accountClass, let name, let number, let address else { throw .invalidFields(faults) }
        return CheckedCompletion(
            accountClass: accountClass, userName: name, institutionName: institution, mobile: number, email: address)
    }
}

/// What completes an account; every field keeps to its rule. Whether the codes are right is not known yet.
package struct CheckedCompletion: Sendable {
    /// An individual's or an institution's.
    package let accountClass: AccountClass
    /// The name to sign in with.
    package let userName: UserName
    /// Nil for an individual.
    package let institutionName: InstitutionName?
    /// Where codes go.
    package let mobile: MobileNumber
    /// The account's e-mail address.
    package let email: EmailAddress
}
