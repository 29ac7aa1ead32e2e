internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// The mandate `id`; nil when there is none.
    func mandate(_ id: Identifier) throws -> Mandate? {
        try row("SELECT * FROM mandates WHERE id = ?", SQLValue(id)).map { try mandate($0) }
    }

    /// Up to `count` mandates of an account on one side after `after`, the oldest first. What an agent only prepares its
    /// holder does not see.
    func mandates(of account: Identifier, as side: Mandate.Side, after: String, count: Int) throws -> [Mandate] {
        let condition =
            switch side {
            case .agent: "agent = ?"
            case .holder: "holder_account = ? AND submitted_at IS NOT NULL"
            }
        return try rows(
            "SELECT * FROM mandates WHERE \(condition) AND id > ? ORDER BY id LIMIT ?", SQLValue(account),
            .text(after), SQLValue(count)
        ).map { try mandate($0) }
    }

    /// Up to `count` mandates that staff are to read after the one named, the oldest first.
    func mandateQueue(after time: WallTime, id: String, count: Int) throws -> [Mandate] {
        try rows(
            """
            SELECT * FROM mandates WHERE state = 'in_review' AND (confirmed_at, id) > (?, ?)
            ORDER BY confirmed_at, id LIMIT ?
            """, SQLValue(time), .text(id), SQLValue(count)
        ).map { try mandate($0) }
    }

    /// The mandates in force, or soon to be, by which `agent` acts for `holder`.
    func activeMandates(of agent: Identifier, for holder: Identifier) throws -> [Mandate] {
        try rows(
            "SELECT * FROM mandates WHERE agent = ? AND holder = ? AND state = 'active' ORDER BY id", SQLValue(agent),
            SQLValue(holder)
        ).map { try mandate($0) }
    }

    /// Every mandate of an account that is open, on either side.
    func openMandates(of account: Identifier) throws -> [Mandate] {
        try rows(
            """
            SELECT * FROM mandates WHERE (agent = ? OR holder_account = ?)
                AND state IN ('draft', 'awaiting_holder', 'in_review', 'active') ORDER BY id
            """, SQLValue(account), SQLValue(account)
        ).map { try mandate($0) }
    }

    /// How many of an agent's mandates are open.
    func openMandateCount(of agent: Identifier) throws -> Int {
        try row(
            """
            SELECT count(*) AS n FROM mandates
            WHERE agent = ? AND state IN ('draft', 'awaiting_holder', 'in_review', 'active')
            """, SQLValue(agent)
        ).map { Int(try $0.integer("n")) } ?? 0
    }

    /// Whether an agent has a mandate on its way for this document.
    func hasMandateUnderWay(of agent: Identifier, at authority: Authority, documentCode: [UInt8]) throws -> Bool {
        try row(
            """
            SELECT 1 AS found FROM mandates WHERE agent = ? AND authority = ? AND document_code = ?
                AND state IN ('draft', 'awaiting_holder', 'in_review')
            """, SQLValue(agent), .text(authority.rawValue), .blob(documentCode)) != nil
    }

    /// Up to `count` mandates whose time is over: after their last day, or not completed since `begun`. `today` is the day
    /// in China.
    func mandatesOver(on today: CivilDate, notCompletedSince begun: WallTime, count: Int) throws -> [Identifier] {
        let over = try rows(
            """
            SELECT id FROM mandates WHERE state IN ('draft', 'awaiting_holder', 'in_review', 'active')
                AND valid_until < ? ORDER BY valid_until LIMIT ?
            """, .text(today.text), SQLValue(count))
        let waiting = try rows(
            """
            SELECT id FROM mandates WHERE state IN ('draft', 'awaiting_holder') AND created_at <= ?
            ORDER BY created_at LIMIT ?
            """, SQLValue(begun), SQLValue(count))
        return try Array((over + waiting).map { Identifier(stored: try $0.text("id")) }.prefix(count))
    }

    /// Whoever is verified at an authority now with a document of this code, the one who was verified last first.
    func verifiedHolders(with documentCode: [UInt8], at authority: Authority) throws -> [VerifiedHolder] {
        try rows(
            """
            SELECT holders.id AS id FROM holder_versions JOIN holders ON holders.id = holder
            WHERE document_code = ? AND authority = ? AND ended_at IS NULL ORDER BY verified_at DESC, holders.id LIMIT 8
            """, .blob(documentCode), .text(authority.rawValue)
        ).compactMap { try verifiedHolder(.holder(Identifier(stored: try $0.text("id"))), at: authority) }
    }

    /// Where a holder is verified, and the version and the code of the document that are good now; nil where none is.
    func standing(
        of holder: Identifier
    ) throws -> (account: Identifier, authority: Authority, version: Int64, documentCode: [UInt8])? {
        guard
            let row = try row(
                """
                SELECT account, authority, version, document_code
                FROM holders JOIN holder_versions ON holder = holders.id
                WHERE holders.id = ? AND ended_at IS NULL ORDER BY version DESC LIMIT 1
                """, SQLValue(holder))
        else { return nil }
        guard let authority = Authority(rawValue: try row.text("authority")) else {
            throw StoreError.column("authority")
        }
        return (
            Identifier(stored: try row.text("account")), authority, try row.integer("version"),
            try row.blob("document_code")
        )
    }

    private func mandate(_ row: Row) throws -> Mandate {
        let id = Identifier(stored: try row.text("id"))
        let agent = Identifier(stored: try row.text("agent"))
        guard let authority = Authority(rawValue: try row.text("authority")),
            let state = Mandate.State(rawValue: try row.text("state")),
            let from = CivilDate(text: try row.text("valid_from")),
            let until = CivilDate(text: try row.text("valid_until"))
        else { throw StoreError.column("mandates") }
        let words = Set(try row.text("businesses").split(separator: " ").map(String.init))
        let endedBy = try row.optionalText("ended_by").map { word in
            guard let end = Mandate.End(rawValue: word) else { throw StoreError.column("ended_by") }
            return end
        }
        let key = try keyIfKept(of: agent)
        var named = NamedHolder.erased
        let sealed = try row.blob("named")
        if let key, !sealed.isEmpty {
            guard let there = NamedHolder(decoding: try key.open(sealed, at: SealedPlaces.mandateNamed(id))) else {
                throw StoreError.column("named")
            }
            named = there
        }
        var reason = ""
        if let key, let sealed = try row.optionalBlob("reason") {
            reason = String(decoding: try key.open(sealed, at: SealedPlaces.mandateReason(id)), as: UTF8.self)
        }
        return Mandate(
            id: id, agent: agent, authority: authority, named: named, documentCode: try row.blob("document_code"),
            holder: try Self.holder(row), businesses: Business.allCases.filter { words.contains($0.rawValue) },
            from: from, until: until, state: state, letter: try Self.letter(row), reason: reason, endedBy: endedBy,
            createdAt: try row.time("created_at"), submittedAt: try row.optionalTime("submitted_at"),
            confirmedAt: try row.optionalTime("confirmed_at"), approvedAt: try row.optionalTime("approved_at"),
            endedAt: try row.optionalTime("ended_at"))
    }

    /// An account's data key; nil when it was erased, for nothing of it can be read any more.
    private func keyIfKept(of account: Identifier) throws -> SubjectKey? {
        do {
            return try subjectKey(account.text)
        } catch StoreError.subjectErased {
            return nil
        }
    }

    private static func holder(_ row: Row) throws -> Mandate.Holder? {
        guard let id = try row.optionalText("holder"), let account = try row.optionalText("holder_account") else {
            return nil
        }
        return Mandate.Holder(id: Identifier(stored: id), account: Identifier(stored: account))
    }

    private static func letter(_ row: Row) throws -> AuthorityLetter? {
        guard let blob = try row.optionalText("letter") else { return nil }
        guard let type = try row.optionalText("letter_type").flatMap({ AuthorityRules.PictureType(rawValue: $0) }),
            let bytes = try row.optionalInteger("letter_bytes"), let at = try row.optionalTime("letter_at")
        else { throw StoreError.column("letter") }
        return AuthorityLetter(blob: blob, type: type, bytes: Int(bytes), uploadedAt: at)
    }
}

