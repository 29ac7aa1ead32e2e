/// The pragmas that durability and integrity rest on, and the proof that they hold.
enum StoreSettings {
    static func pragmas(_ configuration: StoreConfiguration) -> [String] {
        var pragmas = [
            // Before anything is written: a page's size cannot be changed in a store that has one in WAL mode.
            "PRAGMA page_size = \(Limits.pageBytes)",
            "PRAGMA journal_mode = WAL",
            // An answer means that it is on the disk. NORMAL would sync at checkpoints only.
            "PRAGMA synchronous = FULL",
            // The writer checkpoints between batches and nobody does inside one.
            "PRAGMA wal_autocheckpoint = 0",
            "PRAGMA cache_size = -\(Limits.writerCacheKibibytes)",
            // What a row held is overwritten when the row goes: what was erased must not lie in unused pages.
            "PRAGMA secure_delete = ON",
            // What a savepoint must be able to undo stays in memory.
            "PRAGMA temp_store = MEMORY",
        ]
        if let pages = configuration.pagesMax { pragmas.append("PRAGMA max_page_count = \(pages)") }
        return pragmas
    }

    /// Reads back what was set; a setting that did not take refuses to start.
    static func verify(_ connection: Connection, _ configuration: StoreConfiguration) throws(StoreError) {
        let expected = [
            ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("wal_autocheckpoint", "0"),
            ("page_size", "\(Limits.pageBytes)"), ("secure_delete", "1"),
        ]
        for (name, value) in expected {
            let found: String
            do {
                found = try connection.pragma("PRAGMA \(name)")
            } catch {
                throw .unopenable(path: configuration.path, reason: "\(error)")
            }
            guard found == value else { throw .settingRefused(name: name, expected: value, found: found) }
        }
    }
}
