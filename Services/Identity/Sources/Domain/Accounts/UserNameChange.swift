/// Another user name for an account as it was said, before anything was checked.
package struct UserNameChange: Sendable {
    /// The name to come.
    package var name: String
    /// The present password.
    package var password: String

    package init(name: String, password: String) {
        self.name = name
        self.password = password
    }

    /// The name, or `IdentityError.invalidFields` with every fault. No password holds its account's name.
    package func checked() throws(IdentityError) -> UserName {
        var faults: [FieldFault] = []
        var userName: UserName?
        do throws(FieldFault.Reason) {
            userName = try UserName(name)
        } catch {
            faults.append(FieldFault(field: "user_name", reason: error))
        }
        if password.isEmpty {
            faults.append(FieldFault(field: "password", reason: .empty))
        } else if let userName, password.lowercased().contains(userName.key) {
            faults.append(FieldFault(field: "user_name", reason: .contradicts(field: "password")))
        }
        guard faults.isEmpty, let userName else { throw .invalidFields(faults) }
        return userName
    }
}
