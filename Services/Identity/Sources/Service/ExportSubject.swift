internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// Gives everything that is kept of an account to its owner, who shows the password, part by part. That it was asked
    /// for is in the audit before anything leaves. Pictures come last, opened one after the other.
    func exportSubject(
        _ id: Identifier, password: String, withPictures: Bool, from origin: CallOrigin,
        to give: (ExportPart) async throws -> Void
    ) async throws {
        guard !password.isEmpty else {
            throw IdentityError.invalidFields([FieldFault(field: "password", reason: .empty)])
        }
        let confirmed = try await confirmPassword(password, of: id, from: origin).first
        try await store.write { [key] transaction in
            _ = try transaction.activeAccount(id, whosePassword: confirmed)
            try transaction.audit(
                AuditRecord(at: transaction.now, account: id.text, actor: id.text, action: .exported), key: key)
        }
        let (parts, pictures) = try await store.read { [key, profiles] snapshot in
            try (
                snapshot.kept(of: id, under: profiles, key: key),
                withPictures ? snapshot.pictures(of: id, under: profiles) : []
            )
        }
        for part in parts { try await give(part) }
        var position: Int64 = -1
        while true {
            let after = position
            let records = try await store.read { try $0.audit(of: id, after: after, count: Limits.exportRowsPerRead) }
            for (_, record) in records { try await give(ExportPart(record)) }
            guard let last = records.last else { break }
            position = last.position
        }
        for picture in pictures { try await self.give(picture, to: give) }
    }

    /// Gives one picture in pieces, in the clear. One that was replaced or erased since it was found is left out.
    private func give(_ picture: ExportedPicture, to give: (ExportPart) async throws -> Void) async throws {
        let bytes: [UInt8]?
        do {
            bytes = try await blobs.open(picture.blob, in: store, key: picture.personal.key)
                .contents(bound: AuthorityRules.Limits.pictureBytesLimit)
        } catch BlobError.missing {
            return
        }
        guard let bytes else { return }
        try await give(
            ExportPart(
                .picture,
                [.init("of", picture.owner.text), .init("type", picture.mediaType), .init("bytes", "\(bytes.count)")]))
        for start in stride(from: 0, to: bytes.count, by: Limits.documentChunkBytesMax) {
            let end = min(start + Limits.documentChunkBytesMax, bytes.count)
            try await give(ExportPart(.picture, [], data: Array(bytes[start..<end])))
        }
    }
}

/// A picture that an owner is given with all else.
private struct ExportedPicture: Sendable {
    /// The document, or the mandate whose letter it is.
    let owner: Identifier
    let mediaType: String
    let blob: String
    /// The key of whoever has brought it.
    let personal: SubjectKey
}

extension Snapshot {
    /// Everything that is kept of an account but its audit.
    fileprivate func kept(
        of id: Identifier, under profiles: AuthorityProfiles, key: ServiceKey
    ) throws -> [ExportPart] {
        guard let account = try account(id) else { throw IdentityError.accountNotFound }
        var parts = [ExportPart(account, institutionName: try institutionName(of: id) ?? "")]
        if let (profile, changedAt) = try self.profile(of: id) {
            parts.append(
                ExportPart(
                    .profile,
                    [
                        .init("display_name", profile.displayName), .init("introduction", profile.introduction),
                        .init("changed_at", changedAt),
                    ]))
        }
        parts += try addresses(of: id).map { ExportPart($0) }
        parts += try sessions(of: id).map { session in
            ExportPart(
                .signIn,
                [
                    .init("id", session.family.id.text), .init("device", session.device.name),
                    .init("source", session.device.source), .init("started_at", session.family.startedAt),
                    .init("used_at", session.family.rotatedAt), .init("ended", session.family.end?.rawValue ?? ""),
                    .init("institution", session.institution?.text ?? ""),
                ])
        }
        parts += try linkedPeople(of: id).map { person, linkedAt in
            ExportPart(
                .thirdParty,
                [
                    .init("provider", person.provider.rawValue), .init("subject", person.subject),
                    .init("linked_at", linkedAt),
                ])
        }
        parts += try consents(of: id).map { ExportPart($0) }
        for dossier in try dossiers(of: id, under: profiles) {
            parts.append(ExportPart(dossier))
            parts += try promises(of: dossier.id).map { ExportPart($0) }
            parts += try threeFactorChecks(of: dossier.id).map { ExportPart($0) }
            parts += dossier.documents.map { ExportPart($0, of: dossier.id) }
        }
        for authority in Authority.allCases {
            parts += try holderVersions(of: id, at: authority).map { ExportPart($0, endedAt: $1) }
        }
        for side in Mandate.Side.allCases {
            parts += try allMandates(of: id, as: side).map { ExportPart($0, as: side) }
        }
        // Whom it acts for, and, of an institution, who acts for it.
        let own = account.accountClass == .institution ? try members(of: account) : []
        parts += try (memberships(of: id) + own).map { ExportPart($0) }
        parts += try (invitations(to: account.mobile, key: key) + invitations(of: id)).map { ExportPart($0) }
        if let (importedAt, completedAt) = try importTimes(of: id) {
            parts.append(
                ExportPart(
                    .imported,
                    [.init("imported_at", importedAt), .init("completed_at", completedAt?.rfc3339 ?? "")]))
        }
        return parts
    }

