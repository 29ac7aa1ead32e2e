internal import MeshKernel
internal import MeshStore

/// An entry whose contents can be erased.
struct ErasureTarget: Sendable {
    /// What the entry is about.
    enum Kind: Sendable {
        case work
        case chainSeal
    }

    let kind: Kind
    let id: Identifier
    let number: EvidenceNumber
    let project: Identifier
    let account: String
    let chainID: ChainID
    let sequence: UInt64
    let logIndex: UInt64
    let leafHash: TreeHash
    /// Bytes that are kept with it.
    let keptBytes: UInt64
}

/// What is written when an entry's contents are erased, beside the log.
struct TombstoneRecord: Sendable {
    let target: ErasureTarget
    let erasedAt: WallTime
    let wish: ErasureWish
    /// Who did it, when staff did.
    let staff: String?
    /// Who acted for the account, an institution's; nil when it acted for itself.
    let person: String?
    /// Makes the codes of the item's custody log.
    let serviceKey: ServiceKey

    /// The end of the item's custody log.
    var custody: CustodyRecord {
        let account: String? =
            switch wish {
            case .holder, .subject: target.account
            case .staff: staff
            }
        return CustodyRecord([
            CustodyEvent(
                at: erasedAt, kind: .erased,
                actor: CustodyActor(account: account, person: person, service: CustodyActor.ourselves.service),
                facts: [CustodyEvent.Fact("wish", wish.rawValue)])
        ])
    }
}

/// An erasure of which something is left to remove.
struct UnfinishedErasure: Sendable, Equatable {
    let logIndex: UInt64
    /// The file to destroy; nil when there is none.
    let blob: String?
}

extension Transaction {
    /// Removes everything that opens an entry, or was made of what does, and notes which file is to be destroyed.
    func erase(_ record: TombstoneRecord, tombstone: UInt64) throws {
        let target = record.target
        let blob: String?
        switch target.kind {
        case .work: blob = try eraseWork(record)
        case .chainSeal:
            blob = nil
            try execute(
                "UPDATE chain_seals SET content = x'', opening = x'', response = x'' WHERE id = ?", SQLValue(target.id))
        }
        try execute(
            """
            INSERT INTO erasures (log_index, id, number, project, account, sequence, tombstone, wish, staff, erased_at,
                blob, finished_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
            """,
            SQLValue(target.logIndex), SQLValue(target.id), .text(target.number.description), SQLValue(target.project),
            .text(target.account), SQLValue(target.sequence), SQLValue(tombstone), .text(record.wish.rawValue),
            SQLValue(record.staff), SQLValue(record.erasedAt), SQLValue(blob))
        try execute("UPDATE projects SET tombstones = tombstones + 1 WHERE id = ?", SQLValue(target.project))
    }

    /// Returns the file that held the item's bytes.
    private func eraseWork(_ record: TombstoneRecord) throws -> String? {
        let target = record.target
        if let call = try row(
            """
            SELECT request_caller, request_method, request_key FROM openings
            WHERE evidence = ? AND request_key IS NOT NULL
            """, SQLValue(target.id))
        {
            try forgetAnswer(
                caller: try call.text("request_caller"), subject: target.account,
                method: try call.text("request_method"), key: try call.text("request_key"))
        }
        let content = try row("SELECT blob, bytes FROM contents WHERE evidence = ?", SQLValue(target.id))
        let blob = try content?.text("blob")
        if let content { try freeBytes(try content.integer("bytes"), of: target.account) }
        try execute("DELETE FROM contents WHERE evidence = ?", SQLValue(target.id))
        if let blob { try removeSmallBlob(blob) }
        try execute("DELETE FROM evidence_digests WHERE evidence = ?", SQLValue(target.id))
        // In its place first: when the deletion merges pages, what is copied is zeros.
        try execute(
            """
            UPDATE openings SET opening = zeroblob(length(opening)), response = zeroblob(length(response))
            WHERE evidence = ?
            """, SQLValue(target.id))
        try execute("DELETE FROM openings WHERE evidence = ?", SQLValue(target.id))
        try execute("UPDATE evidence SET stage = NULL WHERE id = ?", SQLValue(target.id))
        try forgetFingerprint(of: target.id)
        do {
            try append(record.custody, to: target.id, key: record.serviceKey)
        } catch EvidenceError.custodyBroken {
            // Nobody is kept from an erasure by a log that is broken; it stays as it is.
        }
        return blob
    }

    /// The files of these erasures are destroyed, and nothing of them is left anywhere.
    func finishErasures(_ erasures: [UnfinishedErasure], at time: WallTime) throws {
        for erasure in erasures {
            try execute(
                "UPDATE erasures SET blob = NULL, finished_at = ? WHERE log_index = ?", SQLValue(time),
                SQLValue(erasure.logIndex))
        }
    }

