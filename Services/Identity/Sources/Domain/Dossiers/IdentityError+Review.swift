extension IdentityError {
    /// What a step of a review that cannot be taken means to the caller.
    package init(_ refusal: DossierReview.Refusal) {
        self =
            switch refusal {
            case .wrongState(let state): .dossierState(state)
            case .claimedByOther: .claimedByOther
            case .notClaimed: .notClaimed
            case .reasonMissing: .invalidFields([FieldFault(field: "reason", reason: .empty)])
            case .closedFields(let fields): .closedFields(fields.map(\.rawValue))
            case .notExtendable: .reviewNotExtendable
            case .claimHeld: .claimHeld
            }
    }
}
