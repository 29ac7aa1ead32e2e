package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import MeshStore
internal import ProtobufC

extension EvidenceServer {
    /// Seals one file: it comes in pieces, is timed, and answered when its place in the log is on the disk. A stream that
    /// breaks, or a digest that does not fit, leaves nothing behind.
    package func submit(
        _ requests: RequestStream<EvidenceV1.SubmitRequest>, context: ServerContext
    ) async throws -> EvidenceV1.SubmitResponse {
        try await answering(context) {
            let account = try context.requireAccount()
            // A call without its key is refused before its bytes come.
            _ = try context.idempotentRequest(account: account)
            let file = try await receive(requests, from: account)
            do {
                let digests = try file.checked()
                let call = try context.idempotentRequest(
                    account: account, over: EvidenceV1.SubmitRequest.Header(file.intake.header).serialized(),
                    digests.sha256)
                return try await turns.take(IdempotentTurn(call)) {
                    if let saved = try await store.read({ try $0.recall(call) }) {
                        file.intake.abort()
                        return try EvidenceV1.SubmitResponse(serialized: saved.body)
                    }
                    let item = try await seal(file.intake, digests, call: call, trace: context.trace.traceparent)
                    return EvidenceV1.SubmitResponse(evidence: EvidenceV1.EvidenceItem(item, origin: identity.origin))
                }
            } catch {
                file.intake.abort()
                throw error
            }
        }
    }

    /// A file that came whole, and what its sender says its digest is.
    private struct ReceivedFile {
        var intake: FileIntake
        let claimedSHA256: [UInt8]

        func checked() throws(EvidenceError) -> FileDigests {
            let digests = intake.digests
            guard digests.sha256 == claimedSHA256 else { throw .wrongDigest }
            return digests
        }
    }

    private func receive(
        _ requests: RequestStream<EvidenceV1.SubmitRequest>, from account: String
    ) async throws -> ReceivedFile {
        var submission = Submission(maximumBytes: fileBytesMax)
        var intake: FileIntake?
        var claimed: [UInt8] = []
        do {
            for try await message in requests {
                switch try submission.take(SubmissionPart(message)) {
                case .open(let header): intake = try await open(header, for: account)
                case .keep(let bytes): try await intake?.keep(bytes)
                case .seal(let claimedSHA256): claimed = claimedSHA256
                }
            }
            try submission.end()
        } catch {
            intake?.abort()
            throw error
        }
        guard let intake else { throw EvidenceError.missingHeader }
        return ReceivedFile(intake: intake, claimedSHA256: claimed)
    }

    private func open(_ header: SubmissionHeader, for account: String) async throws -> FileIntake {
        let found = try await store.read { snapshot -> (Project, SubjectKey)? in
            guard let project = try snapshot.project(header.project, account: account),
                let key = try snapshot.subjectKey(account)
            else { return nil }
            return (project, key)
        }
        guard let (project, key) = found else { throw EvidenceError.projectNotFound }
        let blob = try await blobs.begin(key: key.key)
        return FileIntake(header: header, project: project, key: key, blob: blob, offload: offload)
    }
}

extension EvidenceV1.SubmitRequest.Header {
    /// The header as it was understood, for the hash that tells repetitions from new requests.
    init(_ header: SubmissionHeader) {
        self.init(
            project: header.project.text, name: header.name.description, size: header.size,
            mediaType: header.mediaType.description)
    }
}
