internal import MeshKernel
internal import MeshStore

/// A page of an item's custody log, and whether all of the log is what was written.
struct CustodyPage: Sendable {
    /// The records of the page with their places.
    let records: [(position: Int64, record: CustodyRecord)]
    /// The first record that is not what was written; nil when all are and none is missing.
    let brokenAt: Int64?
}

/// A record as it stands in its place, with its code.
struct PlacedCustody: Sendable {
    let position: Int64
    let kind: CustodyKind
    let bytes: [UInt8]
    let hash: [UInt8]

    /// After the record whose code is `last`.
    init(_ record: CustodyRecord, at position: Int64, after last: [UInt8], of item: Identifier, key: ServiceKey) {
        self.position = position
        kind = record.kind
        bytes = record.encoded
        hash = key.custodyHash(of: bytes, at: position, after: last, item: item)
    }

    /// The first record of an item.
    init(first record: CustodyRecord, of item: Identifier, key: ServiceKey) {
        self.init(record, at: 0, after: ServiceKey.noRecord, of: item, key: key)
    }

    /// The code that the item's row bears when this is its last record.
    func seal(of item: Identifier, key: ServiceKey) -> [UInt8] {
        key.custodySeal(records: position + 1, last: hash, item: item)
    }
}

/// Questions that strangers bring about.
package enum CustodyQuery {
    /// The last record of an item that its times were given out. The kind is a literal, or its index is not used.
    package static let lastRenewal =
        "SELECT record FROM custody WHERE evidence = ? AND kind = 'renewed' ORDER BY position DESC LIMIT 1"
}

extension Transaction {
    /// Writes a record whose code is made already; the item's row has to say that it is the last.
    func insert(_ placed: PlacedCustody, of item: Identifier) throws {
        try execute(
            "INSERT INTO custody (evidence, position, kind, record, hash) VALUES (?, ?, ?, ?, ?)", SQLValue(item),
            .integer(placed.position), .text(placed.kind.rawValue), .blob(placed.bytes), .blob(placed.hash))
    }

    /// Adds a record. Throws `EvidenceError.custodyBroken` when the log ends otherwise than was written, for a record
    /// after it would hide that, and `custodyFull` when the item has too many.
    func append(_ record: CustodyRecord, to item: Identifier, key: ServiceKey) throws {
        guard
            let row = try row(
                """
                SELECT custody_records, custody_seal, custody.hash AS last FROM evidence
                LEFT JOIN custody ON custody.evidence = evidence.id AND custody.position = custody_records - 1
                WHERE evidence.id = ?
                """, SQLValue(item))
        else { throw EvidenceError.evidenceNotFound }
        var records = try row.integer("custody_records")
        var last = try row.optionalBlob("last") ?? ServiceKey.noRecord
        if records == 0 {
            last = try beginCustodyLate(of: item, key: key).hash
            records = 1
        } else {
            guard try row.optionalBlob("custody_seal") == key.custodySeal(records: records, last: last, item: item)
            else { throw EvidenceError.custodyBroken }
        }
        guard records < Int64(CustodyRecord.Limits.recordsMax) else {
            throw EvidenceError.custodyFull(maximumRecords: CustodyRecord.Limits.recordsMax)
        }
        let placed = PlacedCustody(record, at: records, after: last, of: item, key: key)
        try insert(placed, of: item)
        try setLast(placed, of: item, key: key)
    }

    /// Begins the custody log of an item that was sealed before there was one.
    @discardableResult
    func beginCustodyLate(of item: Identifier, key: ServiceKey) throws -> PlacedCustody {
        let begun = CustodyRecord([CustodyEvent(at: now, kind: .begun, actor: .ourselves)])
        let placed = PlacedCustody(first: begun, of: item, key: key)
        try insert(placed, of: item)
        try setLast(placed, of: item, key: key)
        return placed
    }

