internal import MeshKernel

/// What opens a leaf's commitments: the salts, the file's digest and the metadata. Ships as `opening.json`, in the one
/// canonical form, and is what erasure destroys.
package struct Opening: Sendable, Equatable {
    /// Names the form of the opening.
    package static let format = "colophon/opening/v1"

    /// Keeps the file's digest from being guessed.
    package let workSalt: Salt
    /// Keeps the metadata from being guessed.
    package let metaSalt: Salt
    /// Digest of the file.
    package let sha256: [UInt8]
    /// The metadata's bytes, exactly as committed to.
    package let meta: [UInt8]

    /// `sha256` has 32 bytes.
    package init(workSalt: Salt, metaSalt: Salt, sha256: [UInt8], meta: [UInt8]) {
        precondition(sha256.count == FileDigests.byteCount, "SHA-256 has 32 bytes")
        self.workSalt = workSalt
        self.metaSalt = metaSalt
        self.sha256 = sha256
        self.meta = meta
    }

    /// What the leaf says about the file.
    package var workCommit: TreeHash { workSalt.commit(to: sha256) }

    /// What the leaf says about the metadata.
    package var metaCommit: TreeHash { metaSalt.commit(to: meta) }

    /// The bytes of `opening.json`.
    package var encoded: [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(Self.format)),
            .init("workSalt", .string(Hexadecimal.encode(workSalt.bytes))),
            .init("sha256", .string(Hexadecimal.encode(sha256))),
            .init("metaSalt", .string(Hexadecimal.encode(metaSalt.bytes))),
            .init("meta", .string(String(decoding: meta, as: UTF8.self))),
        ]).encoded + [0x0A]
    }

    /// Nil unless the bytes are exactly what `encoded` gives.
    package init?(decoding bytes: [UInt8]) {
        guard bytes.last == 0x0A, let json = CanonicalJSON(parsing: Array(bytes.dropLast())),
            json["format"]?.string == Self.format,
            let workSalt = json["workSalt"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Salt($0) }),
            let metaSalt = json["metaSalt"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Salt($0) }),
            let sha256 = json["sha256"]?.string.flatMap({ Hexadecimal.decode($0) }),
            sha256.count == FileDigests.byteCount, let meta = json["meta"]?.string
        else { return nil }
        self.init(workSalt: workSalt, metaSalt: metaSalt, sha256: sha256, meta: Array(meta.utf8))
        guard encoded == bytes else { return nil }
    }
}
