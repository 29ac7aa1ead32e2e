package import MeshAPI
internal import MeshDocument
package import MeshRPC
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// The proof bundle of one item of the account, under the newest checkpoint, in pieces.
    package func getBundle(
        _ request: EvidenceV1.GetBundleRequest, responses: ResponseWriter<EvidenceV1.BundleChunk>,
        context: ServerContext
    ) async throws {
        try await answering(context) {
            let account = try context.requireAccount()
            let reference = try EvidenceReference(request)
            let logKey = identity.signer.publicKey
            let bundle = try await store.read { try $0.bundle(of: reference, account: account, logKey: logKey) }
            guard let bundle else { throw EvidenceError.evidenceNotFound }
            let bytes = try await zipped(bundle)
            for start in stride(from: 0, to: bytes.count, by: Limits.bundleChunkBytesMax) {
                let piece = Array(bytes[start..<min(start + Limits.bundleChunkBytesMax, bytes.count)])
                try await responses.write(
                    EvidenceV1.BundleChunk(
                        fileName: start == 0 ? bundle.fileName : "", size: start == 0 ? UInt64(bytes.count) : 0,
                        data: piece))
            }
        }
    }

    private func zipped(_ bundle: Bundle) async throws -> [UInt8] {
        do {
            return try await offload.run { () throws(ZipError) in try bundle.archive.encoded() }
        } catch {
            switch error {
            case .work(.tooLarge), .work(.tooManyEntries): throw EvidenceError.bundleTooLarge
            case .full: throw EvidenceError.tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
            case .cancelled: throw CancellationError()
            case .closed, .work: throw error
            }
        }
    }
}