    private func setLast(_ placed: PlacedCustody, of item: Identifier, key: ServiceKey) throws {
        try execute(
            "UPDATE evidence SET custody_records = ?, custody_seal = ? WHERE id = ?", .integer(placed.position + 1),
            .blob(placed.seal(of: item, key: key)), SQLValue(item))
    }
}

extension Snapshot {
    /// Up to `count` records of an item after the place `after`, of one kind or of all. The whole log is looked at every
    /// time: a record that was changed or taken away is seen from every page.
    func custody(
        of item: Identifier, kind: CustodyKind? = nil, after: Int64, count: Int, key: ServiceKey
    ) throws -> CustodyPage {
        guard
            let row = try row("SELECT custody_records, custody_seal FROM evidence WHERE id = ?", SQLValue(item))
        else { throw EvidenceError.evidenceNotFound }
        let expected = try row.integer("custody_records")
        var records: [(position: Int64, record: CustodyRecord)] = []
        var next: Int64 = 0
        var last = ServiceKey.noRecord
        var brokenAt: Int64?
        try forEachRow(
            "SELECT position, kind, record, hash FROM custody WHERE evidence = ? ORDER BY position", [SQLValue(item)]
        ) { row in
            let position = try row.integer("position")
            let bytes = try row.blob("record")
            let hash = try row.blob("hash")
            let record = CustodyRecord(decoding: bytes)
            if brokenAt == nil {
                let isTrue =
                    try position == next && record?.kind.rawValue == row.text("kind")
                    && hash == key.custodyHash(of: bytes, at: position, after: last, item: item)
                if !isTrue { brokenAt = next }
            }
            next = position + 1
            last = hash
            if let record, position > after, records.count < count, kind == nil || record.kind == kind {
                records.append((position, record))
            }
            return true
        }
        if brokenAt == nil, expected > 0 || next > 0 {
            let seal = try row.optionalBlob("custody_seal")
            if next != expected || seal != key.custodySeal(records: next, last: last, item: item) { brokenAt = next }
        }
        return CustodyPage(records: records, brokenAt: brokenAt)
    }

    /// Whether an item has a custody log yet.
    func hasCustody(_ item: Identifier) throws -> Bool {
        try row("SELECT custody_records FROM evidence WHERE id = ?", SQLValue(item))?.integer("custody_records") ?? 0
            > 0
    }

    /// When the times around an item were last given out; nil when they never were.
    func lastRenewal(of item: Identifier) throws -> WallTime? {
        try row(CustodyQuery.lastRenewal, SQLValue(item)).flatMap {
            CustodyRecord(decoding: try $0.blob("record"))?.events.last?.at
        }
    }

    /// The item whose entry stands at `index`; nil for every other entry.
    func item(at index: UInt64) throws -> Identifier? {
        try row("SELECT id FROM evidence WHERE log_index = ?", SQLValue(index)).map {
            Identifier(stored: try $0.text("id"))
        }
    }

    /// Whose an item is; nil when there is none.
    func holder(of reference: EvidenceReference) throws -> (item: Identifier, account: String)? {
        let (column, value) =
            switch reference {
            case .id(let id): ("id", id.text)
            case .number(let number): ("number", number.description)
            }
        return try row("SELECT id, account FROM evidence WHERE \(column) = ?", .text(value)).map {
            (Identifier(stored: try $0.text("id")), try $0.text("account"))
        }
    }

    /// The cosignatures of the first checkpoint with the entry `index` that anybody cosigned, and its size.
    func firstWitnesses(of index: UInt64) throws -> (size: UInt64, times: [CheckpointTime])? {
        let size = try row(
            "SELECT min(size) AS size FROM checkpoint_times WHERE kind = 'cosignature' AND size > ?", SQLValue(index)
        )?.optionalInteger("size").map { UInt64($0) }
        guard let size, let stored = try checkpoint(ofSize: size) else { return nil }
        return (size, stored.times.filter { $0.kind == .cosignature })
    }
}
