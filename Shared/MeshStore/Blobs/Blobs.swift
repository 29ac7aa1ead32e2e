package import MeshCrypto
package import MeshKernel

/// Encrypted files beside the database, and rows in it for what is small. A file is whole and on the disk before it has a
/// name; the row that names it is committed after that, and a file without a row is swept up.
package final class Blobs: Sendable {
    let folder: BlobFolder
    let threads: WorkPool
    private let key: SealingKey
    private let time: any TimeSource
    private let random: any RandomSource

    /// Opens or makes the blob store in the folder `directory`, whose blobs are sealed under keys that `key` wraps.
    /// What an earlier process was writing when it ended is removed; only one process may use a folder, which the
    /// store's lock sees to.
    package init(
        directory: String, key: SealingKey, time: any TimeSource, random: any RandomSource
    ) throws {
        folder = try BlobFolder(directory)
        self.key = key
        self.time = time
        self.random = random
        threads = try WorkPool("store-blobs", threads: Limits.blobThreads, bound: Limits.blobQueueOperations)
    }

    deinit {
        threads.stop()
    }

    /// Begins a blob. Under `key` when given (a subject's data key: destroying it destroys the blob), else under the
    /// store's.
    package func begin(key: SealingKey? = nil) -> BlobWriter {
        BlobWriter(
            maker: BlobMaker(folder: folder, wrapping: key ?? self.key, time: time, random: random), threads: threads)
    }

    /// Opens a finished blob, under the key it was begun with: from its row in `store` or from its file. Throws
    /// `BlobError.missing` or `.tampered`.
    package func open(_ id: String, in store: any SnapshotSource, key: SealingKey? = nil) async throws -> BlobReader {
        try Self.check(id)
        let wrapping = key ?? self.key
        let small = try await store.read { try $0.smallBlob(id) }
        return try await threads.run { [folder, threads] in
            let place: BlobPlace =
                if let small { .row(small) } else {
                    .file(try BlobFile(reading: folder.finished(id), missing: id))
                }
            let header = try place.read(BlobFormat.fixedBytes + BlobFormat.wrappedBytes, at: 0)
            let format = try BlobFormat(id: id, header: header, wrapping: wrapping)
            return try BlobReader(format: format, place: place, threads: threads)
        }
    }

    /// Removes a blob's file; true when there was one. Only after the row that named it is gone.
    @discardableResult
    package func remove(_ id: String) async throws -> Bool {
        try Self.check(id)
        return try await threads.run { [folder] in try folder.remove(id) }
    }

    /// Destroys a finished blob: its own key is overwritten, the file removed, and both are on the disk when this returns.
    /// Harmless when it was done before; true when there was one. Only after the row that named it is gone.
    @discardableResult
    package func destroy(_ id: String) async throws -> Bool {
        try Self.check(id)
        return try await threads.run { [folder] in
            try folder.destroy(id, headerBytes: BlobFormat.fixedBytes + BlobFormat.wrappedBytes)
        }
    }

    /// Removes files of blobs that no row names and that are at least `age` old, and returns how many. `age` must exceed
    /// the time between finishing a blob and committing its row. `referenced` is asked about groups of identifiers and
    /// returns those that a row names.
    package func sweep(
        olderThan age: Duration, referenced: @Sendable ([String]) async throws -> Set<String>
    ) async throws -> Int {
        let moment = time.wall().advanced(by: .zero - age)
        let found = try await threads.run { [folder] in folder.finished(before: moment) }
        return try await sweep(found, referenced: referenced)
    }

    /// The same for some files at a time, so that whoever uploads beside it does not wait: those that come after `place`,
    /// which is where the sweep before ended, until `filesMax` of them and of their folders were looked at, and the rest of
    /// the folder that the last of these is in. How many were removed, and where to go on; nil when all have been looked at.
    package func sweep(
        olderThan age: Duration, from place: String?, filesMax: Int,
        referenced: @Sendable ([String]) async throws -> Set<String>
    ) async throws -> (removed: Int, next: String?) {
        let moment = time.wall().advanced(by: .zero - age)
        let found = try await threads.run { [folder] in
            folder.finished(before: moment, after: place, filesMax: filesMax)
        }
        return (try await sweep(found.ids, referenced: referenced), found.next)
    }

    private func sweep(
        _ found: [String], referenced: @Sendable ([String]) async throws -> Set<String>
    ) async throws -> Int {
        var removed = 0
        for start in stride(from: 0, to: found.count, by: Limits.blobSweepGroup) {
            let group = Array(found[start..<min(start + Limits.blobSweepGroup, found.count)])
            let kept = try await referenced(group)
            for id in group where !kept.contains(id) {
                if try await remove(id) { removed += 1 }
            }
        }
        return removed
    }

    private static func check(_ id: String) throws(BlobError) {
        guard id.utf8.count == 32, Hexadecimal.decode(id).map({ Hexadecimal.encode($0) }) == id else {
            throw .identifierInvalid
        }
    }
}
