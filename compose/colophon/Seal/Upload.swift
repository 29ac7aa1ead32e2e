import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC

/// One attempt to send a file: header, chunks, digest, with the digest taken on the way.
actor Upload {
    private let file: SealedFile
    private let header: EvidenceV1.SubmitRequest.Header
    private var display: ProgressDisplay
    private let chunkBytesMax: Int

    init(
        file: SealedFile, header: EvidenceV1.SubmitRequest.Header, display: ProgressDisplay, chunkBytesMax: Int
    ) {
        self.file = file
        self.header = header
        self.display = display
        self.chunkBytesMax = chunkBytesMax
    }

    /// Sends everything. The digest, without which nothing is sealed, goes out only when the file is still what it was.
    func send(to writer: RequestWriter<EvidenceV1.SubmitRequest>) async throws {
        try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
        // A header with digests is the whole submission.
        guard !header.hashOnly else { return }
        var digest = StreamingDigest(.sha256)
        var sent: UInt64 = 0
        while true {
            let bytes = try file.read(chunkBytesMax)
            if bytes.isEmpty { break }
            digest.update(bytes)
            try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(bytes)))
            sent += UInt64(bytes.count)
            display.advance(to: sent)
        }
        try file.checkUnchanged()
        try await writer.write(
            EvidenceV1.SubmitRequest(part: .digest(EvidenceV1.SubmitRequest.Digest(sha256: digest.finish()))))
    }
}
