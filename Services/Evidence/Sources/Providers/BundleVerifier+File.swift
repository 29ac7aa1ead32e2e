internal import MeshCrypto
internal import MeshDocument

extension BundleVerifier {
    /// Checks the bundle at `bundlePath` against the file at `filePath`, which is read in pieces. Throws
    /// `SourceFile.Failure` for a file that cannot be read, and `VerificationReport.Refusal`.
    package func verify(bundlePath: String, filePath: String) throws -> VerificationReport {
        let bundle = try SourceFile.bytes(bundlePath, maximumBytes: UInt64(ZipArchive.Limits.archiveBytesMax))
        return try verify(bundle: bundle, file: FileDigests(readingFile: filePath))
    }
}

extension FileDigests {
    /// Both digests of the file at `path`, read once in pieces.
    package init(readingFile path: String) throws {
        var sha256 = StreamingDigest(.sha256)
        var sm3 = StreamingDigest(.sm3)
        _ = try SourceFile.read(path) { piece in
            sha256.update(piece)
            sm3.update(piece)
        }
        self.init(sha256: sha256.finish(), sm3: sm3.finish())
    }
}

extension ChainVerifier {
    /// Whether the bundle at `path` is a chain's and not an item's. Throws `SourceFile.Failure` for a file that cannot be
    /// read, and `VerificationReport.Refusal`.
    package static func isChain(bundlePath: String) throws -> Bool {
        try isChain(SourceFile.bytes(bundlePath, maximumBytes: UInt64(ZipArchive.Limits.largeArchiveBytesMax)))
    }

    /// Checks the chain's bundle at `bundlePath`, with the digests of those of its files that are there. Throws as
    /// `isChain` does.
    package func verify(bundlePath: String, files: [FileDigests]) throws -> ChainReport {
        let bundle = try SourceFile.bytes(bundlePath, maximumBytes: UInt64(ZipArchive.Limits.largeArchiveBytesMax))
        return try verify(bundle: bundle, files: files)
    }
}
