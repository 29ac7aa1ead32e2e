extension Transaction {
    /// Keeps a small blob beside the row that names it; a file is on the disk already.
    package func keep(_ blob: FinishedBlob) throws(StoreError) {
        guard let sealed = blob.sealed else { return }
        try execute("INSERT INTO small_blobs (id, sealed) VALUES (?, ?)", .text(blob.id), .blob(sealed))
    }

    /// Removes a small blob with the row that named it; false when `id` is none, as of a file.
    @discardableResult
    package func removeSmallBlob(_ id: String) throws(StoreError) -> Bool {
        // In its place first: when the deletion merges pages, what is copied is zeros.
        try execute("UPDATE small_blobs SET sealed = zeroblob(length(sealed)) WHERE id = ?", .text(id))
        return try execute("DELETE FROM small_blobs WHERE id = ?", .text(id)) == 1
    }
}

extension Snapshot {
    /// The sealed bytes of a small blob; nil when `id` is none, as of a file.
    func smallBlob(_ id: String) throws(StoreError) -> [UInt8]? {
        try row("SELECT sealed FROM small_blobs WHERE id = ?", .text(id))?.blob("sealed")
    }
}
