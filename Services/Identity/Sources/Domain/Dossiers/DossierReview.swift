package import MeshKernel

/// Where a dossier stands, and what may happen to it next.
package struct DossierReview: Sendable, Equatable {
    /// Where it stands. The raw value is what is stored.
    package enum State: String, Sendable, CaseIterable {
        /// Its applicant still fills it in.
        case draft
        /// Staff have it.
        case inReview = "in_review"
        /// Staff have named fields to correct: 补正.
        case correctionDue = "correction_due"
        case approved
        /// Refused with nothing to correct.
        case failed
        case withdrawn
    }

    /// Why a step cannot be taken.
    package enum Refusal: Error, Sendable, Equatable {
        /// Not from where it stands.
        case wrongState(State)
        /// Somebody else of the staff has it.
        case claimedByOther
        /// Nobody has claimed it.
        case notClaimed
        /// A refusal without a reason.
        case reasonMissing
        /// Fields that the staff did not ask for, nor opened by those.
        case closedFields([DossierField])
        /// The review was extended before, or the authority does not extend.
        case notExtendable
        /// Whoever has it looked at it not long ago.
        case claimHeld
    }

    /// Bounds of a review.
    package enum Limits {
        /// What staff say of a refusal.
        package static let reasonCharactersMax = 500
        /// A dossier that whoever claimed it has not looked at for so long can be taken over: own rule.
        package static let claimIdleSeconds: Int64 = 86_400
    }

    /// Where it stands.
    package let state: State
    /// The last day of the review; nil unless it is in review.
    package let deadline: WorkingCalendar.Deadline?
    /// Who of the staff has it; nil for nobody.
    package let reviewer: Identifier?
    /// Why it was refused, or why its review takes longer; empty when neither was said.
    package let reason: String
    /// What the staff named to correct.
    package let named: Set<DossierField>
    /// The pictures that the staff want again.
    package let namedSlots: Set<DocumentSlot>
    /// How often it was submitted.
    package let round: Int
    /// Whether this round was extended.
    package let isExtended: Bool

    package init(
        state: State = .draft, deadline: WorkingCalendar.Deadline? = nil, reviewer: Identifier? = nil,
        reason: String = "", named: Set<DossierField> = [], namedSlots: Set<DocumentSlot> = [], round: Int = 0,
        isExtended: Bool = false
    ) {
        self.state = state
        self.deadline = deadline
        self.reviewer = reviewer
        self.reason = reason
        self.named = named
        self.namedSlots = namedSlots
        self.round = round
        self.isExtended = isExtended
    }

    /// The fields that its applicant may write now. Whoever corrects promises anew, whatever was named.
    package var openFields: Set<DossierField> {
        switch state {
        case .draft: Set(DossierField.allCases)
        case .correctionDue: DossierField.opened(by: named).union([.promise])
        case .inReview, .approved, .failed, .withdrawn: []
        }
    }

    /// Whether its applicant may bring this picture now. A picture shows fields: one that is open opens it too.
    package func isOpen(_ slot: DocumentSlot) -> Bool {
        switch state {
        case .draft: true
        case .correctionDue: namedSlots.contains(slot) || !openFields.isDisjoint(with: DossierField.shownByPictures)
        case .inReview, .approved, .failed, .withdrawn: false
        }
    }

    /// Submitted, for the first time or corrected; the clock starts anew. `day` is the day in China.
    package func submitted(
        on day: CivilDate, rules: AuthorityRules, calendar: WorkingCalendar
    ) throws(Refusal) -> DossierReview {
        guard state == .draft || state == .correctionDue else { throw .wrongState(state) }
        return DossierReview(
            state: .inReview, deadline: calendar.deadline(after: day, workingDays: rules.reviewWorkingDays),
            round: round + 1)
    }

    /// Taken by one of the staff; taking it again changes nothing.
    package func claimed(by staff: Identifier) throws(Refusal) -> DossierReview {
        guard state == .inReview else { throw .wrongState(state) }
        guard reviewer == nil || reviewer == staff else { throw .claimedByOther }
        return with(reviewer: staff)
    }

    /// Its deadline moved once by the authority's own time, with a notice to the applicant.
    package func extended(rules: AuthorityRules, calendar: WorkingCalendar) throws(Refusal) -> DossierReview {
        guard state == .inReview, let deadline else { throw .wrongState(state) }
        guard rules.mayExtendReview, !isExtended else { throw .notExtendable }
        let later = calendar.deadline(after: deadline.day, workingDays: rules.reviewWorkingDays)
        return DossierReview(
            state: state,
            deadline: WorkingCalendar.Deadline(day: later.day, isCovered: deadline.isCovered && later.isCovered),
            reviewer: reviewer, round: round, isExtended: true)
    }

    /// Approved by whoever claimed it.
    package func approved(by staff: Identifier) throws(Refusal) -> DossierReview {
        try checkDecision(by: staff)
        return DossierReview(state: .approved, reviewer: staff, round: round)
    }

    /// Refused by whoever claimed it, with what to correct, or for good when nothing is named.
    package func refused(
        by staff: Identifier, reason: String, fields: Set<DossierField>, slots: Set<DocumentSlot> = []
    ) throws(Refusal) -> DossierReview {
        try checkDecision(by: staff)
        guard TextRule(1...Limits.reasonCharactersMax).fault(in: reason) == nil else { throw .reasonMissing }
        return DossierReview(
            state: fields.isEmpty && slots.isEmpty ? .failed : .correctionDue, reviewer: staff, reason: reason,
            named: fields, namedSlots: slots, round: round)
    }

    /// Given back with what to correct by the service itself, before anybody claimed it.
    package func returned(because reason: String, fields: Set<DossierField>) throws(Refusal) -> DossierReview {
        guard state == .inReview else { throw .wrongState(state) }
        guard reviewer == nil else { throw .claimedByOther }
        guard !fields.isEmpty, TextRule(1...Limits.reasonCharactersMax).fault(in: reason) == nil else {
            throw .reasonMissing
        }
        return DossierReview(state: .correctionDue, reason: reason, named: fields, round: round)
    }

    /// Taken back by its applicant.
    package func withdrawn() throws(Refusal) -> DossierReview {
        switch state {
        case .draft, .inReview, .correctionDue: DossierReview(state: .withdrawn, round: round)
        case .approved, .failed, .withdrawn: throw .wrongState(state)
        }
    }

    /// Whether it is late on `day`.
    package func isOverdue(on day: CivilDate) -> Bool {
        state == .inReview && deadline.map { $0.day < day } ?? false
    }

    func checkDecision(by staff: Identifier) throws(Refusal) {
        guard state == .inReview else { throw .wrongState(state) }
        guard let reviewer else { throw .notClaimed }
        guard reviewer == staff else { throw .claimedByOther }
    }

    func with(reviewer: Identifier?) -> DossierReview {
        DossierReview(
            state: state, deadline: deadline, reviewer: reviewer, reason: reason, named: named,
            namedSlots: namedSlots, round: round, isExtended: isExtended)
    }
}
