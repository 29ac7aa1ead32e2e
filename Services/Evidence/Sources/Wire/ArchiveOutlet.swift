internal import MeshAPI
internal import MeshRPC

/// Sends an archive that is made while it is sent, in chunks. What is short comes with its size, as single bundles do; of
/// what is long the size is not known before its end, which the end of the call tells.
final class ArchiveOutlet {
    private let name: String
    private let responses: ResponseWriter<EvidenceV1.BundleChunk>
    private var waiting: [UInt8] = []
    private var hasBegun = false

    init(named name: String, to responses: ResponseWriter<EvidenceV1.BundleChunk>) {
        self.name = name
        self.responses = responses
    }

    /// Takes the archive's next bytes; returns when there is room for more.
    func take(_ bytes: [UInt8]) async throws {
        waiting += bytes
        guard hasBegun || waiting.count > Limits.chainHeadBytesMax else { return }
        try await send(size: 0, isWhole: false)
    }

    /// Sends what is left.
    func end() async throws {
        try await send(size: hasBegun ? 0 : UInt64(waiting.count), isWhole: true)
    }

    private func send(size: UInt64, isWhole: Bool) async throws {
        var start = 0
        while waiting.count - start >= Limits.bundleChunkBytesMax || isWhole && start < waiting.count {
            let piece = Array(waiting[start..<min(start + Limits.bundleChunkBytesMax, waiting.count)])
            start += piece.count
            try await responses.write(
                EvidenceV1.BundleChunk(fileName: hasBegun ? "" : name, size: hasBegun ? 0 : size, data: piece))
            hasBegun = true
        }
        waiting.removeFirst(start)
    }
}