extension Transaction {
    /// Adds a mandate, or keeps what changed of one.
    func keep(_ mandate: Mandate) throws {
        let key = try makeSubjectKey(mandate.agent.text)
        try execute(
            """
            INSERT INTO mandates
                (id, agent, authority, holder, holder_account, document_code, named, businesses, valid_from, valid_until,
                state, letter, letter_type, letter_bytes, letter_at, reason, ended_by, created_at, submitted_at,
                confirmed_at, approved_at, ended_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                state = excluded.state, letter = excluded.letter, letter_type = excluded.letter_type,
                letter_bytes = excluded.letter_bytes, letter_at = excluded.letter_at, reason = excluded.reason,
                ended_by = excluded.ended_by, submitted_at = excluded.submitted_at,
                confirmed_at = excluded.confirmed_at, approved_at = excluded.approved_at, ended_at = excluded.ended_at
            """,
            SQLValue(mandate.id), SQLValue(mandate.agent), .text(mandate.authority.rawValue),
            SQLValue(mandate.holder?.id.text), SQLValue(mandate.holder?.account.text), .blob(mandate.documentCode),
            .blob(try key.seal(mandate.named.encoded, at: SealedPlaces.mandateNamed(mandate.id))),
            .text(mandate.businesses.map(\.rawValue).joined(separator: " ")), .text(mandate.from.text),
            .text(mandate.until.text), .text(mandate.state.rawValue), SQLValue(mandate.letter?.blob),
            SQLValue(mandate.letter?.type.rawValue), SQLValue(mandate.letter.map { Int64($0.bytes) }),
            SQLValue(mandate.letter?.uploadedAt),
            SQLValue(
                mandate.reason.isEmpty
                    ? nil : try key.seal(Array(mandate.reason.utf8), at: SealedPlaces.mandateReason(mandate.id))),
            SQLValue(mandate.endedBy?.rawValue), SQLValue(mandate.createdAt), SQLValue(mandate.submittedAt),
            SQLValue(mandate.confirmedAt), SQLValue(mandate.approvedAt), SQLValue(mandate.endedAt))
    }

