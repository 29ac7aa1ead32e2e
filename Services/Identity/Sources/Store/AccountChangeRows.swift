internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Puts a number in the place of the account's. Throws `IdentityError.mobileTaken`.
    func set(_ mobile: MobileNumber, of account: Identifier, key: ServiceKey) throws {
        guard try !isTaken(mobile, key: key) else { throw IdentityError.mobileTaken }
        let personal = try makeSubjectKey(account.text)
        try execute(
            "UPDATE accounts SET mobile = ?, mobile_code = ? WHERE id = ?",
            .blob(try personal.seal(Array(mobile.text.utf8), at: SealedPlaces.mobile(account))),
            .blob(key.code(of: mobile)), SQLValue(account))
    }

    /// Puts an e-mail address in the place of the account's, if it had one. Throws `IdentityError.emailTaken`.
    func set(_ email: EmailAddress, of account: Identifier, key: ServiceKey) throws {
        let owner = try self.account(named: .email(email), key: key)
        // Its owner may write it in other letters.
        guard owner == nil || owner?.id == account else { throw IdentityError.emailTaken }
        let personal = try makeSubjectKey(account.text)
        try execute(
            "UPDATE accounts SET email = ?, email_code = ? WHERE id = ?",
            .blob(try personal.seal(Array(email.text.utf8), at: SealedPlaces.email(account))),
            .blob(key.code(of: email)), SQLValue(account))
    }

    /// Puts a user name in the place of the account's. Throws `IdentityError.userNameTaken`.
    func set(_ name: UserName, of account: Identifier, key: ServiceKey) throws {
        let owner = try self.account(named: .userName(name), key: key)
        guard owner == nil || owner?.id == account else { throw IdentityError.userNameTaken }
        let personal = try makeSubjectKey(account.text)
        try execute(
            "UPDATE accounts SET user_name = ?, user_name_code = ? WHERE id = ?",
            .blob(try personal.seal(Array(name.text.utf8), at: SealedPlaces.userName(account))),
            .blob(key.code(of: name)), SQLValue(account))
    }
}