    /// The pictures of an account's dossiers, and the letters of its mandates on either side, which its owner may read.
    fileprivate func pictures(of id: Identifier, under profiles: AuthorityProfiles) throws -> [ExportedPicture] {
        var pictures: [ExportedPicture] = []
        if let personal = try subjectKey(id.text) {
            pictures += try dossiers(of: id, under: profiles).flatMap(\.documents).map { document in
                ExportedPicture(
                    owner: document.id, mediaType: document.type.mediaType, blob: document.blob, personal: personal)
            }
        }
        for side in Mandate.Side.allCases {
            for mandate in try allMandates(of: id, as: side) {
                guard let letter = mandate.letter, let personal = try subjectKey(mandate.agent.text) else { continue }
                pictures.append(
                    ExportedPicture(
                        owner: mandate.id, mediaType: letter.type.mediaType, blob: letter.blob, personal: personal))
            }
        }
        return pictures
    }

    private func allMandates(of account: Identifier, as side: Mandate.Side) throws -> [Mandate] {
        var all: [Mandate] = []
        while true {
            let page = try mandates(
                of: account, as: side, after: all.last?.id.text ?? "", count: Limits.exportRowsPerRead)
            all += page
            guard page.count == Limits.exportRowsPerRead else { return all }
        }
    }
}

extension ExportPart.Item {
    fileprivate init(_ name: String, _ time: WallTime) { self.init(name, time.rfc3339) }
}

extension ExportPart {
    fileprivate init(_ account: Account, institutionName: String) {
        self.init(
            .account,
            [
                .init("id", account.id.text), .init("class", account.accountClass.rawValue),
                .init("authority", account.authority.rawValue), .init("verification", account.verification.rawValue),
                .init("user_name", account.userName.text), .init("institution_name", institutionName),
                .init("mobile", account.mobile.text),
                .init("email", account.email?.text ?? ""), .init("created_at", account.createdAt),
                .init("roles", account.roles.map(\.rawValue).joined(separator: " ")),
            ])
    }

    fileprivate init(_ address: BookedAddress) {
        let lines = address.lines
        self.init(
            .address,
            [
                .init("id", address.id.text), .init("label", lines.label), .init("recipient", lines.recipient),
                .init("mobile", lines.mobile), .init("province", lines.province), .init("city", lines.city),
                .init("district", lines.district), .init("street", lines.street), .init("postcode", lines.postcode),
                .init("is_default", address.isDefault ? "yes" : "no"), .init("changed_at", address.changedAt),
            ])
    }

    fileprivate init(_ consent: Consent) {
        self.init(
            .consent,
            [
                .init("kind", consent.kind.rawValue), .init("wording", consent.wording),
                .init("given_at", consent.givenAt), .init("withdrawn_at", consent.withdrawnAt?.rfc3339 ?? ""),
            ])
    }

