package import MeshKernel
package import MeshStore

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

    /// The code that the item's row bears when this is its last record, and nothing was counted on any.
    func seal(of item: Identifier, key: ServiceKey) -> [UInt8] {
        CustodyEnd(records: position + 1, last: hash, repetitions: 0).seal(of: item, key: key)
    }
}

/// Where an item's log ends, as its row has it.
private struct CustodyEnd {
    let records: Int64
    /// The code of the last record.
    let last: [UInt8]
    /// Acts that were counted on all of them together.
    let repetitions: Int64

    func seal(of item: Identifier, key: ServiceKey) -> [UInt8] {
        key.custodySeal(records: records, last: last, repetitions: repetitions, item: item)
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

    /// Adds a record, or counts it on the one that says the same and was written a while ago; where the log is full,
    /// on the one that stands for all. What a check found is dropped there, for it is told otherwise too. Throws
    /// `EvidenceError.custodyBroken` when the log ends otherwise than was written, for a record after it would hide that.
    package func append(_ record: CustodyRecord, to item: Identifier, key: ServiceKey) throws {
        var end = try custodyEnd(of: item, key: key)
        if let position = try position(of: record, in: item, among: end.records) {
            try count(record, at: position, of: item, &end, key: key)
            return
        }
        let free = Int64(CustodyRecord.Limits.recordsMax) - end.records
        if record.kind != .erased, free <= Int64(CustodyRepetition.Limits.reservedRecords) {
            guard let collective = record.collective else { return }
            try write(collective, to: item, &end, key: key)
        } else if free > 0 {
            try write(record, to: item, &end, key: key)
        }
    }

    /// Begins the custody log of an item that was sealed before there was one.
    func beginCustodyLate(of item: Identifier, key: ServiceKey) throws {
        let begun = CustodyRecord([CustodyEvent(at: now, kind: .begun, actor: .ourselves)])
        var end = CustodyEnd(records: 0, last: ServiceKey.noRecord, repetitions: 0)
        try write(begun, to: item, &end, key: key)
    }

    /// Where an item's log ends, as long as that is what was written.
    private func custodyEnd(of item: Identifier, key: ServiceKey) throws -> CustodyEnd {
        guard
            let row = try row(
                """
                SELECT custody_records, custody_repetitions, custody_seal, custody.hash AS last FROM evidence
                LEFT JOIN custody ON custody.evidence = evidence.id AND custody.position = custody_records - 1
                WHERE evidence.id = ?
                """, SQLValue(item))
        else { throw EvidenceError.evidenceNotFound }
        let end = CustodyEnd(
            records: try row.integer("custody_records"), last: try row.optionalBlob("last") ?? ServiceKey.noRecord,
            repetitions: try row.integer("custody_repetitions"))
        guard end.records > 0 else {
            try beginCustodyLate(of: item, key: key)
            return try custodyEnd(of: item, key: key)
        }
        guard try row.optionalBlob("custody_seal") == end.seal(of: item, key: key) else {
            throw EvidenceError.custodyBroken
        }
        return end
    }

    /// Where `record` is counted; nil when it has to be written down.
    private func position(of record: CustodyRecord, in item: Identifier, among records: Int64) throws -> Int64? {
        let limits = CustodyRepetition.Limits.self
        let isFull = Int64(CustodyRecord.Limits.recordsMax) - records <= Int64(limits.reservedRecords)
        var found: Int64?
        try forEachRow(
            "SELECT position, record FROM custody WHERE evidence = ? AND position >= ? ORDER BY position DESC",
            [SQLValue(item), .integer(max(0, records - Int64(limits.lookBackRows)))]
        ) { row in
            guard let earlier = CustodyRecord(decoding: try row.blob("record")) else { return true }
            let isForAll = isFull && earlier.isCollective && earlier.kind == record.collective?.kind
            guard isForAll || record.isSoon(after: earlier) else { return isFull }
            if isForAll || record.repeats(earlier) { found = try row.integer("position") }
            return found == nil
        }
        return found
    }

    private func write(_ record: CustodyRecord, to item: Identifier, _ end: inout CustodyEnd, key: ServiceKey) throws {
        let placed = PlacedCustody(record, at: end.records, after: end.last, of: item, key: key)
        try insert(placed, of: item)
        end = CustodyEnd(records: end.records + 1, last: placed.hash, repetitions: end.repetitions)
        try keep(end, of: item, key: key)
    }

    private func count(
        _ record: CustodyRecord, at position: Int64, of item: Identifier, _ end: inout CustodyEnd, key: ServiceKey
    ) throws {
        let counted = try row(
            "SELECT count, last_at, code FROM custody_repetitions WHERE evidence = ? AND position = ?", SQLValue(item),
            .integer(position))
        let at = record.events.last?.at ?? now
        let known = try counted.map { CustodyRepetition(count: try $0.integer("count"), last: try $0.time("last_at")) }
        if let counted, let known {
            guard try counted.blob("code") == key.custodyCode(of: known, at: position, item: item) else {
                throw EvidenceError.custodyBroken
            }
        }
        let next = CustodyRepetition(count: (known?.count ?? 0) + 1, last: max(at, known?.last ?? at))
        let code = key.custodyCode(of: next, at: position, item: item)
        if known == nil {
            try execute(
                "INSERT INTO custody_repetitions (evidence, position, count, last_at, code) VALUES (?, ?, ?, ?, ?)",
                SQLValue(item), .integer(position), .integer(next.count), SQLValue(next.last), .blob(code))
        } else {
            try execute(
                """
                UPDATE custody_repetitions SET count = ?, last_at = ?, code = ? WHERE evidence = ? AND position = ?
                """, .integer(next.count), SQLValue(next.last), .blob(code), SQLValue(item), .integer(position))
        }
        end = CustodyEnd(records: end.records, last: end.last, repetitions: end.repetitions + 1)
        try keep(end, of: item, key: key)
    }

    private func keep(_ end: CustodyEnd, of item: Identifier, key: ServiceKey) throws {
        try execute(
            "UPDATE evidence SET custody_records = ?, custody_repetitions = ?, custody_seal = ? WHERE id = ?",
            .integer(end.records), .integer(end.repetitions), .blob(end.seal(of: item, key: key)), SQLValue(item))
    }
}

extension Snapshot {
    /// Up to `count` records of an item after the place `after`, of one kind or of all. The whole log is looked at every
    /// time: a record that was changed or taken away is seen from every page.
    func custody(
        of item: Identifier, kind: CustodyKind? = nil, after: Int64, count: Int, key: ServiceKey
    ) throws -> CustodyPage {
        guard
            let row = try row(
                "SELECT custody_records, custody_repetitions, custody_seal FROM evidence WHERE id = ?", SQLValue(item))
        else { throw EvidenceError.evidenceNotFound }
        let expected = try row.integer("custody_records")
        let repetitions = try custodyRepetitions(of: item, key: key)
        var records: [(position: Int64, record: CustodyRecord)] = []
        var next: Int64 = 0
        var last = ServiceKey.noRecord
        var brokenAt = repetitions.brokenAt
        try forEachRow(
            "SELECT position, kind, record, hash FROM custody WHERE evidence = ? ORDER BY position", [SQLValue(item)]
        ) { row in
            let position = try row.integer("position")
            let bytes = try row.blob("record")
            let hash = try row.blob("hash")
            let record = CustodyRecord(decoding: bytes)
            if next < brokenAt ?? .max {
                let isTrue =
                    try position == next && record?.kind.rawValue == row.text("kind")
                    && hash == key.custodyHash(of: bytes, at: position, after: last, item: item)
                if !isTrue { brokenAt = next }
            }
            next = position + 1
            last = hash
            if let record, position > after, records.count < count, kind == nil || record.kind == kind {
                records.append((position, record.showing(repetitions.all[position])))
            }
            return true
        }
        if brokenAt == nil, expected > 0 || next > 0 {
            let counted = repetitions.all.values.reduce(Int64(0)) { $0 + $1.count }
            let end = CustodyEnd(records: next, last: last, repetitions: counted)
            let isTrue =
                try next == expected && counted == row.integer("custody_repetitions")
                && row.optionalBlob("custody_seal") == end.seal(of: item, key: key)
            if !isTrue { brokenAt = next }
        }
        return CustodyPage(records: records, brokenAt: brokenAt)
    }

    /// What was counted on an item's records, by their places, and the first place whose count is not what was written.
    private func custodyRepetitions(
        of item: Identifier, key: ServiceKey
    ) throws -> (all: [Int64: CustodyRepetition], brokenAt: Int64?) {
        var all: [Int64: CustodyRepetition] = [:]
        var brokenAt: Int64?
        try forEachRow(
            "SELECT position, count, last_at, code FROM custody_repetitions WHERE evidence = ? ORDER BY position",
            [SQLValue(item)]
        ) { row in
            let position = try row.integer("position")
            let repetition = CustodyRepetition(count: try row.integer("count"), last: try row.time("last_at"))
            all[position] = repetition
            if brokenAt == nil, try row.blob("code") != key.custodyCode(of: repetition, at: position, item: item) {
                brokenAt = position
            }
            return true
        }
        return (all, brokenAt)
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
