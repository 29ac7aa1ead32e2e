internal import Logging
internal import MeshKernel
internal import MeshStore

/// A sign-in that was begun: where its user agent goes, and what it keeps.
struct BegunFlow: Sendable {
    let authorizationURL: String
    let flow: String
    let expiresAt: WallTime
}

/// What came of a sign-in through a third party.
enum ThirdPartyOutcome: Sendable {
    /// Whoever it is has an account.
    case signedIn(SessionGrant)
    /// They may register one with this, until then.
    case mayRegister(registration: String, expiresAt: WallTime)
}

extension IdentityServer {
    /// Begins a sign-in, or with `account` a link to it.
    func beginFlow(at name: String, for account: Identifier?, from origin: CallOrigin) async throws -> BegunFlow {
        let (party, provider) = try thirdParties.provider(named: name)
        let flow = ThirdPartyFlow(at: party, for: account, now: time.wall(), random: random)
        let text = ThirdPartyFlow.secret(from: random)
        try await store.write { [key] transaction in
            if let account { try transaction.requireActive(account) }
            // Whoever has not signed in could fill the store with beginnings.
            do {
                try transaction.countSending(of: key.code(ofFlowSource: origin.source), within: .flows)
            } catch IdentityError.codeTooSoon(let wait) {
                throw IdentityError.tooBusy(retryAfter: wait)
            }
            try transaction.put(flow, as: text, key: key)
        }
        return BegunFlow(
            authorizationURL: provider.authorizationURL(for: flow), flow: text, expiresAt: flow.expiresAt)
    }

    /// Ends a sign-in with what the third party sent the user agent back with.
    func completeSignIn(
        _ answer: ThirdPartyAnswer, device: Device, from origin: CallOrigin
    ) async throws -> ThirdPartyOutcome {
        let person = try await person(answer, for: nil)
        let draft = draftSession(device)
        let registration = ThirdPartyFlow.secret(from: random)
        let expiresAt = time.wall().advanced(by: .seconds(ThirdPartyFlow.Limits.registrationSeconds))
        let begun = try await store.write { [key] transaction -> (account: Account, family: SessionFamily)? in
            guard let account = try transaction.account(of: person, key: key) else {
                try transaction.put(person, as: registration, until: expiresAt, key: key)
                return nil
            }
            guard account.state == .active else { throw IdentityError.loginRefused }
            return (account, try begin(draft, of: account, as: nil, from: origin, in: transaction))
        }
        guard let begun else { return .mayRegister(registration: registration, expiresAt: expiresAt) }
        return .signedIn(try grant(begun.family, of: begun.account, tokenKey: draft.tokenKey))
    }

    /// Sends a code to the number that a registration is to bind; it is good for that registration alone.
    func requestBindingCode(
        _ registration: String, mobile: String, from origin: CallOrigin
    ) async throws -> RequestedCode {
        var faults: [FieldFault] = []
        guard let recipient = CodeDraft.Address.mobile(mobile).checked(&faults) else {
            throw IdentityError.invalidFields(faults)
        }
        return try await issueCode(
            for: .bindMobile, to: recipient, boundTo: key.code(ofRegistration: registration), from: origin
        ) { [key] transaction in
            guard try transaction.registration(registration, key: key) != nil else {
                throw IdentityError.registrationRefused
            }
            return true
        }
    }

    /// Binds a number with its code and signs in: to a new account or, where the number has one, to that; a code to its
    /// number would sign in to it too. An account with a password is not linked: whoever has its number for a moment would
    /// sign in for good, so that needs the password, signed in (`beginLink`).
    func bind(_ draft: BindingDraft, device: Device, from origin: CallOrigin) async throws -> SessionGrant {
        let mobile = try draft.checkedMobile()
        let session = draftSession(device)
        let id = identifiers.next(.account)
        let begun = try await store.write { [key] transaction -> (account: Account, family: SessionFamily)? in
            guard let person = try transaction.registration(draft.registration, key: key) else {
                throw IdentityError.registrationRefused
            }
            guard
                try transaction.tryCode(
                    draft.code, for: .bindMobile, recipient: .mobile(mobile),
                    boundTo: key.code(ofRegistration: draft.registration), spends: true, key: key)
            else { return nil }
            let there = try transaction.account(named: .mobile(mobile), key: key)
            guard there == nil || there?.state == .active else { throw IdentityError.loginRefused }
            let account =
                try there
                ?? register(try draft.checkedClass(), id: id, mobile: mobile, from: origin, in: transaction)
            if try there == nil || transaction.passwords(of: account.id).isEmpty {
                try link(person, to: account.id, in: transaction)
            }
            try transaction.removeRegistration(draft.registration, key: key)
            return (
                account, try begin(session, of: account, as: .mobile(mobile), from: origin, in: transaction)
            )
        }
        guard let begun else { throw IdentityError.codeRefused }
        return try grant(begun.family, of: begun.account, tokenKey: session.tokenKey)
    }

