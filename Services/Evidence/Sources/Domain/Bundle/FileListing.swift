internal import MeshCrypto
internal import MeshKernel

/// The files of a manifest with sizes and digests, in order, listed while they are written.
struct FileListing: Sendable {
    private var lines: [UInt8] = []

    /// Lists a file.
    mutating func add(_ name: String, _ bytes: [UInt8]) {
        if !lines.isEmpty { lines.append(UInt8(ascii: ",")) }
        lines +=
            CanonicalJSON.object([
                .init("name", .string(name)), .init("size", .number(UInt64(bytes.count))),
                .init("sha256", .string(Hexadecimal.encode(Digest.sha256(bytes)))),
            ]).encoded
    }

    /// The manifest: these members and then the files. There is at least one member.
    func manifest(_ head: [CanonicalJSON.Member]) -> [UInt8] {
        CanonicalJSON.object(head).encoded.dropLast() + Array(#","files":["#.utf8) + lines + Array("]}\n".utf8)
    }

    /// Bytes that the manifest has beside its first members.
    var byteCount: Int { lines.count + 14 }
}
