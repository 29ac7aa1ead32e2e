internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Begins a mandate for whoever was verified with these facts. One answer whether or not anybody was; an agent names so
    /// many an hour. Returns the answer's bytes: the first call's when this one repeats it.
    func nameHolder(
        _ draft: MandateDraft, by agent: Identifier, call: IdempotentRequest,
        answer: @escaping @Sendable (MandateView) -> [UInt8]
    ) async throws -> [UInt8] {
        if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
        let today = today
        let terms = try draft.checked(today: today)
        let id = identifiers.next(.mandate)
        return try await store.once(call) { [key] transaction in
            let account = try transaction.verifiedAgent(agent)
            do {
                try transaction.countSending(of: key.code(ofAgent: agent), within: .mandates)
            } catch IdentityError.codeTooSoon(let wait) {
                throw IdentityError.tooBusy(retryAfter: wait)
            }
            guard try transaction.openMandateCount(of: agent) < Mandate.Limits.openPerAgentMax else {
                throw IdentityError.mandatesFull(maximum: Mandate.Limits.openPerAgentMax)
            }
            let code = key.code(ofDocument: terms.named.documentKind, number: terms.number.text)
            guard
                try !transaction.hasMandateUnderWay(of: agent, at: terms.authority, documentCode: code)
            else { throw IdentityError.mandateUnderWay }
            let found = try transaction.verifiedHolders(with: code, at: terms.authority)
            let verified = found.filter { $0.equals(draft.facts, today: today) }
            if found.isEmpty, let own = try transaction.verifiedHolder(.account(agent), at: account.authority) {
                // As long as with somebody's: the agent's own facts are opened and compared, whatever comes of it.
                _ = own.equals(draft.facts, today: today)
            }
            // They know that already: it is their own.
            guard !verified.contains(where: { $0.account == agent }) else { throw IdentityError.ownMandate }
            let mandate = Mandate(
                id: id, agent: agent, authority: terms.authority, named: terms.named, documentCode: code,
                holder: verified.first.map { Mandate.Holder(id: $0.id, account: $0.account) },
                businesses: terms.businesses, from: terms.from, until: terms.until, createdAt: transaction.now)
            try transaction.keep(mandate)
            try transaction.audit(mandate, .mandateBegun, by: agent.text, key: key)
            return SavedAnswer(status: 0, body: answer(try transaction.view(mandate, as: .agent)))
        }.body
    }

    /// Asks the holder, whose consent the mandate waits for from then on. Returns the answer's bytes: the first call's when
    /// this one repeats it.
    func submitMandate(
        _ text: String, by agent: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (MandateView) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.mandateIdentifier(text)
        let today = today
        return try await store.once(call) { transaction in
            _ = try transaction.verifiedAgent(agent)
            let before = try transaction.mandate(id, of: agent, as: .agent)
            guard before.until >= today else { throw IdentityError.mandateState(.lapsed) }
            let mandate = try before.submitted(at: transaction.now)
            try keepMoved(mandate, .mandateSubmitted, by: agent.text, trace: origin.trace, in: transaction)
            try ask(for: mandate, in: transaction)
            return SavedAnswer(status: 0, body: answer(try transaction.view(mandate, as: .agent)))
        }.body
    }

    /// Asks the holder of a mandate. Where nobody was verified so, or they were asked of late, the same rows are written,
    /// an errand that brings the agent nothing and a record of nobody's: leaving them out would be faster, and tell.
    private func ask(for mandate: Mandate, in transaction: Transaction) throws {
        let asked = mandate.holder?.account.text
        var isHeard = asked != nil
        do {
            let who = asked ?? Hexadecimal.encode(mandate.documentCode)
            try transaction.countSending(of: key.code(ofAsked: who), within: .agencyNotices)
        } catch IdentityError.codeTooSoon(_) {
            isHeard = false
        }
        if isHeard, let holder = mandate.holder {
            try tell(holder.account, of: .agencyAsked, in: transaction)
        } else {
            try transaction.put(
                AccountErrand(account: mandate.agent), reference: identifiers.next(.request).text)
        }
        try transaction.audit(
            AuditRecord(
                at: transaction.now, account: asked ?? AuditRecord.nobody, actor: mandate.agent.text,
                action: .mandateAsked, object: mandate.id.text), key: key)
    }

    /// Keeps where a mandate stands now, writes down who moved it, and tells the other services.
    func keepMoved(
        _ mandate: Mandate, _ action: AuditAction, by actor: String, trace: String, in transaction: Transaction
    ) throws {
        try transaction.keep(mandate)
        try transaction.audit(mandate, action, by: actor, key: key)
        try transaction.append(
            Event(
                type: IdentityEvents.mandateChanged, aggregate: mandate.id.text,
                payload: notices.mandateChanged(mandate), trace: trace))
    }

    /// The identifier of a mandate. Throws `IdentityError.invalidMandateID`.
    static func mandateIdentifier(_ text: String) throws(IdentityError) -> Identifier {
        guard let id = Identifier(text, kind: .mandate) else { throw .invalidMandateID }
        return id
    }
}

/// A mandate as one of its sides sees it.
struct MandateView: Sendable, Equatable {
    let mandate: Mandate
    let side: Mandate.Side
    /// As the agent was verified, masked; empty when they are not any more.
    let maskedAgentName: String
}

extension Snapshot {
    /// A mandate as one of its sides sees it.
    func view(_ mandate: Mandate, as side: Mandate.Side) throws -> MandateView {
        var name = ""
        if let agent = try account(mandate.agent) {
            name = try verifiedHolder(.account(agent.id), at: agent.authority)?.maskedName ?? ""
        }
        return MandateView(mandate: mandate, side: side, maskedAgentName: name)
    }

    /// An account's mandate. Throws `IdentityError.mandateNotFound` for a stranger's, and when the account stands on the
    /// other side than `wanted`.
    func mandate(_ id: Identifier, of account: Identifier, as wanted: Mandate.Side? = nil) throws -> Mandate {
        guard let mandate = try mandate(id), let side = mandate.side(of: account), wanted == nil || side == wanted
        else { throw IdentityError.mandateNotFound }
        return mandate
    }

    /// An account that may act for others: it can be signed in to, was verified, and is none of the staff.
    func verifiedAgent(_ id: Identifier) throws -> Account {
        guard let account = try account(id), account.mayActForOthers else { throw IdentityError.accountNotFound }
        return account
    }
}

extension Account {
    /// Whether it can be signed in to, was verified where it is to be, and is none of the staff.
    var mayActForOthers: Bool { state == .active && verification == .verified && accountClass != .staff }
}

extension Transaction {
    /// Writes down what somebody did with a mandate, for the account of each side that may know of it.
    func audit(_ mandate: Mandate, _ action: AuditAction, by actor: String, key: ServiceKey) throws {
        for account in mandate.accounts(whenDoneBy: actor) {
            try audit(
                AuditRecord(at: now, account: account.text, actor: actor, action: action, object: mandate.id.text),
                key: key)
        }
    }
}
