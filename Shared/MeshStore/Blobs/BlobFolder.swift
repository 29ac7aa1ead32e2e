import MeshKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The folders of a blob store: `incoming` for what is being written, and `ab/cd/abcd….blob` for what is finished, so
/// that no folder grows large.
final class BlobFolder: Sendable {
    let path: String
    /// Folders that this process made and whose names are not known to be on the disk.
    private let unsure = Mutex<Set<String>>([])

    /// Makes the folders that are missing, sees to it that those found here are on the disk under their names, and removes
    /// what earlier processes were writing when they ended.
    init(_ path: String) throws(BlobError) {
        self.path = path
        let isNew = try Self.make(path)
        do {
            try Self.synchronise(StoreFile.folder(of: path))
        } catch {
            // A folder that was always there may stand in one that this process may not open.
            if isNew { throw error }
        }
        try Self.make(incoming)
        for name in Self.names(in: incoming) { unlink(incoming + "/" + name) }
        // An earlier process may have ended between making a folder and syncing the one above it.
        for name in Self.names(in: path) where name.utf8.count == 2 { try Self.synchronise("\(path)/\(name)") }
        try Self.synchronise(path)
    }

    private var incoming: String { path + "/incoming" }

    func incoming(_ id: String) -> String { "\(incoming)/\(id)" }

    func finished(_ id: String) -> String { "\(path)/\(id.prefix(2))/\(id.dropFirst(2).prefix(2))/\(id).blob" }

    /// Moves a synced file to its place; returns when its name there is on the disk. After an error it has none.
    func settle(_ id: String) throws(BlobError) {
        let first = "\(path)/\(id.prefix(2))"
        let second = "\(first)/\(id.dropFirst(2).prefix(2))"
        try secure(first, in: path)
        try secure(second, in: first)
        guard rename(incoming(id), finished(id)) == 0 else { throw BlobFile.error(finished(id)) }
        FaultPoint.blobMoved.reached()
        do {
            try Self.synchronise(second)
        } catch {
            unlink(finished(id))
            throw error
        }
    }

    /// Makes a folder unless it is there; returns when its name is on the disk. That it is there does not say so: another
    /// thread may have made it a moment ago, or the sync that followed may have failed.
    private func secure(_ folder: String, in parent: String) throws(BlobError) {
        let made: Result<Bool, BlobError> = unsure.withLock { unsure in
            Result { () throws(BlobError) in
                guard try Self.make(folder) else { return unsure.contains(folder) }
                unsure.insert(folder)
                return true
            }
        }
        guard try made.get() else { return }
        FaultPoint.folderMade.reached()
        try Self.synchronise(parent)
        unsure.withLock { _ = $0.remove(folder) }
    }

    /// Removes a finished blob; true when there was one.
    func remove(_ id: String) throws(BlobError) -> Bool {
        let path = finished(id)
        guard unlink(path) == 0 else {
            if errno == ENOENT { return false }
            throw BlobFile.error(path)
        }
        return true
    }

    /// Removes a finished blob so that it cannot come back: its header, which holds its key, is overwritten on the disk
    /// before its name goes; returns when that is on the disk too. True when there was one.
    func destroy(_ id: String, headerBytes: Int) throws(BlobError) -> Bool {
        let path = finished(id)
        let isThere: Bool
        do throws(BlobError) {
            let file = try BlobFile(overwriting: path, missing: id)
            try file.append([UInt8](repeating: 0, count: headerBytes))
            try file.synchronise()
            isThere = try remove(id)
        } catch {
            guard case .missing = error else { throw error }
            isThere = false
        }
        let parent = String(path.dropLast(id.utf8.count + ".blob".utf8.count + 1))
        // An earlier attempt may have ended between the removal and this; a folder that is not there holds nothing.
        if access(parent, F_OK) == 0 { try Self.synchronise(parent) }
        return isThere
    }

    /// Removes what was written of a blob.
    func discard(_ id: String) {
        unlink(incoming(id))
    }

    /// Finished blobs whose file was last written at or before `moment`.
    func finished(before moment: WallTime) -> [String] {
        finished(before: moment, after: nil, filesMax: .max).ids
    }

    /// The same in the folders that come after the one named `place`, `ab/cd`, until `filesMax` files were looked at; and
    /// the folder that was the last, nil when there are no more.
    func finished(before moment: WallTime, after place: String?, filesMax: Int) -> (ids: [String], next: String?) {
        var found: [String] = []
        var looked = 0
        let done = place ?? ""
        for first in Self.names(in: path).sorted() where first.utf8.count == 2 && first >= done.prefix(2) {
            for second in Self.names(in: "\(path)/\(first)").sorted() where "\(first)/\(second)" > done {
                // A folder costs a look too.
                looked += 1
                let folder = "\(path)/\(first)/\(second)"
                for name in Self.names(in: folder) where name.hasSuffix(".blob") {
                    looked += 1
                    var status = stat()
                    guard stat("\(folder)/\(name)", &status) == 0 else { continue }
                    let written = Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
                    if written <= moment.milliseconds { found.append(String(name.dropLast(5))) }
                }
                if looked >= filesMax { return (found, "\(first)/\(second)") }
            }
        }
        return (found, nil)
    }

    /// Makes a folder; false when it is there.
    @discardableResult
    private static func make(_ path: String) throws(BlobError) -> Bool {
        guard mkdir(path, 0o700) == 0 else {
            if errno == EEXIST { return false }
            throw BlobFile.error(path)
        }
        return true
    }

    private static func synchronise(_ path: String) throws(BlobError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BlobFile.error(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BlobFile.error(path) }
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
