internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Keeps a later token over a kept checkpoint beside those that are there.
    func keepRenewal(_ time: CheckpointTime, ofSize size: UInt64) throws {
        try execute(
            """
            INSERT INTO checkpoint_renewals (size, source, time, word) VALUES (?, ?, ?, ?)
            ON CONFLICT (size, source, time) DO NOTHING
            """, SQLValue(size), .text(time.source), SQLValue(time.time), .blob(time.word))
    }
}

extension Snapshot {
    /// The kept checkpoint of `size` with the times that lie within `range`, and of each authority's tokens there the
    /// newest alone, newest first; nil when it is not kept.
    func renewedCheckpoint(ofSize size: UInt64, within range: ClosedRange<WallTime>? = nil) throws -> StoredCheckpoint?
    {
        guard let stored = try checkpoint(ofSize: size, within: range) else { return nil }
        let renewals = try rows(
            "SELECT source, time, word FROM checkpoint_renewals WHERE size = ? ORDER BY time, source", SQLValue(size)
        ).map { row in
            CheckpointTime(
                kind: .token, source: try row.text("source"), time: try row.time("time"), word: try row.blob("word"))
        }.filter { range?.contains($0.time) ?? true }
        var newest: [String: CheckpointTime] = [:]
        for token in stored.times + renewals where token.kind == .token {
            if let known = newest[token.source], known.time >= token.time { continue }
            newest[token.source] = token
        }
        let tokens = newest.values.sorted { ($1.time, $0.source) < ($0.time, $1.source) }
        return StoredCheckpoint(
            size: size, note: stored.note, times: stored.times.filter { $0.kind == .cosignature } + tokens)
    }

    /// When the checkpoint of `size` was last timed by an authority; nil when it never was.
    func newestTokenTime(ofSize size: UInt64) throws -> WallTime? {
        try row(
            """
            SELECT max(time) AS newest FROM (
                SELECT time FROM checkpoint_times WHERE size = ? AND kind = 'token'
                UNION ALL SELECT time FROM checkpoint_renewals WHERE size = ?)
            """, SQLValue(size), SQLValue(size)
        )?.optionalTime("newest")
    }

    /// The authorities that have timed the checkpoint of `size` again after `time`.
    func renewalSources(ofSize size: UInt64, after time: WallTime) throws -> [String] {
        try rows(
            "SELECT DISTINCT source FROM checkpoint_renewals WHERE size = ? AND time > ?", SQLValue(size),
            SQLValue(time)
        ).map { try $0.text("source") }
    }
}
