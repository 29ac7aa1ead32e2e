internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Signs in with a name and a password. A name that nobody has, a wrong password and a closed account are answered
    /// alike, after the same work.
    func logIn(
        name text: String, password: String, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let found = try await beginLogin(LoginName(text), from: origin)
        guard try await passwords.verify(password, against: found.password), let account = found.account else {
            try await countSourceFailure(from: origin)
            throw IdentityError.loginRefused
        }
        return try await begin(account.id, verified: found.password, device: device, from: origin)
    }

    /// Signs in with a code that was sent to the account's mobile number. A number that nobody has, and a wrong code, are
    /// answered alike.
    func logIn(
        mobile text: String, code: String, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let number: MobileNumber
        do throws(FieldFault.Reason) {
            number = try MobileNumber(field: text)
        } catch {
            throw IdentityError.invalidFields([FieldFault(field: "mobile", reason: error)])
        }
        guard OneTimeCode.isWellFormed(code) else {
            throw IdentityError.invalidFields([FieldFault(field: "code", reason: code.isEmpty ? .empty : .malformed)])
        }
        let name = LoginName.mobile(number)
        let isRight = try await store.write { [key] transaction in
            try transaction.tryCode(code, for: .login, recipient: .mobile(number), spends: true, key: key)
        }
        let account = try await store.read { [key] in try $0.account(named: name, key: key) }
        guard isRight, let account else { throw IdentityError.codeRefused }
        return try await begin(account.id, device: device, from: origin)
    }

    /// What is known of a name before its password is looked at.
    private struct LoginBeginning: Sendable {
        let account: Account?
        let password: PasswordRecord?
    }

    /// Counts the attempt as failed before it is looked at, so that attempts at the same moment count too: whoever is
    /// right has it forgotten. Throws `IdentityError.locked`.
    private func beginLogin(_ name: LoginName, from origin: CallOrigin) async throws -> LoginBeginning {
        try await store.write { [key] transaction in
            let account = try transaction.account(named: name, key: key)
            // All names of one account count together.
            let who = account?.id.text ?? name.key
            if let wait = try transaction.loginWait(who: who, source: origin.source, key: key) {
                throw IdentityError.locked(retryAfter: wait)
            }
            try transaction.countFailure([.account, .pair], who: who, source: origin.source, key: key)
            guard let account, account.state == .active else { return LoginBeginning(account: nil, password: nil) }
            return LoginBeginning(account: account, password: try transaction.passwords(of: account.id).first)
        }
    }

    private func countSourceFailure(from origin: CallOrigin) async throws {
        try await store.write { [key] transaction in
            try transaction.countFailure([.source], who: "", source: origin.source, key: key)
        }
    }

    /// Begins a sign-in of an account that was found to be its owner's: by the password `verified`, which must still be
    /// the account's, for hashing takes its time and a reset may have come meanwhile; or, without one, by a code.
    private func begin(
        _ id: Identifier, verified: PasswordRecord? = nil, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let session = identifiers.next(.session)
        let tokenKey = random.bytes(RefreshToken.Limits.secretBytes)
        let (account, family) = try await store.write { transaction in
            guard let account = try transaction.account(id), account.state == .active else {
                throw IdentityError.loginRefused
            }
            if let verified, try transaction.passwords(of: id).first?.encoded != verified.encoded {
                throw IdentityError.loginRefused
            }
            let family = SessionFamily(id: session, account: id, startedAt: transaction.now)
            let displaced = try transaction.insert(
                StoredSession(family: family, device: device, tokenKey: tokenKey))
            try tell(
                displaced.map { EndedSession(session: $0, account: id, reason: .endedElsewhere) }, actor: id.text,
                trace: origin.trace, in: transaction)
            try transaction.forgetFailures(who: id.text, source: origin.source, key: key)
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: id.text, actor: id.text, action: .signedIn, object: session.text),
                key: key)
            return (account, family)
        }
        return try grant(family, of: account, tokenKey: tokenKey)
    }

    /// The tokens of a sign-in as it stands.
    func grant(_ family: SessionFamily, of account: Account, tokenKey: [UInt8]) throws -> SessionGrant {
        let access = try mint.token(for: account, session: family.id)
        let refresh = RefreshToken(session: family.id, generation: family.generation, key: tokenKey)
        return SessionGrant(
            family: family, accessToken: access.text, accessExpiresAt: access.end, refreshToken: refresh.text)
    }
}
