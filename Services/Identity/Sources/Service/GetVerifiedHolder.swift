internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// The version of a holder that is good now. One answer for a holder whom nobody verified there, and for none at all.
    func verifiedHolder(_ reference: HolderReference?, at authority: Authority?) async throws -> VerifiedHolder {
        var faults: [FieldFault] = []
        if reference == nil { faults.append(FieldFault(field: "who", reason: .empty)) }
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        guard faults.isEmpty, let reference, let authority else { throw IdentityError.invalidFields(faults) }
        do {
            guard let holder = try await store.read({ try $0.verifiedHolder(reference, at: authority) }) else {
                throw IdentityError.holderNotVerified
            }
            return holder
        } catch StoreError.subjectErased {
            throw IdentityError.holderNotVerified
        }
    }
}
