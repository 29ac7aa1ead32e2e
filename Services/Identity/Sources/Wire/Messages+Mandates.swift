internal import MeshAPI
internal import MeshKernel
internal import ProtobufC

extension Business {
    /// Nil when nothing is said, or what no version knows.
    init?(_ business: IdentityV1.Business) {
        switch business {
        case .worksRegistration: self = .worksRegistration
        case .softwareRegistration: self = .softwareRegistration
        case .registrationChange: self = .registrationChange
        case .contractRegistration: self = .contractRegistration
        case .evidence: self = .evidence
        case .market: self = .market
        case .unspecified, .unrecognized: return nil
        }
    }
}

extension IdentityV1.Business {
    init(_ business: Business) {
        self =
            switch business {
            case .worksRegistration: .worksRegistration
            case .softwareRegistration: .softwareRegistration
            case .registrationChange: .registrationChange
            case .contractRegistration: .contractRegistration
            case .evidence: .evidence
            case .market: .market
            }
    }
}

extension IdentityV1.MandateState {
    init(_ state: Mandate.State) {
        self =
            switch state {
            case .draft: .draft
            case .awaitingHolder: .awaitingHolder
            case .inReview: .inReview
            case .active: .active
            case .declined: .declined
            case .refused: .refused
            case .revoked: .revoked
            case .lapsed: .lapsed
            case .expired: .expired
            }
    }
}

extension Mandate.State {
    /// For people, in English; follows "the mandate".
    var words: String {
        switch self {
        case .draft: "is a draft that its holder was not asked about"
        case .awaitingHolder: "waits for its holder"
        case .inReview: "is in review"
        case .active: "is in force"
        case .declined: "was declined"
        case .refused: "was refused"
        case .revoked: "was revoked"
        case .lapsed: "was not completed in time"
        case .expired: "is over"
        }
    }
}

extension IdentityV1.Mandate {
    /// A mandate as one of its sides sees it: who the holder is, is told once they have agreed.
    init(_ view: MandateView) {
        let mandate = view.mandate
        let side: IdentityV1.MandateSide =
            switch view.side {
            case .agent: .agent
            case .holder: .holder
            }
        self.init(
            id: mandate.id.text, side: side, state: IdentityV1.MandateState(mandate.state),
            authority: IdentityV1.Authority(mandate.authority),
            businesses: mandate.businesses.map { IdentityV1.Business($0) }, validFrom: mandate.from.text,
            validUntil: mandate.until.text, maskedHolderName: mandate.named.maskedName,
            documentKind: mandate.named.documentKind, maskedDocumentNumber: mandate.named.maskedNumber,
            maskedAgentName: view.maskedAgentName, holder: mandate.confirmedHolder?.id.text ?? "",
            letter: mandate.letter.map {
                Letter(
                    mediaType: $0.type.mediaType, size: UInt64($0.bytes),
                    uploadedAt: GoogleProtobuf.Timestamp($0.uploadedAt))
            }, reason: mandate.reason, endedBy: mandate.endedBy?.rawValue ?? "",
            createdAt: GoogleProtobuf.Timestamp(mandate.createdAt),
            submittedAt: mandate.submittedAt.map { GoogleProtobuf.Timestamp($0) },
            confirmedAt: mandate.confirmedAt.map { GoogleProtobuf.Timestamp($0) },
            approvedAt: mandate.approvedAt.map { GoogleProtobuf.Timestamp($0) },
            endedAt: mandate.endedAt.map { GoogleProtobuf.Timestamp($0) })
    }
}

extension IdentityV1.QueuedMandate {
    init(_ mandate: Mandate) {
        self.init(
            id: mandate.id.text, agent: mandate.agent.text, holder: mandate.confirmedHolder?.id.text ?? "",
            authority: IdentityV1.Authority(mandate.authority), state: IdentityV1.MandateState(mandate.state),
            confirmedAt: mandate.confirmedAt.map { GoogleProtobuf.Timestamp($0) })
    }
}
