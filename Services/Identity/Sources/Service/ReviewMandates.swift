internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// Somebody who is named in a mandate, as they were verified.
struct MandateParty: Sendable, Equatable {
    let name: String
    let documentKind: String
    let documentNumber: String
}

extension IdentityServer {
    /// A page of the mandates that staff are to read, the oldest first, and the token of the next one.
    func mandateQueue(size: UInt32, token: String) async throws -> (rows: [Mandate], next: String) {
        let wanted = try Self.page(size, token, "mandate queue")
        let place = wanted.after.split(separator: " ").map(String.init)
        let time = place.first.flatMap { Int64($0) }
        guard wanted.after.isEmpty || (place.count == 2 && time != nil) else { throw IdentityError.invalidPageToken }
        let read = try await store.read { snapshot in
            try snapshot.mandateQueue(
                after: WallTime(milliseconds: time ?? 0), id: place.last ?? "", count: wanted.rows + 1)
        }
        return wanted.page(read) { "\($0.confirmedAt?.milliseconds ?? 0) \($0.id.text)" }
    }

    /// Who is named in a mandate, unmasked. That they looked is written down first.
    func lookAtMandate(
        _ text: String, by staff: Identifier
    ) async throws -> (mandate: Mandate, agent: MandateParty, holder: MandateParty) {
        let id = try Self.mandateIdentifier(text)
        return try await store.write { [key] transaction in
            let mandate = try transaction.mandateToRead(id, by: staff)
            guard let account = try transaction.account(mandate.agent), let asked = mandate.holder,
                let agent = try transaction.verifiedHolder(.account(account.id), at: account.authority),
                let holder = try transaction.verifiedHolder(.holder(asked.id), at: mandate.authority)
            else { throw IdentityError.holderNotVerified }
            try transaction.audit(mandate, .mandateViewed, by: staff.text, key: key)
            return (mandate, MandateParty(agent), MandateParty(holder))
        }
    }

    /// The letter of a mandate. That they looked is written down first.
    func letter(_ text: String, by staff: Identifier) async throws -> (letter: AuthorityLetter, bytes: [UInt8]) {
        let id = try Self.mandateIdentifier(text)
        let (letter, personal) = try await store.write { [key] transaction in
            let mandate = try transaction.mandateToRead(id, by: staff)
            let found = try transaction.letter(of: mandate)
            try transaction.audit(mandate, .letterViewed, by: staff.text, key: key)
            return found
        }
        return (letter, try await opened(letter, key: personal))
    }

    /// Puts a mandate in force: its letter says so. Returns the answer's bytes: the first call's when this one repeats it.
    func approveMandate(
        _ text: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Mandate) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.mandateIdentifier(text)
        let today = today
        return try await store.once(call) { transaction in
            let before = try transaction.mandateToRead(id, by: staff)
            guard before.until >= today else { throw IdentityError.mandateState(.lapsed) }
            _ = try transaction.verifiedAgent(before.agent)
            guard let holder = before.holder,
                try transaction.standing(of: holder.id)?.documentCode == before.documentCode
            else { throw IdentityError.holderNotVerified }
            let mandate = try before.approved(at: transaction.now)
            try keepMoved(mandate, .mandateApproved, by: staff.text, trace: origin.trace, in: transaction)
            try tell(mandate.agent, of: .agencyBegan, in: transaction)
            try tell(holder.account, of: .agencyBegan, in: transaction)
            return SavedAnswer(status: 0, body: answer(mandate))
        }.body
    }

    /// Refuses a mandate whose letter does not say so. Returns the answer's bytes: the first call's when this one repeats
    /// it.
    func refuseMandate(
        _ text: String, because reason: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Mandate) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.mandateIdentifier(text)
        try Self.checkReason(reason)
        return try await store.once(call) { transaction in
            let before = try transaction.mandateToRead(id, by: staff)
            let mandate = try before.refused(because: reason, at: transaction.now)
            try end(mandate, actor: staff.text, trace: origin.trace, in: transaction)
            return SavedAnswer(status: 0, body: answer(mandate))
        }.body
    }

    /// Ends a mandate that is in force, or on its way there; one that has ended stays as it ended. Returns the answer's
    /// bytes: the first call's when this one repeats it.
    func revokeMandate(
        _ text: String, because reason: String, by staff: Identifier, from origin: CallOrigin, call: IdempotentRequest,
        answer: @escaping @Sendable (Mandate) -> [UInt8]
    ) async throws -> [UInt8] {
        let id = try Self.mandateIdentifier(text)
        try Self.checkReason(reason)
        let today = today
        return try await store.once(call) { transaction in
            let before = try transaction.mandateOfOthers(id, by: staff)
            let mandate = before.ended(by: .staff, because: reason, at: transaction.now, on: today)
            if mandate != before { try end(mandate, actor: staff.text, trace: origin.trace, in: transaction) }
            return SavedAnswer(status: 0, body: answer(mandate))
        }.body
    }

    private static func checkReason(_ reason: String) throws(IdentityError) {
        if let fault = TextRule(1...Mandate.Limits.reasonCharactersMax).fault(in: reason) {
            throw .invalidFields([FieldFault(field: "reason", reason: fault)])
        }
    }
}

extension MandateParty {
    fileprivate init(_ holder: VerifiedHolder) {
        self.init(
            name: holder.name, documentKind: holder.facts[.documentKind],
            documentNumber: holder.facts[.documentNumber])
    }
}

extension Snapshot {
    /// A mandate that staff may know of: one that was only prepared is not there. Nobody decides about their own.
    fileprivate func mandateOfOthers(_ id: Identifier, by staff: Identifier) throws -> Mandate {
        guard let mandate = try mandate(id), mandate.submittedAt != nil else { throw IdentityError.mandateNotFound }
        guard mandate.agent != staff, mandate.holder?.account != staff else { throw IdentityError.ownDossier }
        // A call that was let in before the role was lost decides nothing after it.
        if let member = try account(staff), !member.roles.contains(.review) { throw IdentityError.notReviewer }
        return mandate
    }

    /// A mandate whose letter staff are to read.
    fileprivate func mandateToRead(_ id: Identifier, by staff: Identifier) throws -> Mandate {
        let mandate = try mandateOfOthers(id, by: staff)
        // Who is asked is nobody's business before they have agreed, nor after the decision.
        try mandate.require(.inReview)
        return mandate
    }
}
