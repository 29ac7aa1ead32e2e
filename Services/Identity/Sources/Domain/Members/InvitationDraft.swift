package import MeshKernel

/// An invitation as it was said, before anything was checked.
package struct InvitationDraft: Sendable {
    /// The number to invite.
    package var mobile: String
    /// What the invited may do.
    package var roles: [String]

    package init(mobile: String, roles: [String]) {
        self.mobile = mobile
        self.roles = roles
    }

    /// Number and roles, or `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> (mobile: MobileNumber, roles: [MemberRole]) {
        var faults: [FieldFault] = []
        var number: MobileNumber?
        do throws(FieldFault.Reason) {
            number = try MobileNumber(field: mobile)
        } catch {
            faults.append(FieldFault(field: "mobile", reason: error))
        }
        var read: [MemberRole] = []
        do throws(IdentityError) {
            read = try MemberRole.read(roles)
        } catch .invalidFields(let more) {
            faults += more
        }
        guard faults.isEmpty, let number else { throw .invalidFields(faults) }
        return (number, read)
    }
}
