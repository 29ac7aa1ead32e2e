package import MeshKernel

/// Where a message stands, and everything that was tried for it: accepted → queued → attempted → sent → delivered |
/// bounced | undelivered | unknown. A pure value; what it decides is written by others.
///
/// Of an impossible step it says whose it is: one of our own throws, one of the outside's is ignored. A message that ended
/// stays ended whatever is reported later, for reports come late, twice and out of order.
package struct MessageLife: Sendable, Equatable {
    /// Where it stands.
    package private(set) var state: MessageState
    /// Why it was given up; nil unless it was.
    package private(set) var cause: UndeliveredCause?
    /// Every attempt, the first first; none is ever removed.
    package private(set) var attempts: [Attempt]
    /// How many of them were before a person sent it on its way again; 0 when nobody has.
    package private(set) var earlierAttempts: Int

    /// A message that was just taken over.
    package init() {
        state = .accepted
        attempts = []
        earlierAttempts = 0
    }

    /// A message as it was stored.
    package init(state: MessageState, cause: UndeliveredCause?, attempts: [Attempt], earlierAttempts: Int) {
        self.state = state
        self.cause = cause
        self.attempts = attempts
        self.earlierAttempts = earlierAttempts
    }

    /// Attempts since it was sent on its way, the first time or again.
    package var attemptsOfRound: Int { attempts.count - earlierAttempts }

    /// Takes a step at `time`.
    @discardableResult
    package mutating func take(_ step: MessageStep, at time: WallTime) throws(ImpossibleStep) -> StepEffect {
        switch step {
        case .queue: try queue(step)
        case .giveUp(let cause): try giveUp(cause, step)
        case .attempt(let provider): try attempt(provider, step, at: time)
        case .answer(let outcome, let retry): try answer(outcome, retry: retry, step, at: time)
        case .interrupted: interrupted(at: time)
        case .report(let report): take(report)
        case .reportOverdue: reportOverdue()
        case .replay: try replay(step)
        }
    }

    private mutating func queue(_ step: MessageStep) throws(ImpossibleStep) -> StepEffect {
        guard state == .accepted else { throw ImpossibleStep(state: state, step: step) }
        state = .queued
        return .moved
    }

    private mutating func giveUp(_ cause: UndeliveredCause, _ step: MessageStep) throws(ImpossibleStep) -> StepEffect {
        switch state {
        case .accepted, .queued:
            end(.undelivered, because: cause)
            return .moved
        case .undelivered where self.cause == cause: return .ignored
        // What is in a provider's hands cannot be taken back.
        case .attempted, .sent, .delivered, .bounced, .undelivered, .unknown:
            throw ImpossibleStep(state: state, step: step)
        }
    }

    private mutating func attempt(
        _ provider: String, _ step: MessageStep, at time: WallTime
    ) throws(ImpossibleStep) -> StepEffect {
        guard state == .queued else { throw ImpossibleStep(state: state, step: step) }
        state = .attempted
        attempts.append(Attempt(number: attempts.count + 1, provider: provider, beganAt: time))
        return .moved
    }

    private mutating func answer(
        _ outcome: AttemptOutcome, retry: Bool, _ step: MessageStep, at time: WallTime
    ) throws(ImpossibleStep) -> StepEffect {
        guard state == .attempted || state.isFinal, let last = attempts.indices.last, attempts[last].endedAt == nil
        else { throw ImpossibleStep(state: state, step: step) }
        attempts[last].endedAt = time
        attempts[last].outcome = outcome.word
        attempts[last].reference = outcome.reference
        attempts[last].reason = outcome.reason
        // A report was faster than the answer, and has said how it ended.
        guard state == .attempted else { return .ignored }
        switch outcome {
        case .taken: state = .sent
        case .delivered: state = .delivered
        case .returned: end(.bounced, because: .returned)
        case .refused: end(.undelivered, because: .refused)
        case .gone: end(.undelivered, because: .endpointGone)
        case .failed, .putOff: if retry { state = .queued } else { end(.undelivered, because: .exhausted) }
        case .unanswered: state = .unknown
        }
        return .moved
    }

    private mutating func interrupted(at time: WallTime) -> StepEffect {
        guard state == .attempted, let last = attempts.indices.last else { return .ignored }
        attempts[last].endedAt = time
        attempts[last].outcome = AttemptOutcome.unanswered(reason: "").word
        attempts[last].reason = "the process ended"
        state = .unknown
        return .moved
    }

    private mutating func take(_ report: DeliveryReport) -> StepEffect {
        switch state {
        case .accepted, .queued:
            // A report about an attempt that counted as failed: it got there after all, or somebody is mistaken.
            guard !attempts.isEmpty, report == .delivered else { return .ignored }
            state = .delivered
            return .moved
        case .attempted, .sent, .unknown: return settle(report)
        case .delivered, .bounced, .undelivered: return .ignored
        }
    }

    /// What a report means for a message that a provider has, or may have.
    private mutating func settle(_ report: DeliveryReport) -> StepEffect {
        switch report {
        case .underWay(let reference):
            guard state == .unknown else { return .ignored }
            if let last = attempts.indices.last { attempts[last].reference = reference }
            state = .sent
        case .delivered: state = .delivered
        case .bounced(let reason): settle(.bounced, .returned, reason)
        case .undelivered(let reason): settle(.undelivered, .reported, reason)
        case .neverSeen:
            // A provider that took it and forgot it is mistaken; one of which we do not know may be asked again.
            guard state == .unknown else { return .ignored }
            state = .queued
        }
        return .moved
    }

    private mutating func settle(_ state: MessageState, _ cause: UndeliveredCause, _ reason: String) {
        if let last = attempts.indices.last {
            attempts[last].reason = AttemptOutcome.refused(reason: reason).reason
        }
        end(state, because: cause)
    }

    private mutating func reportOverdue() -> StepEffect {
        guard state == .sent else { return .ignored }
        state = .unknown
        return .moved
    }

    private mutating func replay(_ step: MessageStep) throws(ImpossibleStep) -> StepEffect {
        switch state {
        case .undelivered, .bounced, .unknown:
            state = .queued
            cause = nil
            earlierAttempts = attempts.count
            return .moved
        case .accepted, .queued, .attempted, .sent, .delivered: throw ImpossibleStep(state: state, step: step)
        }
    }

    private mutating func end(_ state: MessageState, because cause: UndeliveredCause) {
        self.state = state
        self.cause = cause
    }
}
