package import MeshKernel

/// That an account may act for a right holder: from when until when, in which businesses, and how far that has come. Three
/// things must be there before anything may be done in the holder's name: the signed letter of authority, the holder's own
/// consent by a code to the number that they were verified with, and the staff's word that the letter says so (own rule).
package struct Mandate: Sendable, Equatable {
    /// Where it stands. The raw value is what is stored.
    package enum State: String, Sendable, CaseIterable {
        /// The agent still prepares it; nobody else sees it.
        case draft
        /// The holder has been asked.
        case awaitingHolder = "awaiting_holder"
        /// The holder has agreed; staff read the letter.
        case inReview = "in_review"
        /// Good on every day of its time.
        case active
        /// The holder does not want it.
        case declined
        /// The letter does not say so.
        case refused
        /// Ended by one of the two, or by staff.
        case revoked
        /// It was not completed in time.
        case lapsed
        /// Its last day is over.
        case expired

        /// Whether it is in force, or may still come into force.
        package var isOpen: Bool {
            switch self {
            case .draft, .awaitingHolder, .inReview, .active: true
            case .declined, .refused, .revoked, .lapsed, .expired: false
            }
        }
    }

    /// On which side of it an account stands.
    package enum Side: String, Sendable, CaseIterable {
        case agent, holder
    }

    /// By whom or what it was ended. The raw value is what is stored and sent.
    package enum End: String, Sendable, CaseIterable {
        case agent, holder, staff, time, erasure
    }

    /// Bounds of mandates (own rules).
    package enum Limits {
        /// From its first day to its last: three years.
        package static let validDaysMax: Int64 = 1_096
        /// From the day on which it is asked for to its first.
        package static let aheadDaysMax: Int64 = 366
        /// An agent's that are open.
        package static let openPerAgentMax = 100
        /// A holder has so long to agree, and an agent to bring a letter.
        package static let waitDays: Int64 = 30
        /// What staff say of a refusal.
        package static let reasonCharactersMax = 500
        /// Those that one step ends when their time is over.
        package static let endedPerStepMax = 64
    }

    /// Its identifier, `mdt_…`.
    package let id: Identifier
    /// Who acts.
    package let agent: Identifier
    /// For whom, as the agent says, and what for.
    package let authority: Authority
    /// As the agent wrote it.
    package let named: NamedHolder
    /// Keyed code of the holder's document.
    package let documentCode: [UInt8]
    /// Whom that is; nil where nobody was verified so, which the agent is not told.
    package let holder: Holder?
    /// What the agent may do, in order.
    package let businesses: [Business]
    /// The first day in China.
    package let from: CivilDate
    /// The last day in China.
    package let until: CivilDate
    /// Where it stands.
    package var state: State
    /// The picture of the letter; nil before there is one, and after an erasure.
    package var letter: AuthorityLetter?
    /// What staff say of its end; empty otherwise.
    package var reason: String
    /// What has ended it; nil for one that is open.
    package var endedBy: End?
    /// When it was begun.
    package let createdAt: WallTime
    /// When the holder was asked.
    package var submittedAt: WallTime?
    /// When the holder agreed.
    package var confirmedAt: WallTime?
    /// Since when it is in force.
    package var approvedAt: WallTime?
    /// When it ended.
    package var endedAt: WallTime?

    /// Whom it is for.
    package struct Holder: Sendable, Equatable {
        /// `hld_…`.
        package let id: Identifier
        /// Whose holder that is.
        package let account: Identifier

        package init(id: Identifier, account: Identifier) {
            self.id = id
            self.account = account
        }
    }

    package init(
        id: Identifier, agent: Identifier, authority: Authority, named: NamedHolder, documentCode: [UInt8],
        holder: Holder?, businesses: [Business], from: CivilDate, until: CivilDate, state: State = .draft,
        letter: AuthorityLetter? = nil, reason: String = "", endedBy: End? = nil, createdAt: WallTime,
        submittedAt: WallTime? = nil, confirmedAt: WallTime? = nil, approvedAt: WallTime? = nil,
        endedAt: WallTime? = nil
    ) {
        self.id = id
        self.agent = agent
        self.authority = authority
        self.named = named
        self.documentCode = documentCode
        self.holder = holder
        self.businesses = businesses
        self.from = from
        self.until = until
        self.state = state
        self.letter = letter
        self.reason = reason
        self.endedBy = endedBy
        self.createdAt = createdAt
        self.submittedAt = submittedAt
        self.confirmedAt = confirmedAt
        self.approvedAt = approvedAt
        self.endedAt = endedAt
    }

    /// The holder, once they have agreed: before that nobody learns who they are.
    package var confirmedHolder: Holder? { confirmedAt == nil ? nil : holder }

    /// The accounts in whose audit stands what `actor` did with it: the agent's, and the holder's once they have agreed,
    /// or where they did it themselves. Before that nothing of it concerns them.
    package func accounts(whenDoneBy actor: String) -> [Identifier] {
        guard let holder, confirmedAt != nil || holder.account.text == actor else { return [agent] }
        return [agent, holder.account]
    }

    /// On which side an account stands; nil for a stranger, and for a holder who has not been asked.
    package func side(of account: Identifier) -> Side? {
        if account == agent { return .agent }
        return account == holder?.account && submittedAt != nil ? .holder : nil
    }

    /// Whether the agent may do `business` on `day`, the day in China.
    package func allows(_ business: Business, on day: CivilDate) -> Bool {
        state == .active && from <= day && day <= until && businesses.contains(business)
    }

    /// Handed to its holder, who is asked. Throws `.mandateState`, and `.letterMissing`.
    package func submitted(at time: WallTime) throws(IdentityError) -> Mandate {
        try require(.draft)
        guard letter != nil else { throw .letterMissing }
        var next = self
        next.state = .awaitingHolder
        next.submittedAt = time
        return next
    }

    /// Agreed to by its holder. Throws `.mandateState`.
    package func confirmed(at time: WallTime) throws(IdentityError) -> Mandate {
        try require(.awaitingHolder)
        var next = self
        next.state = .inReview
        next.confirmedAt = time
        return next
    }

    /// Found by staff to be what its letter says. Throws `.mandateState`.
    package func approved(at time: WallTime) throws(IdentityError) -> Mandate {
        try require(.inReview)
        var next = self
        next.state = .active
        next.approvedAt = time
        return next
    }

    /// Found by staff not to be what its letter says. Throws `.mandateState`.
    package func refused(because reason: String, at time: WallTime) throws(IdentityError) -> Mandate {
        try require(.inReview)
        return over(.refused, by: .staff, because: reason, at: time)
    }

    /// Ended at `time` on `day`, the day in China; one that has ended stays as it is.
    package func ended(by end: End, because reason: String = "", at time: WallTime, on day: CivilDate) -> Mandate {
        guard state.isOpen else { return self }
        // One whose time is over, though nobody has looked yet, was not revoked.
        if until < day { return over(state == .active ? .expired : .lapsed, by: .time, at: time) }
        switch end {
        case .holder: return over(confirmedAt == nil ? .declined : .revoked, by: end, because: reason, at: time)
        case .agent, .staff, .erasure: return over(.revoked, by: end, because: reason, at: time)
        case .time: return over(state == .active ? .expired : .lapsed, by: end, at: time)
        }
    }

    /// Throws `.mandateState` unless it stands there.
    package func require(_ wanted: State) throws(IdentityError) {
        guard state == wanted else { throw .mandateState(state) }
    }

    private func over(_ state: State, by end: End, because reason: String = "", at time: WallTime) -> Mandate {
        var next = self
        next.state = state
        next.endedBy = end
        next.reason = reason
        next.endedAt = time
        return next
    }
}

/// The picture of a signed letter of authority.
package struct AuthorityLetter: Sendable, Equatable {
    /// Name of the sealed file.
    package let blob: String
    /// What it is.
    package let type: AuthorityRules.PictureType
    /// Its length.
    package let bytes: Int
    /// When it came.
    package let uploadedAt: WallTime

    package init(blob: String, type: AuthorityRules.PictureType, bytes: Int, uploadedAt: WallTime) {
        self.blob = blob
        self.type = type
        self.bytes = bytes
        self.uploadedAt = uploadedAt
    }
}
