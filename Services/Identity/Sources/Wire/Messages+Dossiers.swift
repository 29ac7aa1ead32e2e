internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension Authority {
    /// Nil when nothing is said, or what no version knows.
    init?(_ authority: IdentityV1.Authority) {
        switch authority {
        case .platform: self = .platform
        case .henan: self = .henan
        case .cpcc: self = .cpcc
        case .unspecified, .unrecognized: return nil
        }
    }
}

extension IdentityV1.Authority {
    init(_ authority: Authority) {
        self =
            switch authority {
            case .platform: .platform
            case .henan: .henan
            case .cpcc: .cpcc
            }
    }
}

extension IdentityV1.DossierState {
    init(_ state: DossierReview.State) {
        self =
            switch state {
            case .draft: .draft
            case .inReview: .inReview
            case .correctionDue: .correctionDue
            case .approved: .approved
            case .failed: .failed
            case .withdrawn: .withdrawn
            }
    }
}

extension IdentityV1.Document {
    /// A picture with what was read off it, of which only the fields in `open` come as they are.
    init(_ document: DossierDocument, open: Set<DossierField> = Set(DossierField.allCases)) {
        self.init(
            id: document.id.text, slot: document.slot.rawValue, mediaType: document.type.mediaType,
            size: UInt64(document.bytes), width: UInt32(document.width), height: UInt32(document.height),
            uploadedAt: GoogleProtobuf.Timestamp(document.uploadedAt),
            reading: document.reading.map { IdentityV1.DocumentReading($0, open: open) })
    }
}

extension IdentityV1.DocumentReading {
    init(_ reading: DocumentReading, open: Set<DossierField>) {
        let outcome: IdentityV1.ReadingOutcome =
            switch reading.outcome {
            case .read: .read
            case .nothing: .nothing
            case .notAsked: .notAsked
            case .unavailable: .unavailable
            case .failed: .failed
            }
        let watermark: IdentityV1.WatermarkReading =
            switch reading.watermark {
            case .notAsked: .unspecified
            case .notSeen: .notSeen
            case .right: .right
            case .unsure: .unsure
            }
        self.init(
            outcome: outcome,
            proposals: DossierField.allCases.compactMap { field in
                reading.facts.values[field].map { value in
                    IdentityV1.DossierEntry(
                        field: field.rawValue, value: open.contains(field) ? value : field.masked(value))
                }
            }, watermark: watermark)
    }
}

extension IdentityV1.FieldVerdict {
    init(field: DossierField, fault: FieldFault.Reason?, note: IdentityV1.FieldNote? = nil) {
        self.init(
            field: field.rawValue, passes: fault == nil, reason: fault?.word ?? "", message: fault?.message ?? "",
            note: note)
    }
}

extension IdentityV1.FieldNote {
    init(field: DossierField, _ note: FieldNote) {
        self.init(field: field.rawValue, note: note.rawValue, message: note.message)
    }
}

extension IdentityV1.ReviewPoint {
    init(_ reviewed: ReviewedPoint, under rules: AuthorityRules) {
        self.init(
            slot: reviewed.slot.rawValue, point: reviewed.point.rawValue,
            textZh: reviewed.point.chinese(under: rules), textEn: reviewed.point.english(under: rules))
    }
}

