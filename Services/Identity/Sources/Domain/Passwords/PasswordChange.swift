/// A change of password as it was said, before anything was checked.
package struct PasswordChange: Sendable {
    /// The present password.
    package var present: String
    /// The one to come.
    package var new: String
    /// The one to come once more.
    package var repeated: String

    package init(present: String, new: String, repeated: String) {
        self.present = present
        self.new = new
        self.repeated = repeated
    }

    /// The new password, or `IdentityError.invalidFields` with every fault; without a user name, that is not looked for.
    package func checked(userName: UserName?) throws(IdentityError) -> Password {
        var faults: [FieldFault] = []
        var password: Password?
        do throws(FieldFault.Reason) {
            password = try Password(new, userName: userName?.text ?? "")
        } catch {
            faults.append(FieldFault(field: "new_password", reason: error))
        }
        if repeated != new {
            faults.append(FieldFault(field: "new_password_repeated", reason: .contradicts(field: "new_password")))
        }
        guard faults.isEmpty, let password else { throw .invalidFields(faults) }
        return password
    }
}
