internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// What somebody else said about the time of a checkpoint.
struct CheckpointTime: Sendable, Equatable {
    /// How it was said.
    enum Kind: String, Sendable {
        /// A signature line of a witness.
        case cosignature
        /// The DER TimeStampResp of an authority.
        case token
    }

    let kind: Kind
    /// The witness's or authority's name.
    let source: String
    let time: WallTime
    let word: [UInt8]
}

/// A checkpoint and everything that others said about its time.
struct StoredCheckpoint: Sendable, Equatable {
    /// Entries.
    let size: UInt64
    /// Signed by the log alone.
    let note: [UInt8]
    /// Earliest first.
    let times: [CheckpointTime]

    /// The note with the cosignatures, in the order of their times, below the log's own line.
    var cosigned: [UInt8] {
        times.filter { $0.kind == .cosignature }.reduce(note) { $0 + $1.word }
    }

    /// The tokens, earliest first.
    var responses: [[UInt8]] { times.filter { $0.kind == .token }.map(\.word) }
}

extension Transaction {
    /// Keeps a checkpoint of the log that somebody is asked to time, once.
    func keepCheckpoint(size: UInt64, note: [UInt8]) throws {
        try execute(
            "INSERT INTO checkpoints (size, note) VALUES (?, ?) ON CONFLICT (size) DO NOTHING", SQLValue(size),
            .blob(note))
    }

    /// Keeps what was said about a kept checkpoint; what a source said first stays.
    func keep(_ time: CheckpointTime, ofSize size: UInt64) throws {
        try execute(
            """
            INSERT INTO checkpoint_times (size, kind, source, time, word) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (size, kind, source) DO NOTHING
            """,
            SQLValue(size), .text(time.kind.rawValue), .text(time.source), SQLValue(time.time), .blob(time.word))
    }
}

extension Snapshot {
    /// The kept checkpoint of `size` with the times that lie within `range`; nil when it is not kept.
    func checkpoint(ofSize size: UInt64, within range: ClosedRange<WallTime>? = nil) throws -> StoredCheckpoint? {
        guard let row = try row("SELECT note FROM checkpoints WHERE size = ?", SQLValue(size)) else { return nil }
        let times = try rows(
            "SELECT kind, source, time, word FROM checkpoint_times WHERE size = ? ORDER BY time, kind, source",
            SQLValue(size)
        ).map { row in
            guard let kind = CheckpointTime.Kind(rawValue: try row.text("kind")) else {
                throw StoreError.column("kind")
            }
            return CheckpointTime(
                kind: kind, source: try row.text("source"), time: try row.time("time"), word: try row.blob("word"))
        }
        return StoredCheckpoint(
            size: size, note: try row.blob("note"), times: times.filter { range?.contains($0.time) ?? true })
    }

    /// `head` with the cosignatures that its checkpoint has. In a store from before times were kept there are none.
    func cosigned(_ head: LogHead) throws -> LogHead {
        guard try hasColumn("size", of: "checkpoints"), let stored = try checkpoint(ofSize: head.size),
            stored.note == head.checkpoint
        else { return head }
        return LogHead(size: head.size, root: head.root, checkpoint: stored.cosigned)
    }

    /// Size of the last checkpoint without the entry `index` whose time does not speak against `token`.
    func lastTimedSize(without index: UInt64, token: WallTime) throws -> UInt64? {
        try row(
            "SELECT max(size) AS size FROM checkpoint_times WHERE size <= ? AND time <= ?", SQLValue(index),
            .integer(token.milliseconds + IntervalRule.Limits.toleranceMilliseconds)
        )?.optionalInteger("size").map { UInt64($0) }
    }

    /// Size of the first checkpoint with the entry `index` whose time does not speak against `token`.
    func firstTimedSize(with index: UInt64, token: WallTime) throws -> UInt64? {
        try row(
            "SELECT min(size) AS size FROM checkpoint_times WHERE size > ? AND time >= ?", SQLValue(index),
            .integer(token.milliseconds - IntervalRule.Limits.toleranceMilliseconds)
        )?.optionalInteger("size").map { UInt64($0) }
    }

    /// Size of the newest checkpoint that anybody timed; nil without one.
    func newestTimedSize() throws -> UInt64? {
        try row("SELECT max(size) AS size FROM checkpoint_times")?.optionalInteger("size").map { UInt64($0) }
    }

    /// Size of the newest checkpoint that at least `threshold` of `witnesses` cosigned; nil without one, and when nobody
    /// needs to. Checkpoints that only an earlier key of the log signed do not count: who has the log's key of today
    /// could not believe them.
    func newestWitnessedSize(by witnesses: [String], threshold: Int) throws -> UInt64? {
        guard threshold > 0 else { return nil }
        // Both keys sign the checkpoint that ends in the step from one to the other.
        let retired = try lastRollover(below: UInt64(Int64.max))?.index
        let marks = witnesses.map { _ in "?" }.joined(separator: ", ")
        return try row(
            """
            SELECT size FROM checkpoint_times WHERE kind = 'cosignature' AND source IN (\(marks)) AND size > ?
            GROUP BY size HAVING count(*) >= ? ORDER BY size DESC LIMIT 1
            """,
            witnesses.map { .text($0) } + [retired.map { SQLValue($0) } ?? .integer(-1), SQLValue(threshold)]
        ).map { UInt64(try $0.integer("size")) }
    }

    /// How many tokens the checkpoint of `size` has, by the authorities' names.
    func tokenSources(ofSize size: UInt64) throws -> [String] {
        try rows("SELECT source FROM checkpoint_times WHERE size = ? AND kind = 'token'", SQLValue(size))
            .map { try $0.text("source") }
    }

    /// Size of the newest checkpoint with at least `count` tokens; nil without one.
    func newestTokenedSize(count: Int) throws -> UInt64? {
        try row(
            """
            SELECT size FROM checkpoint_times WHERE kind = 'token'
            GROUP BY size HAVING count(*) >= ? ORDER BY size DESC LIMIT 1
            """, SQLValue(count)
        ).map { UInt64(try $0.integer("size")) }
    }

    /// Size of the newest checkpoint that `source` cosigned; nil before the first.
    func newestCosignedSize(by source: String) throws -> UInt64? {
        try row(
            "SELECT max(size) AS size FROM checkpoint_times WHERE kind = 'cosignature' AND source = ?", .text(source)
        )?.optionalInteger("size").map { UInt64($0) }
    }
}
