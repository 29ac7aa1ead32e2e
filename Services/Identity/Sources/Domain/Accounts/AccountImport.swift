package import MeshKernel

/// An account as an older system has it, before anything was checked. Its password is not taken over, whatever it is hashed
/// with: nobody here can say how well it was chosen and kept, and a code proves more.
package struct ImportDraft: Sendable {
    /// Bounds of an import.
    package enum Limits {
        /// Rows of one call.
        package static let rowsMax = 200
        /// What the older system calls an account.
        package static let referenceCharactersMax = 64
    }

    /// What the older system calls the account.
    package var reference: String
    /// Where codes go.
    package var mobile: String
    /// May be empty.
    package var userName: String

    package init(reference: String, mobile: String, userName: String) {
        self.reference = reference
        self.mobile = mobile
        self.userName = userName
    }

    /// The row when every field keeps to its rule; throws `IdentityError.invalidFields` with every fault. `madeUp` is the
    /// name of an account that has none.
    package func checked(madeUp: UserName) throws(IdentityError) -> ImportedRow {
        var faults: [FieldFault] = []
        if let fault = TextRule(1...Limits.referenceCharactersMax).fault(in: reference) {
            faults.append(FieldFault(field: "reference", reason: fault))
        }
        var number: MobileNumber?
        do throws(FieldFault.Reason) {
            number = try MobileNumber(field: mobile)
        } catch {
            faults.append(FieldFault(field: "mobile", reason: error))
        }
        var name: UserName? = madeUp
        if !userName.isEmpty {
            do throws(FieldFault.Reason) {
                name = try UserName(userName)
            } catch {
                name = nil
                faults.append(FieldFault(field: "user_name", reason: error))
            }
        }
        guard faults.isEmpty, let number, let name else { throw .invalidFields(faults) }
        return ImportedRow(reference: reference, mobile: number, userName: name)
    }
}

/// A row whose every field keeps to its rule. Whether somebody has the name or the number is not known yet.
package struct ImportedRow: Sendable {
    /// What the older system calls the account.
    package let reference: String
    /// Where codes go.
    package let mobile: MobileNumber
    /// The name that the account has until it is completed.
    package let userName: UserName
}
