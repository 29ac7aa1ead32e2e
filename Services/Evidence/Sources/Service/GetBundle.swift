internal import MeshDocument
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// The proof bundle of one item of the account, under the newest checkpoint: its file name and bytes.
    func bundle(_ reference: EvidenceReference, of account: String) async throws -> (name: String, bytes: [UInt8]) {
        let logKey = identity.signer.publicKey
        let bundle = try await store.read { try $0.bundle(of: reference, account: account, logKey: logKey) }
        guard let bundle else { throw EvidenceError.evidenceNotFound }
        let bytes = try await zipped { [certificates] in
            var bundle = bundle
            bundle.certificate = certificates.certificate(of: bundle)
            return bundle.archive
        }
        return (bundle.fileName, bytes)
    }

    /// The bytes of an archive, made off the event loop.
    func zipped(_ archive: @escaping @Sendable () -> ZipArchive) async throws -> [UInt8] {
        do {
            return try await permits.hold {
                try await offload.run { () throws(ZipError) in try archive().encoded() }
            }
        } catch let error as OffloadError<ZipError> {
            switch error {
            case .work(.tooLarge), .work(.tooManyEntries): throw EvidenceError.bundleTooLarge
            case .full: throw EvidenceError.tooBusy(retryAfter: .milliseconds(BatchBounds.Limits.retryMilliseconds))
            case .cancelled: throw CancellationError()
            case .closed, .work: throw error
            }
        }
    }
}
