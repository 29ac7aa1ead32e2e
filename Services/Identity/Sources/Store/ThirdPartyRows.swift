internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// The account that a third party signs this person in to; nil when there is none.
    func account(of person: ThirdPartyPerson, key: ServiceKey) throws -> Account? {
        try row(
            "SELECT account FROM third_party_links WHERE provider = ? AND subject_code = ?",
            .text(person.provider.rawValue), .blob(key.code(of: person))
        ).flatMap { try account(Identifier(stored: try $0.text("account"))) }
    }

    /// The third parties that are linked to an account, the first linked first.
    func links(of account: Identifier) throws -> [ThirdPartyLink] {
        try rows(
            "SELECT provider, linked_at FROM third_party_links WHERE account = ? ORDER BY linked_at, provider",
            SQLValue(account)
        ).map { row in
            guard let provider = ThirdParty(rawValue: try row.text("provider")) else {
                throw StoreError.column("provider")
            }
            return ThirdPartyLink(provider: provider, linkedAt: try row.time("linked_at"))
        }
    }

    /// Whom third parties know an account's owner as, and since when.
    func linkedPeople(of account: Identifier) throws -> [(person: ThirdPartyPerson, linkedAt: WallTime)] {
        guard let key = try subjectKey(account.text) else { return [] }
        return try rows(
            "SELECT provider, subject, linked_at FROM third_party_links WHERE account = ? ORDER BY provider",
            SQLValue(account)
        ).map { row in
            guard let provider = ThirdParty(rawValue: try row.text("provider")) else {
                throw StoreError.column("provider")
            }
            let subject = try key.open(
                try row.blob("subject"), at: SealedPlaces.thirdPartySubject(account, provider))
            return (
                ThirdPartyPerson(provider: provider, subject: String(decoding: subject, as: UTF8.self)),
                try row.time("linked_at")
            )
        }
    }

    /// Whom a registration stands for; nil when it is over, or none.
    func registration(_ text: String, key: ServiceKey) throws -> ThirdPartyPerson? {
        let place = key.code(ofRegistration: text)
        guard
            let row = try row(
                "SELECT provider, subject FROM third_party_registrations WHERE registration = ? AND expires_at > ?",
                .text(place), SQLValue(now)),
            let provider = ThirdParty(rawValue: try row.text("provider"))
        else { return nil }
        let subject = try key.open(try row.blob("subject"), at: SealedPlaces.registration(place))
        return ThirdPartyPerson(provider: provider, subject: String(decoding: subject, as: UTF8.self))
    }
}

extension Transaction {
    /// Keeps a sign-in that has begun; `text` is what its user agent brings back.
    func put(_ flow: ThirdPartyFlow, as text: String, key: ServiceKey) throws {
        let place = key.code(ofFlow: text)
        try execute(
            "INSERT INTO third_party_flows (flow, provider, account, secrets, expires_at) VALUES (?, ?, ?, ?, ?)",
            .text(place), .text(flow.provider.rawValue), SQLValue(flow.account?.text),
            .blob(try key.seal(flow.encodedSecrets, at: SealedPlaces.flow(place))), SQLValue(flow.expiresAt))
    }

    /// Takes a sign-in that has begun, once, whatever comes of it; nil when there is none, or it is over.
    func takeFlow(_ text: String, key: ServiceKey) throws -> ThirdPartyFlow? {
        let place = key.code(ofFlow: text)
        guard
            let row = try rows(
                "DELETE FROM third_party_flows WHERE flow = ? RETURNING provider, account, secrets, expires_at",
                .text(place)
            ).first,
            let provider = ThirdParty(rawValue: try row.text("provider"))
        else { return nil }
        let expiresAt = try row.time("expires_at")
        guard expiresAt > now else { return nil }
        return ThirdPartyFlow(
            provider: provider, account: try row.optionalText("account").map { Identifier(stored: $0) },
            secrets: try key.open(try row.blob("secrets"), at: SealedPlaces.flow(place)), expiresAt: expiresAt)
    }

    /// Keeps somebody who has come through a third party and has no account; `text` stands for them.
    func put(_ person: ThirdPartyPerson, as text: String, until expiry: WallTime, key: ServiceKey) throws {
        let place = key.code(ofRegistration: text)
        try execute(
            "INSERT INTO third_party_registrations (registration, provider, subject, expires_at) VALUES (?, ?, ?, ?)",
            .text(place), .text(person.provider.rawValue),
            .blob(try key.seal(Array(person.subject.utf8), at: SealedPlaces.registration(place))), SQLValue(expiry))
    }

    /// Forgets a registration: it was used.
    func removeRegistration(_ text: String, key: ServiceKey) throws {
        try execute(
            "DELETE FROM third_party_registrations WHERE registration = ?", .text(key.code(ofRegistration: text)))
    }

    /// Links a person to an account; false when they were linked before. Throws `IdentityError.thirdPartyTaken` when they
    /// are linked to another, and `.linkedElsewhere` when the account has another person of this third party.
    func link(_ person: ThirdPartyPerson, to account: Identifier, key: ServiceKey) throws -> Bool {
        let code = key.code(of: person)
        let there = try row(
            "SELECT account FROM third_party_links WHERE provider = ? AND subject_code = ?",
            .text(person.provider.rawValue), .blob(code))
        if let there {
            guard try there.text("account") == account.text else { throw IdentityError.thirdPartyTaken }
            return false
        }
        guard try !links(of: account).contains(where: { $0.provider == person.provider }) else {
            throw IdentityError.linkedElsewhere
        }
        let personal = try makeSubjectKey(account.text)
        let place = SealedPlaces.thirdPartySubject(account, person.provider)
        try execute(
            """
            INSERT INTO third_party_links (provider, subject_code, account, subject, linked_at) VALUES (?, ?, ?, ?, ?)
            """,
            .text(person.provider.rawValue), .blob(code), SQLValue(account),
            .blob(try personal.seal(Array(person.subject.utf8), at: place)), SQLValue(now))
        return true
    }

    /// Ends an account's link; whether there was one.
    func unlink(_ provider: ThirdParty, from account: Identifier) throws -> Bool {
        try execute(
            "DELETE FROM third_party_links WHERE account = ? AND provider = ?", SQLValue(account),
            .text(provider.rawValue)) == 1
    }

    /// Removes up to `count` sign-ins and registrations that are over; how many.
    func sweepThirdParties(count: Int) throws -> Int {
        try execute(
            """
            DELETE FROM third_party_flows WHERE flow IN
                (SELECT flow FROM third_party_flows WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            """, SQLValue(now), SQLValue(count))
            + (try execute(
                """
                DELETE FROM third_party_registrations WHERE registration IN
                    (SELECT registration FROM third_party_registrations WHERE expires_at <= ?
                    ORDER BY expires_at LIMIT ?)
                """, SQLValue(now), SQLValue(count)))
    }
}