    /// Destroys the data key of `account` and notes that everything of it is to be removed; once. Returns when that was
    /// first asked for.
    func beginErasure(of account: String, at time: WallTime) throws -> WallTime {
        if let row = try row("SELECT requested_at FROM subject_erasures WHERE account = ?", .text(account)) {
            return try row.time("requested_at")
        }
        try destroySubjectKey(account)
        try execute(
            """
            INSERT INTO subject_erasures (account, state, requested_at, answers_after) VALUES (?, 'erasing', ?, 0)
            """, .text(account), SQLValue(time))
        return time
    }

    /// Removes what of an erased account is no entry's: saved answers, settings, titles, statements; a bounded number of
    /// rows at once. False when more is left. All but the answers were sealed under a key that is gone.
    func eraseRest(of account: String, rows: Int) throws -> Bool {
        guard
            let state = try row("SELECT answers_after FROM subject_erasures WHERE account = ?", .text(account))
        else { return true }
        if let next = try forgetAnswers(of: account, after: try state.integer("answers_after")) {
            try execute(
                "UPDATE subject_erasures SET answers_after = ? WHERE account = ?", .integer(next), .text(account))
            return false
        }
        let emptied = [
            try execute(
                """
                DELETE FROM copyright_versions WHERE rowid IN
                    (SELECT copyright_versions.rowid FROM copyright_versions
                    JOIN projects ON projects.id = copyright_versions.project WHERE projects.account = ? LIMIT ?)
                """, .text(account), SQLValue(rows)),
            try execute(
                """
                UPDATE projects SET title = x'' WHERE rowid IN
                    (SELECT rowid FROM projects WHERE account = ? AND length(title) > 0 LIMIT ?)
                """, .text(account), SQLValue(rows)),
            try execute(
                """
                UPDATE filings SET statement = x'', statement_sha256 = NULL, token = NULL WHERE rowid IN
                    (SELECT rowid FROM filings WHERE account = ? AND length(statement) > 0 LIMIT ?)
                """, .text(account), SQLValue(rows)),
        ]
        return emptied.allSatisfy { $0 < rows }
    }

    /// Notes how far the erasure of an account has come; the answers are looked through again from the beginning, for
    /// one may have been saved meanwhile.
    func setErasure(of account: String, to state: SubjectErasure.State) throws {
        try execute(
            "UPDATE subject_erasures SET state = ?, answers_after = 0 WHERE account = ?", .text(state.rawValue),
            .text(account))
    }
}

extension Snapshot {
    /// The item that `reference` names, erased or not, if it is `account`'s; anybody's without an account.
    func erasureTarget(_ reference: EvidenceReference, account: String?) throws -> ErasureTarget? {
        let (column, value) = reference.column
        let whose = account.map { [SQLValue.text($0)] } ?? []
        return try row(
            """
            SELECT 1 AS is_work, evidence.id AS id, number, project, evidence.account AS account, chain_id, sequence,
                log_index, leaf_hash,
                (SELECT bytes FROM contents WHERE contents.evidence = evidence.id) AS kept_bytes
            FROM evidence JOIN projects ON projects.id = evidence.project
            WHERE evidence.\(column) = ? \(account == nil ? "" : "AND evidence.account = ?")
            """, [.text(value)] + whose
        ).map { try erasureTarget($0) }
    }

    /// Up to `count` entries of `account` whose contents are still there: items first, then chains' seals.
    func erasureTargets(of account: String, count: Int) throws -> [ErasureTarget] {
        try ["evidence", "chain_seals"].flatMap { table in
            try rows(
                """
                SELECT \(table == "evidence") AS is_work, \(table).id AS id, \(table).number AS number,
                    \(table).project AS project, \(table).account AS account, chain_id, \(table).sequence AS sequence,
                    \(table).log_index AS log_index, leaf_hash,
                    (SELECT bytes FROM contents WHERE contents.evidence = \(table).id) AS kept_bytes
                FROM projects
                JOIN \(table) ON \(table).project = projects.id
                LEFT JOIN erasures ON erasures.log_index = \(table).log_index
                WHERE projects.account = ? AND erasures.log_index IS NULL LIMIT ?
                """, .text(account), SQLValue(count)
            ).map { try erasureTarget($0) }
        }.prefix(count).map(\.self)
    }

    /// How many entries of `account` still have their contents.
    func erasureTargetCount(of account: String) throws -> UInt64 {
        try ["evidence", "chain_seals"].reduce(0) { sum, table in
            let count = try row(
                """
                SELECT count(*) AS entries FROM projects
                JOIN \(table) ON \(table).project = projects.id
                LEFT JOIN erasures ON erasures.log_index = \(table).log_index
                WHERE projects.account = ? AND erasures.log_index IS NULL
                """, .text(account))?.integer("entries")
            return sum + UInt64(count ?? 0)
        }
    }

