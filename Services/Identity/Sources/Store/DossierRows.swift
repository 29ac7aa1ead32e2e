internal import MeshKernel
internal import MeshStore

extension Snapshot {
    private static var dossierColumns: String {
        """
        id, account, authority, holder, state, fields, named, reason, reviewer, deadline, deadline_covered, round, extended,
        created_at, submitted_at, touched_at, confirmed_email
        """
    }

    /// The dossier `id`; nil when there is none.
    func dossier(_ id: Identifier, under profiles: AuthorityProfiles) throws -> Dossier? {
        try row("SELECT \(Self.dossierColumns) FROM dossiers WHERE id = ?", SQLValue(id)).flatMap {
            try dossier($0, profiles)
        }
    }

    /// An account's latest dossier at an authority.
    func latestDossier(
        of account: Identifier, at authority: Authority, under profiles: AuthorityProfiles
    ) throws -> Dossier? {
        try row(
            """
            SELECT \(Self.dossierColumns) FROM dossiers WHERE account = ? AND authority = ? ORDER BY id DESC LIMIT 1
            """, SQLValue(account), .text(authority.rawValue)
        ).flatMap { try dossier($0, profiles) }
    }

    /// All dossiers of an account, the oldest first.
    func dossiers(of account: Identifier, under profiles: AuthorityProfiles) throws -> [Dossier] {
        try rows("SELECT id FROM dossiers WHERE account = ? ORDER BY id", SQLValue(account)).compactMap {
            try dossier(Identifier(stored: try $0.text("id")), under: profiles)
        }
    }

    /// Up to `count` dossiers in review at an authority after the one named, by deadline. What is sealed in them is left
    /// out.
    func queue(at authority: Authority, afterDay day: String, id: String, count: Int) throws -> [QueuedDossier] {
        try rows(
            """
            SELECT id, account, authority, state, named, reviewer, deadline, deadline_covered, round, extended,
                submitted_at, touched_at
            FROM dossiers WHERE authority = ? AND state = 'in_review' AND (deadline, id) > (?, ?)
            ORDER BY deadline, id LIMIT ?
            """, .text(authority.rawValue), .text(day), .text(id), SQLValue(count)
        ).map { row in
            QueuedDossier(
                id: Identifier(stored: try row.text("id")), account: Identifier(stored: try row.text("account")),
                authority: try Self.authority(row), review: try Self.review(row, reason: ""),
                submittedAt: try row.optionalTime("submitted_at"), touchedAt: try row.optionalTime("touched_at"))
        }
    }

    /// The picture `id` and the dossier that it is of; what was read off it is left out.
    func document(_ id: Identifier) throws -> (document: DossierDocument, dossier: Identifier)? {
        guard let row = try row("SELECT * FROM documents WHERE id = ?", SQLValue(id)) else { return nil }
        return (try Self.document(row, key: nil), Identifier(stored: try row.text("dossier")))
    }

    /// Which of these sealed files a row names.
    func blobsInUse(_ blobs: [String]) throws -> Set<String> {
        let marks = Array(repeating: "?", count: blobs.count).joined(separator: ", ")
        return Set(
            try rows(
                """
                SELECT blob FROM documents WHERE blob IN (\(marks))
                UNION SELECT letter FROM mandates WHERE letter IN (\(marks))
                """, (blobs + blobs).map { .text($0) }
            ).map { try $0.text("blob") })
    }