    /// Takes an account out of mandates for it that it never agreed to, also those that are over: whom their agents named is
    /// nobody from here on, and what the agents wrote is theirs. One that it declined stays, for that was told.
    func leaveUnconfirmedMandates(for account: Identifier) throws {
        try execute(
            """
            UPDATE mandates SET holder = NULL, holder_account = NULL
            WHERE holder_account = ? AND confirmed_at IS NULL AND state <> 'declined'
            """, SQLValue(account))
    }

    /// Removes what is personal of all of an account's mandates, on either side, which have ended: whom they name, their
    /// letters, reasons, and codes of documents. Returns the sealed files that are to be destroyed now.
    func eraseMandates(of account: Identifier) throws -> [String] {
        var files: [String] = []
        for row in try rows(
            "SELECT letter FROM mandates WHERE (agent = ? OR holder_account = ?) AND letter IS NOT NULL",
            SQLValue(account), SQLValue(account))
        {
            let blob = try row.text("letter")
            if try !removeSmallBlob(blob) { files.append(blob) }
        }
        try execute(
            """
            UPDATE mandates SET named = ?, document_code = ?, reason = NULL, letter = NULL, letter_type = NULL,
                letter_bytes = NULL, letter_at = NULL
            WHERE agent = ? OR holder_account = ?
            """, .blob([]), .blob([UInt8](repeating: 0, count: 32)), SQLValue(account), SQLValue(account))
        return files
    }
}
