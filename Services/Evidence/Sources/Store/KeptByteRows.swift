internal import MeshStore

extension Transaction {
    /// So many more bytes of `account` are kept.
    func keepBytes(_ bytes: UInt64, of account: String) throws {
        try execute(
            """
            INSERT INTO kept_bytes (account, bytes) VALUES (?, ?)
            ON CONFLICT (account) DO UPDATE SET bytes = bytes + excluded.bytes
            """, .text(account), SQLValue(bytes))
    }

    /// So many bytes of `account` are kept no more.
    func freeBytes(_ bytes: Int64, of account: String) throws {
        try execute("UPDATE kept_bytes SET bytes = bytes - ? WHERE account = ?", .integer(bytes), .text(account))
    }
}

extension Snapshot {
    /// Plain bytes that are kept for `account`.
    func keptBytes(of account: String) throws -> UInt64 {
        UInt64(try row("SELECT bytes FROM kept_bytes WHERE account = ?", .text(account))?.integer("bytes") ?? 0)
    }
}