    /// The erasure of the entry at `index`; nil when it was not erased.
    func erasure(at index: UInt64) throws -> ItemErasure? {
        try erasure("log_index", SQLValue(index), account: nil)
    }

    /// The erasure of the item that `reference` names, if it was `account`'s.
    func erasure(_ reference: EvidenceReference, account: String) throws -> ItemErasure? {
        let (column, value) = reference.column
        return try erasure(column, .text(value), account: account)
    }

    private func erasure(_ column: String, _ value: SQLValue, account: String?) throws -> ItemErasure? {
        guard
            let row = try row(
                """
                SELECT id, number, project, account, log_index, tombstone, erased_at FROM erasures WHERE \(column) = ?
                """, value)
        else { return nil }
        let owner = try row.text("account")
        guard account == nil || account == owner else { return nil }
        guard let number = EvidenceNumber(try row.text("number")) else { throw StoreError.column("number") }
        return ItemErasure(
            id: Identifier(stored: try row.text("id")), number: number,
            project: Identifier(stored: try row.text("project")), account: owner,
            logIndex: UInt64(try row.integer("log_index")), tombstoneIndex: UInt64(try row.integer("tombstone")),
            erasedAt: try row.time("erased_at"))
    }

    /// Whether something of the erasure at `index` is left to remove.
    func isUnfinished(erasureAt index: UInt64) throws -> Bool {
        try row("SELECT log_index FROM erasures WHERE log_index = ? AND finished_at IS NULL", SQLValue(index)) != nil
    }

    /// Up to `count` erasures of which something is left to remove, the oldest entries first.
    func unfinishedErasures(count: Int) throws -> [UnfinishedErasure] {
        try rows(
            "SELECT log_index, blob FROM erasures WHERE finished_at IS NULL ORDER BY log_index LIMIT ?", SQLValue(count)
        ).map { UnfinishedErasure(logIndex: UInt64(try $0.integer("log_index")), blob: try $0.optionalText("blob")) }
    }

    /// Erased entries of a chain before `sequence`, each with the place of the entry that says so, in order.
    func erasures(of project: Identifier, before sequence: UInt64) throws -> [(sequence: UInt64, tombstone: UInt64)] {
        try rows(
            "SELECT sequence, tombstone FROM erasures WHERE project = ? AND sequence < ? ORDER BY sequence",
            SQLValue(project), SQLValue(sequence)
        ).map { (UInt64(try $0.integer("sequence")), UInt64(try $0.integer("tombstone"))) }
    }

    /// How far the erasure of `account` has come; nil when nobody asked for it.
    func subjectErasure(of account: String) throws -> SubjectErasure? {
        guard
            let row = try row("SELECT state, requested_at FROM subject_erasures WHERE account = ?", .text(account)),
            let state = SubjectErasure.State(rawValue: try row.text("state"))
        else { return nil }
        return SubjectErasure(
            state: state, requestedAt: try row.time("requested_at"),
            entriesLeft: try erasureTargetCount(of: account))
    }

    /// An account of whose erasure something is to be done: one that is being erased, or one that was asked for before
    /// `moment` and is to be looked at once more.
    func nextSubjectErasure(before moment: WallTime) throws -> (account: String, state: SubjectErasure.State)? {
        guard
            let row = try row(
                """
                SELECT account, state FROM subject_erasures
                WHERE state <> 'erased' AND (state = 'erasing' OR requested_at <= ?) ORDER BY requested_at LIMIT 1
                """, SQLValue(moment)), let state = SubjectErasure.State(rawValue: try row.text("state"))
        else { return nil }
        return (try row.text("account"), state)
    }

    private func erasureTarget(_ row: Row) throws -> ErasureTarget {
        guard let number = EvidenceNumber(try row.text("number")), let chainID = ChainID(try row.blob("chain_id")),
            let leafHash = TreeHash(try row.blob("leaf_hash"))
        else { throw StoreError.column("evidence") }
        return ErasureTarget(
            kind: try row.boolean("is_work") ? .work : .chainSeal, id: Identifier(stored: try row.text("id")),
            number: number, project: Identifier(stored: try row.text("project")), account: try row.text("account"),
            chainID: chainID, sequence: UInt64(try row.integer("sequence")),
            logIndex: UInt64(try row.integer("log_index")), leafHash: leafHash,
            keptBytes: UInt64(try row.optionalInteger("kept_bytes") ?? 0))
    }
}

extension EvidenceReference {
    /// The column that holds it, and what it holds.
    var column: (name: String, value: String) {
        switch self {
        case .id(let id): ("id", id.text)
        case .number(let number): ("number", number.description)
        }
    }
}
