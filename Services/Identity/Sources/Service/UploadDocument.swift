internal import Logging
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// Takes a picture of a dossier as it comes, looks at it, and keeps it sealed in the place of the one before. A stream
    /// that breaks, or a picture that is not taken, leaves nothing behind.
    func upload<Parts: AsyncSequence & Sendable>(
        _ parts: Parts, of account: Identifier, from origin: CallOrigin
    ) async throws -> DossierDocument where Parts.Element == DocumentPart {
        try await uploads.hold(for: account) {
            let (header, bytes, dossier) = try await inTime { try await receive(parts, of: account) }
            let facts = try await inspect(bytes, declared: header.type, rules: dossier.rules)
            guard let type = facts.foundType else { throw IdentityError.picture(.damaged) }
            let reading = try await read(bytes, in: header.slot, of: dossier)
            return try await keep(bytes, facts, as: type, reading, in: header, of: account, from: origin)
        }
    }

    /// What `body` returns, unless it takes longer than a picture may: whoever stops in the middle gives their place back.
    func inTime<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask { [uploadLimit] in
                try await Task.sleep(for: uploadLimit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw IdentityError.uploadTooSlow(limit: uploadLimit)
            }
            return value
        }
    }

    private func receive<Parts: AsyncSequence & Sendable>(
        _ parts: Parts, of account: Identifier
    ) async throws -> (DocumentUpload.Header, [UInt8], Dossier) where Parts.Element == DocumentPart {
        var upload = DocumentUpload()
        var dossier: Dossier?
        var bytes: [UInt8] = []
        do {
            for try await part in parts {
                switch part {
                case .header(let draft):
                    let header = try DocumentUpload.Header(draft)
                    try upload.take(header: header)
                    // Before its bytes come.
                    dossier = try await store.read { [profiles] in
                        try $0.openDossier(for: header, of: account, under: profiles)
                    }
                    if let limit = dossier?.rules.pictureBytesLimit, header.size >= limit {
                        throw IdentityError.picture(.tooLarge(limitBytes: limit))
                    }
                    bytes.reserveCapacity(header.size)
                case .chunk(let chunk):
                    try upload.take(chunkBytes: chunk.count)
                    bytes += chunk
                }
            }
            let header = try upload.end()
            guard let dossier else { throw DocumentUpload.Fault.missingHeader }
            return (header, bytes, dossier)
        } catch let fault as DocumentUpload.Fault {
            throw IdentityError.upload(fault)
        }
    }

    /// What a picture is, found out on a thread of its own. Throws `IdentityError.picture` for one that is not taken.
    func inspect(
        _ bytes: [UInt8], declared: AuthorityRules.PictureType?, rules: AuthorityRules
    ) async throws -> PictureFacts {
        do throws(OffloadError<PictureInspection.Failure>) {
            return try await pictures.run { () throws(PictureInspection.Failure) in
                try PictureInspection.facts(of: bytes, declared: declared, rules: rules)
            }
        } catch {
            switch error {
            case .work(.picture(let fault)): throw IdentityError.picture(fault)
            case .work(.library(let error)):
                logger.error("pictures cannot be read", metadata: ["error": "\(error)"])
                throw IdentityError.picturesUnreadable
            case .full: throw IdentityError.tooBusy(retryAfter: .milliseconds(Limits.uploadRetryMilliseconds))
            case .cancelled: throw CancellationError()
            case .closed: throw error
            }
        }
    }

    private func keep(
        _ bytes: [UInt8], _ facts: PictureFacts, as type: AuthorityRules.PictureType, _ reading: DocumentReading,
        in header: DocumentUpload.Header, of account: Identifier, from origin: CallOrigin
    ) async throws -> DossierDocument {
        let personal = try await store.write { try $0.makeSubjectKey(account.text) }
        let writer = blobs.begin(key: personal.key)
        try await writer.append(bytes)
        let blob = try await writer.finish()
        let id = identifiers.next(.document)
        do {
            let (document, before) = try await store.write { [key] transaction in
                // It may have been handed in, or corrected, since its header came.
                let dossier = try transaction.openDossier(for: header, of: account, under: profiles)
                let document = DossierDocument(
                    id: id, slot: header.slot, blob: blob.id, type: type, bytes: bytes.count, width: facts.width,
                    height: facts.height, uploadedAt: transaction.now, reading: reading)
                try transaction.keep(blob)
                let before = try transaction.put(document, in: dossier)
                try transaction.audit(
                    AuditRecord(
                        at: transaction.now, account: account.text, actor: origin.actor(for: account),
                        action: .documentUploaded, object: id.text), key: key)
                return (document, before)
            }
            await destroy(before)
            return document
        } catch {
            if blob.isFile { await destroy([blob.id]) }
            throw error
        }
    }
}

extension Snapshot {
    /// The dossier whose picture this is, when that may be brought now.
    fileprivate func openDossier(
        for header: DocumentUpload.Header, of account: Identifier, under profiles: AuthorityProfiles
    ) throws -> Dossier {
        guard let dossier = try dossier(header.dossier, under: profiles), dossier.account == account else {
            throw IdentityError.dossierNotFound
        }
        switch dossier.review.state {
        case .draft, .correctionDue: break
        case .inReview, .approved, .failed, .withdrawn: throw IdentityError.dossierState(dossier.review.state)
        }
        guard dossier.draft.holderKind != nil else {
            throw IdentityError.invalidFields([
                FieldFault(field: "slot", reason: .neededBy(field: DossierField.holderKind.rawValue))
            ])
        }
        // While a correction may change what is asked for, every picture that a changed dossier could ask for is taken.
        let today = ChinaTime.day(now)
        guard dossier.reachableSlots(on: today).contains(header.slot) else {
            throw IdentityError.invalidFields([FieldFault(field: "slot", reason: .notAsked)])
        }
        guard dossier.isOpen(header.slot, on: today) else { throw IdentityError.closedFields([header.slot.rawValue]) }
        try requireConsent(to: header.slot, of: account)
        return dossier
    }
}
