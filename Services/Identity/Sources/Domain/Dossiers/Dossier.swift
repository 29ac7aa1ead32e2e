package import MeshKernel

/// A dossier with all that belongs to it.
package struct Dossier: Sendable, Equatable {
    /// Its identifier, `dos_…`.
    package let id: Identifier
    /// Whose it is.
    package let account: Identifier
    /// Whose rules it follows.
    package let authority: Authority
    /// Who is verified by it; nil before it was first handed in.
    package var holder: Identifier?
    /// What was filled in.
    package var draft: DossierDraft
    /// Where it stands.
    package var review: DossierReview
    /// Its pictures, in the order of their slots.
    package var documents: [DossierDocument]
    /// When it was begun.
    package let createdAt: WallTime
    /// When it was last handed in; nil before.
    package var submittedAt: WallTime?
    /// When whoever has it claimed it or looked at it last; nil while nobody has it.
    package var touchedAt: WallTime?
    /// What its authority asks.
    package let rules: AuthorityRules
    /// The offices that are known at its authority.
    package let offices: KnownOffices
    /// The e-mail address that its applicant has shown to be theirs: what equal addresses share; nil for none.
    package var confirmedEmail: String?

    /// A new one is empty, and asks what `rules` say.
    package init(
        id: Identifier, account: Identifier, authority: Authority, holder: Identifier? = nil,
        draft: DossierDraft = DossierDraft(), review: DossierReview = DossierReview(),
        documents: [DossierDocument] = [], createdAt: WallTime, submittedAt: WallTime? = nil,
        touchedAt: WallTime? = nil, rules: AuthorityRules? = nil, offices: KnownOffices = .none,
        confirmedEmail: String? = nil
    ) {
        self.id = id
        self.account = account
        self.authority = authority
        self.holder = holder
        self.draft = draft
        self.review = review
        self.documents = documents
        self.createdAt = createdAt
        self.submittedAt = submittedAt
        self.touchedAt = touchedAt
        self.rules = rules ?? .of(authority)
        self.offices = offices
        self.confirmedEmail = confirmedEmail
    }

    /// The pictures that it must have with what was filled in so far; none before the holder's kind is known.
    package var wantedSlots: [DocumentSlot] {
        guard let holder = draft.holderKind else { return [] }
        return rules.slots(
            for: holder, document: draft.documentKind ?? (holder.isPerson ? .residentIdentityCard : .businessLicence),
            runsTradingPlatform: runsTradingPlatform)
    }

    private var runsTradingPlatform: Bool { draft[.runsTradingPlatform] == "yes" }

    /// The pictures that it could be asked for once its open fields are written on `today`: those that it must have now,
    /// then those of any holder, document and trading platform that a correction may make of it.
    package func reachableSlots(on today: CivilDate) -> [DocumentSlot] {
        let wanted = wantedSlots
        guard review.state == .correctionDue, let holder = draft.holderKind else { return wanted }
        let open = openFields(on: today)
        let holders = open.contains(.holderKind) ? HolderKind.allCases : [holder]
        let platforms = open.contains(.runsTradingPlatform) ? [true, false] : [runsTradingPlatform]
        var reachable: Set<DocumentSlot> = []
        for holder in holders {
            let documents =
                open.contains(.documentKind)
                ? DocumentKind.allCases.filter { $0.isPersonal == holder.isPerson }
                : [draft.documentKind].compactMap { $0 }
            for document in documents {
                for platform in platforms {
                    reachable.formUnion(rules.slots(for: holder, document: document, runsTradingPlatform: platform))
                }
            }
        }
        return wanted + DocumentSlot.allCases.filter { reachable.contains($0) && !wanted.contains($0) }
    }

    /// Those that are not there.
    package var missingSlots: [DocumentSlot] {
        let there = Set(documents.map(\.slot))
        return wantedSlots.filter { !there.contains($0) }
    }

    /// Judges its fields on `today`, the day in China.
    package func reading(on today: CivilDate) -> DossierReading {
        DossierReading(
            draft, rules: rules, today: today, offices: offices,
            email: confirmedEmail.map { .address(key: $0) } ?? .nobody)
    }

    /// The fields that pass and that nothing here could check; staff look.
    package var uncheckedFields: [DossierField] {
        draft[.office].isEmpty || offices.cities[draft[.office]] != nil ? [] : [.office]
    }

    /// What is worth knowing of fields that pass, in the order of the form.
    package func notes(on today: CivilDate) -> [(field: DossierField, note: FieldNote)] {
        let reading = reading(on: today)
        return DossierField.allCases.compactMap { field in reading.note(on: field).map { (field, $0) } }
    }
}

/// A picture of a dossier.
package struct DossierDocument: Sendable, Equatable {
    /// Its identifier, `doc_…`.
    package let id: Identifier
    /// What it shows.
    package let slot: DocumentSlot
    /// Name of the sealed file.
    package let blob: String
    /// What it is.
    package let type: AuthorityRules.PictureType
    /// Its length.
    package let bytes: Int
    /// In pixels.
    package let width: Int
    /// In pixels.
    package let height: Int
    /// When it came.
    package let uploadedAt: WallTime
    /// What a machine read off it; nil for one that came before pictures were read, and where nobody asks.
    package let reading: DocumentReading?

    package init(
        id: Identifier, slot: DocumentSlot, blob: String, type: AuthorityRules.PictureType, bytes: Int, width: Int,
        height: Int, uploadedAt: WallTime, reading: DocumentReading? = nil
    ) {
        self.id = id
        self.slot = slot
        self.blob = blob
        self.type = type
        self.bytes = bytes
        self.width = width
        self.height = height
        self.uploadedAt = uploadedAt
        self.reading = reading
    }
}