    private func dossier(_ row: Row, _ profiles: AuthorityProfiles) throws -> Dossier? {
        let id = Identifier(stored: try row.text("id"))
        let account = Identifier(stored: try row.text("account"))
        guard let key = try subjectKey(account.text) else { return nil }
        let fields = try key.open(try row.blob("fields"), at: SealedPlaces.dossierFields(id))
        guard let draft = DossierDraft(decoding: fields) else { throw StoreError.column("fields") }
        let reason = try row.optionalBlob("reason").map {
            String(decoding: try key.open($0, at: SealedPlaces.dossierReason(id)), as: UTF8.self)
        }
        let documents = try rows("SELECT * FROM documents WHERE dossier = ? ORDER BY slot", SQLValue(id)).map {
            try Self.document($0, key: key)
        }
        let authority = try Self.authority(row)
        let email = try row.optionalBlob("confirmed_email").map {
            String(decoding: try key.open($0, at: SealedPlaces.dossierConfirmedEmail(id)), as: UTF8.self)
        }
        return Dossier(
            id: id, account: account, authority: authority,
            holder: try row.optionalText("holder").map { Identifier(stored: $0) }, draft: draft,
            review: try Self.review(row, reason: reason ?? ""), documents: documents,
            createdAt: try row.time("created_at"), submittedAt: try row.optionalTime("submitted_at"),
            touchedAt: try row.optionalTime("touched_at"), rules: profiles[authority],
            offices: try knownOffices(at: authority), confirmedEmail: email)
    }

    private static func authority(_ row: Row) throws -> Authority {
        guard let authority = Authority(rawValue: try row.text("authority")) else {
            throw StoreError.column("authority")
        }
        return authority
    }

    private static func review(_ row: Row, reason: String) throws -> DossierReview {
        guard let state = DossierReview.State(rawValue: try row.text("state")) else { throw StoreError.column("state") }
        let deadline = try row.optionalText("deadline").map { text in
            guard let day = CivilDate(text: text) else { throw StoreError.column("deadline") }
            return WorkingCalendar.Deadline(day: day, isCovered: try row.boolean("deadline_covered"))
        }
        let words = try row.text("named").split(separator: " ").map(String.init)
        return DossierReview(
            state: state, deadline: deadline,
            reviewer: try row.optionalText("reviewer").map { Identifier(stored: $0) }, reason: reason,
            named: Set(words.compactMap { DossierField(rawValue: $0) }),
            namedSlots: Set(words.compactMap { DocumentSlot(rawValue: $0) }), round: Int(try row.integer("round")),
            isExtended: try row.boolean("extended"))
    }

    private static func document(_ row: Row, key: SubjectKey?) throws -> DossierDocument {
        guard let slot = DocumentSlot(rawValue: try row.text("slot")),
            let type = AuthorityRules.PictureType(rawValue: try row.text("type"))
        else { throw StoreError.column("documents") }
        let id = Identifier(stored: try row.text("id"))
        var reading: DocumentReading?
        if let key, let sealed = try row.optionalBlob("reading") {
            reading = DocumentReading(decoding: try key.open(sealed, at: SealedPlaces.documentReading(id)))
            guard reading != nil else { throw StoreError.column("reading") }
        }
        return DossierDocument(
            id: id, slot: slot, blob: try row.text("blob"), type: type,
            bytes: Int(try row.integer("bytes")), width: Int(try row.integer("width")),
            height: Int(try row.integer("height")), uploadedAt: try row.time("uploaded_at"), reading: reading)
    }
}

