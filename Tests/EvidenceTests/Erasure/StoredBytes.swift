import MeshTestKit

/// Everything that a service keeps in files, as whoever takes the disk away finds it.
struct StoredBytes {
    private let files: [(path: String, bytes: [UInt8])]

    /// Reads the database with its write-ahead log, and every file of the blob store.
    init(of room: EvidenceRoom) throws {
        let folder = room.folder.path
        files = try FileTree.files(below: folder)
            .filter { $0.contains("/store.sqlite") || $0.contains("/blobs/") }
            .map { ($0, try WholeFile.contents($0)) }
    }

    /// The files in which these bytes stand; sixteen or more, or chance finds them.
    func places(of needle: [UInt8]) -> [String] {
        precondition(needle.count >= 16, "fewer bytes stand anywhere")
        return files.filter { ByteSearch.finds(needle, in: $0.bytes) }.map(\.path)
    }

    func holds(_ needle: [UInt8]) -> Bool { !places(of: needle).isEmpty }
}
