internal import Logging
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// The day that it is in China.
    var today: CivilDate { ChinaTime.day(time.wall()) }

    /// Keeps what was filled in so far, right or wrong; begins a dossier where none is under way. With `resets` nothing of
    /// what was there stays.
    func saveDraft(
        _ writing: DossierWriting, at authority: Authority?, resets: Bool, of account: Identifier,
        from origin: CallOrigin
    ) async throws -> Dossier {
        guard let authority else {
            throw IdentityError.invalidFields([FieldFault(field: "authority", reason: .empty)])
        }
        let written = try writing.checked()
        let id = identifiers.next(.dossier)
        let (dossier, removed) = try await store.write { [key] transaction in
            guard let owner = try transaction.account(account), owner.state == .active else {
                throw IdentityError.accountNotFound
            }
            try transaction.requireComplete(owner)
            let before = try transaction.draft(of: account, at: authority, orMake: id, under: profiles)
            var dossier = before
            var removed: [String] = []
            if resets {
                removed = try transaction.removeDocuments(of: dossier.id) { _ in true }
                dossier.documents = []
                dossier.draft = DossierDraft()
                dossier.confirmedEmail = nil
            }
            try transaction.write(written, into: &dossier, spendsCode: true, key: key)
            // A form saves itself again and again; what it had saved already is no change.
            guard dossier != before || before.id == id else { return (dossier, removed) }
            try transaction.keep(dossier)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: origin.actor(for: account),
                    action: resets ? .dossierReset : .dossierSaved, object: dossier.id.text), key: key)
            return (dossier, removed)
        }
        await destroy(removed)
        return dossier
    }

    /// An account's latest dossier at an authority.
    func dossier(at authority: Authority?, of account: Identifier) async throws -> Dossier {
        guard let authority else {
            throw IdentityError.invalidFields([FieldFault(field: "authority", reason: .empty)])
        }
        guard
            let dossier = try await store.read({ [profiles] in
                try $0.latestDossier(of: account, at: authority, under: profiles)
            })
        else {
            throw IdentityError.dossierNotFound
        }
        return dossier
    }

    /// Destroys sealed files that no row names any more. What cannot be removed now is swept later.
    func destroy(_ blobs: [String]) async {
        for blob in blobs {
            do {
                try await self.blobs.destroy(blob)
            } catch {
                logger.warning("a picture's file is left to the sweep", metadata: ["blob": "\(blob)"])
            }
        }
    }

    /// Removes sealed files that no row names and that are too old to be on their way, of some that come after `place`: so
    /// many that uploads beside it do not wait for them. How many, and where to go on; nil for the beginning.
    package func sweepOrphans(
        from place: String? = nil, olderThan age: Duration = .seconds(60 * Limits.orphanMinutes)
    ) async throws -> (removed: Int, next: String?) {
        try await blobs.sweep(olderThan: age, from: place, filesMax: Limits.sweepFilesMax) { [store] group in
            try await store.read { try $0.blobsInUse(group) }
        }
    }
}

extension Transaction {
    /// The draft that an account has at an authority; a new one where no dossier is under way.
    fileprivate func draft(
        of account: Identifier, at authority: Authority, orMake id: Identifier, under profiles: AuthorityProfiles
    ) throws -> Dossier {
        guard let last = try latestDossier(of: account, at: authority, under: profiles) else {
            return try fresh(id, of: account, at: authority, profiles)
        }
        switch last.review.state {
        case .draft: return last
        case .inReview, .correctionDue: throw IdentityError.dossierState(last.review.state)
        case .approved, .failed, .withdrawn:
            return try fresh(id, of: account, at: authority, profiles)
        }
    }
}

extension Snapshot {
    fileprivate func fresh(
        _ id: Identifier, of account: Identifier, at authority: Authority, _ profiles: AuthorityProfiles
    ) throws -> Dossier {
        Dossier(
            id: id, account: account, authority: authority, createdAt: now, rules: profiles[authority],
            offices: try knownOffices(at: authority))
    }

    /// A dossier of an account; another account's is not there.
    func dossier(
        _ text: String, of account: Identifier, under profiles: AuthorityProfiles
    ) throws -> Dossier {
        guard let id = Identifier(text, kind: .dossier) else { throw IdentityError.invalidDossierID }
        guard let dossier = try dossier(id, under: profiles), dossier.account == account else {
            throw IdentityError.dossierNotFound
        }
        return dossier
    }
}
