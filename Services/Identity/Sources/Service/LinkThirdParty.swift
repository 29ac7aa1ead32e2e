internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Begins to link a third party to an account. It could sign in for good, so a stolen access token does not suffice.
    func beginLink(
        at name: String, password: String, of account: Identifier, from origin: CallOrigin
    ) async throws -> BegunFlow {
        guard !password.isEmpty else {
            throw IdentityError.invalidFields([FieldFault(field: "password", reason: .empty)])
        }
        _ = try thirdParties.provider(named: name)
        _ = try await confirmPassword(password, of: account, from: origin)
        return try await beginFlow(at: name, for: account, from: origin)
    }

    /// Links whom the third party sent back to the account that began.
    func completeLink(_ answer: ThirdPartyAnswer, of account: Identifier) async throws -> ThirdPartyLink {
        let person = try await person(answer, for: account)
        return try await store.write { transaction in
            try transaction.requireActive(account)
            try link(person, to: account, in: transaction)
            guard let link = try transaction.links(of: account).first(where: { $0.provider == person.provider }) else {
                throw StoreError.column("provider")
            }
            return link
        }
    }

    /// The third parties that are linked to an account, in the order in which they are offered; those that are offered
    /// no more come last.
    func links(of account: Identifier) async throws -> [ThirdPartyLink] {
        let links = try await store.read { try $0.links(of: account) }
        return links.sorted {
            (thirdParties.place(of: $0.provider), $0.provider.rawValue)
                < (thirdParties.place(of: $1.provider), $1.provider.rawValue)
        }
    }

    /// Ends a link and tells the owner, also one to a third party that is offered no more; one that is not there stays
    /// so.
    func endLink(_ name: String, of account: Identifier) async throws {
        guard let party = ThirdParty(rawValue: name) else { throw IdentityError.unknownProvider }
        let hasEnded = try await store.write { try endLinks([party], of: account, by: account, in: $0) }
        guard hasEnded || thirdParties.parties.contains(party) else { throw IdentityError.unknownProvider }
    }

    /// Ends the links that were made of late: whoever had the number, or a password that is forgotten now, may have made
    /// them, and they would outlive the reset.
    func endYoungLinks(of account: Identifier, by actor: Identifier, in transaction: Transaction) throws {
        let day: Int64 = 86_400
        let begin = transaction.now.advanced(by: .seconds(-Limits.youngLinkDays * day))
        let young = try transaction.links(of: account).filter { $0.linkedAt > begin }
        _ = try endLinks(young.map(\.provider), of: account, by: actor, in: transaction)
    }

    /// Ends links; whether there was one.
    private func endLinks(
        _ parties: [ThirdParty], of account: Identifier, by actor: Identifier, in transaction: Transaction
    ) throws -> Bool {
        var hasEnded = false
        for party in parties {
            guard try transaction.unlink(party, from: account) else { continue }
            hasEnded = true
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: account.text, actor: actor.text, action: .thirdPartyUnlinked,
                    object: party.rawValue), key: key)
        }
        if hasEnded { try tell(account, of: .thirdPartyUnlinked, in: transaction) }
        return hasEnded
    }

    /// Where the embedded third party would send a user agent back to, once `user` signed in there and agreed.
    func authorizeEmbedded(_ url: String, as user: String) throws -> String {
        guard !thirdParties.embedded.isEmpty else { throw IdentityError.embeddedOnly }
        guard let server = thirdParties.embedded.first(where: { url.hasPrefix($0.authorizationEndpoint + "?") }) else {
            throw IdentityError.invalidFields([FieldFault(field: "authorization_url", reason: .malformed)])
        }
        do throws(EmbeddedAuthorizationServer.AuthorizationFault) {
            return try server.authorize(url, as: user)
        } catch {
            let field = error == .invalidUser ? "user" : "authorization_url"
            throw IdentityError.invalidFields([FieldFault(field: field, reason: .malformed)])
        }
    }
}
