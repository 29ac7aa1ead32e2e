internal import MeshKernel

/// A request for a code as it was said, before anything was checked.
package struct CodeDraft: Sendable, Equatable {
    /// Where the code is to go.
    package enum Address: Sendable, Equatable {
        case mobile(String)
        case email(String)
        case none
    }

    /// Nil when it was not said, or is none.
    package var purpose: CodePurpose?
    /// Where the code is to go.
    package var address: Address

    package init(purpose: CodePurpose?, address: Address) {
        self.purpose = purpose
        self.address = address
    }

    /// Purpose and recipient, for somebody who has not signed in. An e-mail address can ask for a new password and for
    /// nothing else. Throws `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> (purpose: CodePurpose, recipient: CodeRecipient) {
        var faults: [FieldFault] = []
        if purpose == nil {
            faults.append(FieldFault(field: "purpose", reason: .empty))
        } else if purpose?.isOpen == false {
            faults.append(FieldFault(field: "purpose", reason: .unknownWord))
        }
        let recipient = address.checked(&faults)
        if case .email? = recipient, let purpose, purpose != .resetPassword {
            faults.append(FieldFault(field: "email", reason: .contradicts(field: "purpose")))
        }
        guard faults.isEmpty, let purpose, let recipient else { throw .invalidFields(faults) }
        return (purpose, recipient)
    }
}

extension CodeDraft.Address {
    /// Who is meant; nil when that is not said or wrong, which is added to `faults`.
    package func checked(_ faults: inout [FieldFault]) -> CodeRecipient? {
        switch self {
        case .mobile(let text):
            do throws(FieldFault.Reason) {
                return .mobile(try MobileNumber(field: text))
            } catch {
                faults.append(FieldFault(field: "mobile", reason: error))
            }
        case .email(let text):
            if let address = EmailAddress(text) { return .email(address) }
            faults.append(FieldFault(field: "email", reason: text.isEmpty ? .empty : .malformed))
        case .none: faults.append(FieldFault(field: "recipient", reason: .empty))
        }
        return nil
    }
}