extension IdentityV1.Dossier {
    /// A dossier as its applicant sees it on `today`: what may be written comes as it was written, for a form shows it; the
    /// rest masked.
    init(_ dossier: Dossier, today: CivilDate) {
        let review = dossier.review
        let open = dossier.openFields(on: today)
        let reading = dossier.reading(on: today)
        let contradicted = Dictionary(uniqueKeysWithValues: dossier.contradictions.map { ($0.field, $0.reason) })
        self.init(
            id: dossier.id.text, authority: IdentityV1.Authority(dossier.authority),
            state: IdentityV1.DossierState(review.state),
            entries: DossierField.allCases.compactMap { field in
                dossier.draft.values[field].map { value in
                    IdentityV1.DossierEntry(
                        field: field.rawValue, value: open.contains(field) ? value : field.masked(value))
                }
            },
            faults: open.isEmpty
                ? []
                : dossier.judgedFields(on: today).compactMap { field in
                    (reading.fault(in: field) ?? contradicted[field]).map {
                        IdentityV1.FieldVerdict(field: field, fault: $0)
                    }
                },
            openFields: DossierField.allCases.filter(open.contains).map(\.rawValue),
            wantedSlots: dossier.wantedSlots.map(\.rawValue), openSlots: dossier.openSlots(on: today).map(\.rawValue),
            documents: dossier.documents.map { IdentityV1.Document($0, open: open) }, reason: review.reason,
            named: DossierField.allCases.filter(review.named.contains).map(\.rawValue)
                + DocumentSlot.allCases.filter(review.namedSlots.contains).map(\.rawValue),
            deadline: review.deadline?.day.text ?? "", deadlineCertain: review.deadline?.isCovered ?? false,
            round: UInt32(review.round), holder: dossier.holder?.text ?? "",
            createdAt: GoogleProtobuf.Timestamp(dossier.createdAt),
            submittedAt: dossier.submittedAt.map { GoogleProtobuf.Timestamp($0) }, extended: review.isExtended,
            unchecked: dossier.uncheckedFields.map(\.rawValue),
            notes: dossier.notes(on: today).map { IdentityV1.FieldNote(field: $0.field, $0.note) })
    }
}

extension IdentityV1.ThreeFactorCheck {
    init(_ check: ThreeFactorCheck) {
        let outcome: Outcome =
            switch check.outcome {
            case .pending: .pending
            case .unchecked: .unchecked
            case .consistent: .consistent
            case .inconsistent: .inconsistent
            case .noRecord: .noRecord
            case .unavailable: .unavailable
            }
        let proof: Proof =
            switch check.proof {
            case .account: .account
            case .holder: .holder
            case .code: .code
            }
        self.init(
            outcome: outcome, provider: check.provider, proof: proof, at: GoogleProtobuf.Timestamp(check.at))
    }
}

extension IdentityV1.QueuedDossier {
    init(_ dossier: QueuedDossier, today: CivilDate) {
        let review = dossier.review
        self.init(
            id: dossier.id.text, account: dossier.account.text, authority: IdentityV1.Authority(dossier.authority),
            state: IdentityV1.DossierState(review.state), deadline: review.deadline?.day.text ?? "",
            deadlineCertain: review.deadline?.isCovered ?? false, overdue: review.isOverdue(on: today),
            reviewer: review.reviewer?.text ?? "", round: UInt32(review.round),
            submittedAt: dossier.submittedAt.map { GoogleProtobuf.Timestamp($0) }, extended: review.isExtended,
            takeoverAt: dossier.takeoverAt.map { GoogleProtobuf.Timestamp($0) })
    }
}

extension IdentityV1.VerifiedHolder {
    /// A holder as another service sees them; `isEqual` is what came of a comparison, nil when nothing was compared.
    init(_ holder: VerifiedHolder, isEqual: Bool?, today: CivilDate) {
        let facts = holder.facts
        let comparison: IdentityV1.FactsComparison =
            switch isEqual {
            case nil: .unspecified
            case true?: .equal
            case false?: .different
            }
        self.init(
            holder: holder.id.text, account: holder.account.text, authority: IdentityV1.Authority(holder.authority),
            kind: facts[.holderKind], version: UInt32(holder.version), maskedName: holder.maskedName,
            documentKind: facts[.documentKind],
            maskedDocumentNumber: DossierField.documentNumber.masked(facts[.documentNumber]),
            maskedMobile: DossierField.mobile.masked(facts[.mobile]), validUntil: facts[.validUntil],
            documentExpired: holder.isExpired(on: today), verifiedAt: GoogleProtobuf.Timestamp(holder.verifiedAt),
            comparison: comparison)
    }
}

extension DossierWriting {
    init(_ entries: [IdentityV1.DossierEntry]) {
        self.init(entries.map { ($0.field, $0.value) })
    }
}

extension DocumentPart {
    /// One message of the stream; one without a part is refused.
    init(_ message: IdentityV1.UploadDocumentRequest) throws(IdentityError) {
        switch message.part {
        case nil: throw .upload(.emptyPart)
        case .header(let header)?:
            self = .header(
                DocumentDraft(
                    dossier: header.dossier, slot: header.slot, mediaType: header.mediaType, size: header.size))
        case .chunk(let bytes)?: self = .chunk(bytes)
        }
    }
}