    fileprivate init(_ dossier: Dossier) {
        let facts = DossierField.allCases.map { Item($0.rawValue, dossier.draft[$0]) }.filter { !$0.value.isEmpty }
        let head: [Item] = [
            .init("id", dossier.id.text), .init("at", dossier.authority.rawValue),
            .init("state", dossier.review.state.rawValue), .init("reason", dossier.review.reason),
            .init("created_at", dossier.createdAt), .init("confirmed_email", dossier.confirmedEmail ?? ""),
        ]
        self.init(.dossier, head + facts)
    }

    fileprivate init(_ promise: ApplicantPromise) {
        self.init(
            .promise,
            [
                .init("dossier", promise.dossier.text), .init("round", "\(promise.round)"),
                .init("notice", promise.notice), .init("promised_at", promise.promisedAt),
            ])
    }

    fileprivate init(_ check: ThreeFactorCheck) {
        self.init(
            .threeFactor,
            [
                .init("dossier", check.dossier.text), .init("round", "\(check.round)"),
                .init("provider", check.provider), .init("outcome", check.outcome.rawValue),
                .init("proof", check.proof.rawValue), .init("at", check.at),
            ])
    }

    fileprivate init(_ document: DossierDocument, of dossier: Identifier) {
        let head: [Item] = [
            .init("id", document.id.text), .init("dossier", dossier.text), .init("slot", document.slot.rawValue),
            .init("type", document.type.rawValue), .init("bytes", "\(document.bytes)"),
            .init("uploaded_at", document.uploadedAt),
        ]
        guard let reading = document.reading else {
            self.init(.document, head)
            return
        }
        let read = DossierField.allCases.map { Item("read_" + $0.rawValue, reading.facts[$0]) }
            .filter { !$0.value.isEmpty }
        let outcome: [Item] = [
            .init("reading", reading.outcome.rawValue), .init("watermark", reading.watermark.rawValue),
        ]
        self.init(.document, head + outcome + read)
    }

    fileprivate init(_ holder: VerifiedHolder, endedAt: WallTime?) {
        let facts = DossierField.allCases.map { Item($0.rawValue, holder.facts[$0]) }.filter { !$0.value.isEmpty }
        let head: [Item] = [
            .init("id", holder.id.text), .init("at", holder.authority.rawValue),
            .init("version", "\(holder.version)"), .init("verified_at", holder.verifiedAt),
            .init("ended_at", endedAt?.rfc3339 ?? ""),
        ]
        self.init(.holder, head + facts)
    }

    /// A mandate. What the agent wrote of a holder is as they wrote it, the number masked; a holder is given it too.
    fileprivate init(_ mandate: Mandate, as side: Mandate.Side) {
        self.init(
            .mandate,
            [
                .init("id", mandate.id.text), .init("side", side.rawValue), .init("state", mandate.state.rawValue),
                .init("at", mandate.authority.rawValue), .init("agent", mandate.agent.text),
                .init("holder_name", mandate.named.name), .init("document_kind", mandate.named.documentKind),
                .init("document_number", mandate.named.maskedNumber),
                .init("businesses", mandate.businesses.map(\.rawValue).joined(separator: " ")),
                .init("valid_from", mandate.from.text), .init("valid_until", mandate.until.text),
                .init("letter", mandate.letter == nil ? "no" : "yes"), .init("reason", mandate.reason),
                .init("created_at", mandate.createdAt),
            ])
    }

    fileprivate init(_ member: Member) {
        self.init(
            .member,
            [
                .init("institution", member.institution.text), .init("account", member.account.text),
                .init("roles", member.roles.map(\.rawValue).joined(separator: " ")),
                .init("state", member.state.rawValue), .init("joined_at", member.joinedAt),
            ])
    }

    fileprivate init(_ invitation: Invitation) {
        self.init(
            .invitation,
            [
                .init("id", invitation.id.text), .init("institution", invitation.institution.text),
                .init("roles", invitation.roles.map(\.rawValue).joined(separator: " ")),
                .init("mobile", invitation.mobile.text), .init("invited_at", invitation.invitedAt),
            ])
    }

    fileprivate init(_ record: AuditRecord) {
        self.init(
            .audit,
            [
                .init("at", record.at), .init("action", record.action.rawValue), .init("actor", record.actor),
                .init("object", record.object),
            ])
    }
}