extension Transaction {
    /// Adds a dossier without pictures, or keeps what changed of one.
    func keep(_ dossier: Dossier) throws {
        let key = try makeSubjectKey(dossier.account.text)
        let review = dossier.review
        let named =
            DossierField.allCases.filter(review.named.contains).map(\.rawValue)
            + DocumentSlot.allCases.filter(review.namedSlots.contains).map(\.rawValue)
        try execute(
            """
            INSERT INTO dossiers
                (id, account, authority, holder, state, fields, named, reason, reviewer, deadline, deadline_covered, round,
                extended, created_at, submitted_at, touched_at, confirmed_email)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                holder = excluded.holder, state = excluded.state, fields = excluded.fields, named = excluded.named,
                reason = excluded.reason, reviewer = excluded.reviewer, deadline = excluded.deadline,
                deadline_covered = excluded.deadline_covered, round = excluded.round, extended = excluded.extended,
                submitted_at = excluded.submitted_at, touched_at = excluded.touched_at,
                confirmed_email = excluded.confirmed_email
            """,
            SQLValue(dossier.id), SQLValue(dossier.account), .text(dossier.authority.rawValue),
            SQLValue(dossier.holder?.text), .text(review.state.rawValue),
            .blob(try key.seal(dossier.draft.encoded, at: SealedPlaces.dossierFields(dossier.id))),
            .text(named.joined(separator: " ")),
            SQLValue(
                review.reason.isEmpty
                    ? nil : try key.seal(Array(review.reason.utf8), at: SealedPlaces.dossierReason(dossier.id))),
            SQLValue(review.reviewer?.text), SQLValue(review.deadline?.day.text),
            SQLValue(review.deadline.map { $0.isCovered ? Int64(1) : 0 }), SQLValue(review.round),
            SQLValue(review.isExtended), SQLValue(dossier.createdAt), SQLValue(dossier.submittedAt),
            SQLValue(dossier.touchedAt),
            SQLValue(
                try dossier.confirmedEmail.map {
                    try key.seal(Array($0.utf8), at: SealedPlaces.dossierConfirmedEmail(dossier.id))
                }))
    }

    /// Puts another mobile number, or none, in the place of one in those of an account's dossiers that were handed in and
    /// not decided.
    func moveDossiers(of account: Identifier, from old: String, to new: String) throws {
        let key = try makeSubjectKey(account.text)
        for row in try rows(
            "SELECT id, fields FROM dossiers WHERE account = ? AND state IN ('in_review', 'correction_due')",
            SQLValue(account))
        {
            let place = SealedPlaces.dossierFields(Identifier(stored: try row.text("id")))
            guard var draft = DossierDraft(decoding: try key.open(try row.blob("fields"), at: place)) else {
                throw StoreError.column("fields")
            }
            guard draft[.mobile] == old else { continue }
            draft[.mobile] = new
            try execute(
                "UPDATE dossiers SET fields = ? WHERE id = ?", .blob(try key.seal(draft.encoded, at: place)),
                .text(try row.text("id")))
        }
    }

    /// Keeps when whoever has a dossier looked at it.
    func touch(_ dossier: Dossier) throws {
        try execute(
            "UPDATE dossiers SET touched_at = ? WHERE id = ?", SQLValue(dossier.touchedAt), SQLValue(dossier.id))
    }

    /// Puts a picture in the place of the one before; the sealed files that are to be destroyed now.
    func put(_ document: DossierDocument, in dossier: Dossier) throws -> [String] {
        let before = try removeDocuments(of: dossier.id) { $0 == document.slot }
        let reading = try document.reading.map { reading in
            try makeSubjectKey(dossier.account.text).seal(
                reading.encoded, at: SealedPlaces.documentReading(document.id))
        }
        try execute(
            """
            INSERT INTO documents (id, dossier, slot, blob, type, bytes, width, height, uploaded_at, reading)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(document.id), SQLValue(dossier.id), .text(document.slot.rawValue), .text(document.blob),
            .text(document.type.rawValue), SQLValue(document.bytes), SQLValue(document.width),
            SQLValue(document.height), SQLValue(document.uploadedAt), SQLValue(reading))
        return before
    }

    /// Removes the pictures of some slots; the sealed files that are to be destroyed now.
    func removeDocuments(of dossier: Identifier, where isGone: (DocumentSlot) -> Bool) throws -> [String] {
        var files: [String] = []
        for row in try rows("SELECT id, slot, blob FROM documents WHERE dossier = ?", SQLValue(dossier)) {
            guard let slot = DocumentSlot(rawValue: try row.text("slot")), isGone(slot) else { continue }
            try execute("DELETE FROM documents WHERE id = ?", .text(try row.text("id")))
            let blob = try row.text("blob")
            if try !removeSmallBlob(blob) { files.append(blob) }
        }
        return files
    }
}
