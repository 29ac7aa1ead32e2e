package import MeshKernel

extension DossierReview {
    /// When others may take a dossier over from whoever claimed it, or looked at it last, at `touched`.
    package static func takeover(after touched: WallTime) -> WallTime {
        touched.advanced(by: .seconds(Limits.claimIdleSeconds))
    }

    /// Given back by whoever has it; what nobody has stays so.
    package func released(by staff: Identifier) throws(Refusal) -> DossierReview {
        guard state == .inReview else { throw .wrongState(state) }
        guard let reviewer else { return self }
        guard reviewer == staff else { throw .claimedByOther }
        return with(reviewer: nil)
    }

    /// Taken from whoever has it, who claimed it or looked at it last at `touched`: by a supervisor at once, by anybody else
    /// when they have not looked for a day. What nobody has is claimed; one's own stays so.
    package func takenOver(
        by staff: Identifier, touched: WallTime?, now: WallTime, isSupervisor: Bool
    ) throws(Refusal) -> DossierReview {
        guard state == .inReview else { throw .wrongState(state) }
        guard let reviewer, reviewer != staff else { return with(reviewer: staff) }
        if !isSupervisor, let touched {
            guard now >= Self.takeover(after: touched) else { throw .claimHeld }
        }
        return with(reviewer: staff)
    }

    /// Extended by whoever claimed it, with a reason for its applicant, before its deadline is over; `today` is the day in
    /// China.
    package func extended(
        by staff: Identifier, reason: String, on today: CivilDate, rules: AuthorityRules, calendar: WorkingCalendar
    ) throws(Refusal) -> DossierReview {
        try checkDecision(by: staff)
        guard TextRule(1...Limits.reasonCharactersMax).fault(in: reason) == nil else { throw .reasonMissing }
        guard !isOverdue(on: today) else { throw .notExtendable }
        let later = try extended(rules: rules, calendar: calendar)
        return DossierReview(
            state: later.state, deadline: later.deadline, reviewer: later.reviewer, reason: reason, round: later.round,
            isExtended: true)
    }
}
