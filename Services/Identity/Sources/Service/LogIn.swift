internal import Logging
internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Signs in with a name and a password. A name that nobody has, a wrong password, a closed account and one that was
    /// locked by another of its names are answered alike, after the same work.
    func logIn(
        name text: String, password: String, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let name = LoginName(text)
        let found = try await beginLogin(name, from: origin)
        let isRight: Bool
        do {
            isRight = try await passwords.verify(password, against: found.password)
        } catch {
            // Nothing was compared: whoever is told to come again, or hangs up, has not failed.
            await takeBack(found.counted)
            throw error
        }
        guard isRight, let account = found.account else {
            await countFailed(found, from: origin)
            throw IdentityError.loginRefused
        }
        do {
            return try await begin(account, as: name, verified: found.password, device: device, from: origin)
        } catch IdentityError.loginRefused {
            throw IdentityError.loginRefused
        } catch {
            await takeBack(found.counted)
            throw error
        }
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
        let draft = draftSession(device)
        // The code is used up where the sign-in begins, so that neither is there without the other; a wrong one is counted
        // by the same transaction, which therefore ends well.
        let begun = try await store.write { [key] transaction -> (account: Account, family: SessionFamily)? in
            let account = try transaction.account(named: .mobile(number), key: key)
            let isOpen = try account.map { try $0.state == .active && transaction.mayFoundersSignIn($0) } ?? false
            let isRight = try transaction.tryCode(
                code, for: .login, recipient: .mobile(number), from: origin.source, spends: isOpen, key: key)
            guard isRight, isOpen, let account else { return nil }
            return (account, try begin(draft, of: account, as: .mobile(number), from: origin, in: transaction))
        }
        guard let begun else { throw IdentityError.codeRefused }
        return try grant(begun.family, of: begun.account, tokenKey: draft.tokenKey)
    }

    /// What is known of a name before its password is looked at.
    private struct LoginBeginning: Sendable {
        let account: Identifier?
        let password: PasswordRecord?
        /// What the attempt was counted as.
        let counted: [CountedFailure]
        /// Whether with it the account was locked, by whatever name.
        let locksAccount: Bool
    }

    /// Counts the attempt as failed before it is looked at, so that attempts at the same moment count too: whoever is
    /// right has it forgotten. Throws `IdentityError.locked`.
    ///
    /// The lock that is told belongs to the name that was typed, known or not. An account that was locked by its names
    /// together is told nothing of it where another name is typed, or the lock would tell that both are one account's:
    /// there no password is right.
    private func beginLogin(_ name: LoginName, from origin: CallOrigin) async throws -> LoginBeginning {
        try await store.write { [key] transaction in
            if let wait = try transaction.loginWait(who: name.key, source: origin.source, key: key) {
                throw IdentityError.locked(retryAfter: wait)
            }
            let standing = try transaction.standing(of: name, key: key)
            // A name that is nobody's costs the same rows, and so does one that is locked, which is not locked further.
            let who = standing?.account.text ?? "nobody:" + name.key
            let isLocked = try transaction.loginWait(who: who, source: origin.source, key: key) != nil
            let subjects: [LoginThrottle.Subject] = [.account, .pair]
            var counted = try transaction.countFailure(subjects, who: name.key, source: origin.source, key: key)
            let unseen = try transaction.countFailure(
                subjects, who: isLocked ? "locked:" + who : who, source: origin.source, key: key)
            counted += unseen
            let password = try standing.flatMap { try transaction.password(of: $0.account) }
            guard let standing, standing.isActive, !isLocked else {
                return LoginBeginning(account: nil, password: nil, counted: counted, locksAccount: false)
            }
            return LoginBeginning(
                account: standing.account, password: password, counted: counted,
                locksAccount: unseen.contains { $0.subject == .account && $0.isLast })
        }
    }

    /// Takes failures back that were none.
    func takeBack(_ failures: [CountedFailure]) async {
        await writeSurely("a failure that was none stays counted") { try $0.takeBack(failures) }
    }

    /// Writes though the call may have been cancelled meanwhile; `otherwise` says in the log what comes of it when nothing
    /// can be written.
    func writeSurely(_ otherwise: String, _ body: @escaping @Sendable (Transaction) throws -> Void) async {
        let written = await Task { try await store.write(body) }.result
        if case .failure(let error) = written {
            logger.warning("\(otherwise)", metadata: ["error": "\(error)"])
        }
    }

    /// Counts a failure that was one for its source; tells the owner of an account that was locked by it. Whoever hung up
    /// while the hash was made has failed too.
    private func countFailed(_ found: LoginBeginning, from origin: CallOrigin) async {
        await writeSurely("a failure is not counted for its source") { [key] transaction in
            try transaction.countFailure([.source], who: "", source: origin.source, key: key)
            guard found.locksAccount, let account = found.account else { return }
            try tellLocked(account, in: transaction)
        }
    }

    /// Keeps that an account was locked and tells its owner, once a day.
    func tellLocked(_ account: Identifier, in transaction: Transaction) throws {
        guard try transaction.erasure(of: account) == nil else { return }
        let day = transaction.now.advanced(by: .seconds(-86_400))
        if try !transaction.wasDone(.locked, to: account, since: day) {
            try tell(account, of: .locked, in: transaction)
        }
        try transaction.audit(
            AuditRecord(at: transaction.now, account: account.text, actor: "identity", action: .locked), key: key)
    }

    /// A sign-in that has not begun.
    struct SessionDraft: Sendable {
        let session: Identifier
        /// The institution that it acts for; nil for whoever acts for themselves.
        var institution: Identifier?
        let tokenKey: [UInt8]
        let device: Device
    }

    /// Draws what a new sign-in is made of.
    func draftSession(_ device: Device) -> SessionDraft {
        SessionDraft(
            session: identifiers.next(.session), tokenKey: random.bytes(RefreshToken.Limits.secretBytes),
            device: device)
    }

    /// Begins a sign-in of an account whose password `verified` was found to be right. It must still be the account's, for
    /// hashing takes its time and a reset may have come meanwhile.
    private func begin(
        _ id: Identifier, as name: LoginName, verified: PasswordRecord?, device: Device, from origin: CallOrigin
    ) async throws -> SessionGrant {
        let draft = draftSession(device)
        let (account, family) = try await store.write { transaction in
            guard let account = try transaction.account(id), account.state == .active,
                try transaction.password(of: id)?.encoded == verified?.encoded
            else { throw IdentityError.loginRefused }
            return (account, try begin(draft, of: account, as: name, from: origin, in: transaction))
        }
        return try grant(family, of: account, tokenKey: draft.tokenKey)
    }

    /// Begins a sign-in of an account that was found to be its owner's. The failures under the name that they came by, and
    /// the account's, are forgotten; its owner is told of a device that is new.
    func begin(
        _ draft: SessionDraft, of account: Account, as name: LoginName?, from origin: CallOrigin,
        in transaction: Transaction
    ) throws -> SessionFamily {
        let id = account.id
        // The founder of an institution may have been suspended: answered like a closed account.
        guard try transaction.mayFoundersSignIn(account) else { throw IdentityError.loginRefused }
        for who in [id.text] + (name.map { [$0.key] } ?? []) {
            try transaction.forgetFailures(who: who, source: origin.source, key: key)
        }
        if try transaction.meet(draft.device, of: id, key: key) { try tell(id, of: .newDevice, in: transaction) }
        return try open(draft, of: account, from: origin, in: transaction)
    }

    /// Begins a sign-in of an account, for itself or for an institution; what has failed before still counts.
    func open(
        _ draft: SessionDraft, of account: Account, from origin: CallOrigin, in transaction: Transaction
    ) throws -> SessionFamily {
        let id = account.id
        let family = SessionFamily(id: draft.session, account: id, startedAt: transaction.now)
        let displaced = try transaction.insert(
            StoredSession(
                family: family, device: draft.device, tokenKey: draft.tokenKey, institution: draft.institution))
        try tell(
            displaced.map { EndedSession(session: $0, account: id, reason: .endedElsewhere) }, actor: id.text,
            trace: origin.trace, in: transaction)
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: id.text, actor: id.text, action: .signedIn, object: draft.session.text),
            key: key)
        if let institution = draft.institution {
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: institution.text, actor: id.text, action: .signedIn,
                    object: draft.session.text), key: key)
        }
        return family
    }

    /// The tokens of a sign-in as it stands.
    func grant(_ family: SessionFamily, of account: Account, tokenKey: [UInt8]) throws -> SessionGrant {
        try grant(family, as: .own(account), tokenKey: tokenKey)
    }

    /// The tokens of a sign-in that speaks for whom `standing` says.
    func grant(_ family: SessionFamily, as standing: SignInStanding, tokenKey: [UInt8]) throws -> SessionGrant {
        let access =
            switch standing {
            case .own(let account): try mint.token(for: account, session: family.id)
            case .acting(let member, _): try mint.token(for: member, session: family.id)
            }
        let refresh = RefreshToken(session: family.id, generation: family.generation, key: tokenKey)
        return SessionGrant(
            family: family, accessToken: access.text, accessExpiresAt: access.end, refreshToken: refresh.text)
    }
}