    /// Whom a third party knows by what it sent back, for the sign-in that this user agent began. The flow is over
    /// whatever comes of it, and no transaction is open while the third party is asked.
    func person(_ answer: ThirdPartyAnswer, for account: Identifier?) async throws -> ThirdPartyPerson {
        guard answer.isReadable else { throw IdentityError.flowRefused }
        let flow = try await store.write { [key] in try $0.takeFlow(answer.flow, key: key) }
        guard let flow, flow.account == account, flow.isAnswered(by: answer.state) else {
            throw IdentityError.flowRefused
        }
        let (party, provider) = try thirdParties.provider(named: flow.provider.rawValue)
        // Before the code is sent anywhere: it may be another's.
        guard flow.comesBack(at: answer.provider) else {
            logger.warning(
                "somebody came back where another third party sends people, or it was not said where",
                metadata: ["provider": "\(party.rawValue)", "at": "\(answer.provider.isEmpty ? "missing" : "another")"])
            throw IdentityError.flowRefused
        }
        guard provider.issuer.admits(answer.issuer) else {
            logger.warning(
                "somebody came back from another third party than they were sent to, or it does not say that it is it",
                metadata: ["provider": "\(party.rawValue)", "iss": "\(answer.issuer.isEmpty ? "missing" : "another")"])
            throw IdentityError.issuerRefused
        }
        do throws(ThirdPartyFault) {
            return try await provider.person(code: answer.code, of: flow)
        } catch {
            logger.log(
                level: error.kind == .refused ? .info : .warning, "a third party says nobody's name",
                metadata: [
                    "provider": "\(party.rawValue)", "fault": "\(error.kind.rawValue)", "cause": "\(error.cause)",
                ])
            switch error.kind {
            case .refused: throw IdentityError.thirdPartyRefused
            case .clientRefused: throw IdentityError.thirdPartyClientRefused
            case .unreadable: throw IdentityError.thirdPartyUnreadable
            case .untrusted: throw IdentityError.thirdPartyUntrusted
            case .away: throw IdentityError.thirdPartyAway
            }
        }
    }

    /// Links a person to an account, and tells its owner.
    func link(_ person: ThirdPartyPerson, to account: Identifier, in transaction: Transaction) throws {
        guard try transaction.link(person, to: account, key: key) else { return }
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: account.text, actor: account.text, action: .thirdPartyLinked,
                object: person.provider.rawValue), key: key)
        try tell(account, of: .thirdPartyLinked, in: transaction)
    }

    /// Makes an account without a password, with a name that its owner may change.
    private func register(
        _ accountClass: AccountClass, id: Identifier, mobile: MobileNumber, from origin: CallOrigin,
        in transaction: Transaction
    ) throws -> Account {
        let account = Account(
            id: id, accountClass: accountClass,
            userName: UserName(stored: "user_" + Hexadecimal.encode(random.bytes(8))), mobile: mobile,
            createdAt: transaction.now)
        try transaction.insert(account, key: key)
        try transaction.append(
            Event(
                type: IdentityEvents.registered, aggregate: id.text, payload: notices.registered(account),
                trace: origin.trace))
        try transaction.audit(
            AuditRecord(at: transaction.now, account: id.text, actor: id.text, action: .registered), key: key)
        try transaction.put(AccountErrand(account: id), reference: id.text)
        return account
    }
}
