internal import MeshDocument
internal import MeshRuntime
internal import MeshStore

extension EvidenceServer {
    /// The proof bundle of one item of the account: its file name and bytes. With `limit` it waits so long, and no longer,
    /// for a checkpoint with the item that has its witnesses' quorum.
    func bundle(
        _ reference: EvidenceReference, of account: String, by actor: CustodyActor,
        witnessedWithin limit: Duration? = nil
    ) async throws -> (name: String, bytes: [UInt8]) {
        if let limit {
            guard let found = try await store.read({ try $0.evidence(reference, account: account) }) else {
                throw EvidenceError.evidenceNotFound
            }
            guard let witnessing else { throw EvidenceError.noWitnesses }
            try await witnessing.wait(for: found.item.logIndex, atMost: limit)
        }
        let logKey = identity.signer.publicKey
        let witnesses = witnessing?.quorum ?? WitnessQuorum.none
        let bundle = try await store.read {
            try $0.bundle(of: reference, account: account, logKey: logKey, witnesses: witnesses)
        }
        guard let bundle else { throw EvidenceError.evidenceNotFound }
        let bytes = try await zipped { [certificates] in
            var bundle = bundle
            bundle.certificate = certificates.certificate(of: bundle)
            return bundle.archive
        }
        let item = try await holder(of: reference, account: account).item
        try await record(
            .given, of: item, by: actor,
            facts: [.init("name", bundle.fileName), .init("bytes", String(bytes.count))])
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
