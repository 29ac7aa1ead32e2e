internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Takes the picture of a letter as it comes, looks at it, and keeps it sealed in the place of the one before. A stream
    /// that breaks, or a picture that is not taken, leaves nothing behind.
    func uploadLetter<Parts: AsyncSequence & Sendable>(
        _ parts: Parts, by agent: Identifier
    ) async throws -> MandateView where Parts.Element == LetterPart {
        try await uploads.hold(for: agent) {
            let (header, bytes, mandate) = try await inTime { try await receive(parts, by: agent) }
            let rules = profiles[mandate.authority]
            let facts = try await inspect(bytes, declared: header.type, rules: rules)
            guard let type = facts.foundType else { throw IdentityError.picture(.damaged) }
            return try await keepLetter(bytes, as: type, of: mandate.id, by: agent)
        }
    }

    private func receive<Parts: AsyncSequence & Sendable>(
        _ parts: Parts, by agent: Identifier
    ) async throws -> (LetterHeader, [UInt8], Mandate) where Parts.Element == LetterPart {
        var count = DeclaredBytes()
        var found: (header: LetterHeader, mandate: Mandate)?
        var bytes: [UInt8] = []
        do {
            for try await part in parts {
                switch part {
                case .header(let draft):
                    let header = try draft.checked()
                    try count.declare(header.size)
                    // Before its bytes come.
                    let mandate = try await store.read { try $0.mandateWithoutLetter(header.mandate, of: agent) }
                    let limit = profiles[mandate.authority].pictureBytesLimit
                    guard header.size < limit else { throw IdentityError.picture(.tooLarge(limitBytes: limit)) }
                    bytes.reserveCapacity(header.size)
                    found = (header, mandate)
                case .chunk(let chunk):
                    try count.take(chunkBytes: chunk.count)
                    bytes += chunk
                }
            }
            try count.end()
            guard let found else { throw DocumentUpload.Fault.missingHeader }
            return (found.header, bytes, found.mandate)
        } catch let fault as DocumentUpload.Fault {
            throw IdentityError.upload(fault)
        }
    }

    private func keepLetter(
        _ bytes: [UInt8], as type: AuthorityRules.PictureType, of id: Identifier, by agent: Identifier
    ) async throws -> MandateView {
        let personal = try await store.write { try $0.makeSubjectKey(agent.text) }
        let writer = blobs.begin(key: personal.key)
        try await writer.append(bytes)
        let blob = try await writer.finish()
        do {
            let (view, before) = try await store.write { [key] transaction -> (MandateView, String?) in
                // It may have been handed in, or have ended, since its header came.
                var mandate = try transaction.mandateWithoutLetter(id, of: agent)
                var before = mandate.letter?.blob
                mandate.letter = AuthorityLetter(
                    blob: blob.id, type: type, bytes: bytes.count, uploadedAt: transaction.now)
                try transaction.keep(blob)
                try transaction.keep(mandate)
                if let old = before, try transaction.removeSmallBlob(old) { before = nil }
                try transaction.audit(mandate, .letterUploaded, by: agent.text, key: key)
                return (try transaction.view(mandate, as: .agent), before)
            }
            if let before { await destroy([before]) }
            return view
        } catch {
            if blob.isFile { await destroy([blob.id]) }
            throw error
        }
    }

    /// The letter of an account's mandate, on either side.
    func letter(_ text: String, of account: Identifier) async throws -> (letter: AuthorityLetter, bytes: [UInt8]) {
        let id = try Self.mandateIdentifier(text)
        let (letter, personal) = try await store.read { snapshot in
            try snapshot.letter(of: try snapshot.mandate(id, of: account))
        }
        return (letter, try await opened(letter, key: personal))
    }

    /// What a letter's picture holds. Throws `IdentityError.documentNotFound` when it was erased meanwhile.
    func opened(_ letter: AuthorityLetter, key personal: SubjectKey) async throws -> [UInt8] {
        let blob = try await blobs.open(letter.blob, in: store, key: personal.key)
        guard let bytes = try await blob.contents(bound: AuthorityRules.Limits.pictureBytesLimit) else {
            throw IdentityError.documentNotFound
        }
        return bytes
    }
}

extension Snapshot {
    /// A mandate's letter and the key that opens it. Throws `IdentityError.documentNotFound` when there is none.
    func letter(of mandate: Mandate) throws -> (AuthorityLetter, SubjectKey) {
        guard let letter = mandate.letter, let personal = try subjectKey(mandate.agent.text) else {
            throw IdentityError.documentNotFound
        }
        return (letter, personal)
    }

    /// An agent's mandate whose letter may be brought now.
    fileprivate func mandateWithoutLetter(_ id: Identifier, of agent: Identifier) throws -> Mandate {
        let mandate = try mandate(id, of: agent, as: .agent)
        try mandate.require(.draft)
        return mandate
    }
}
