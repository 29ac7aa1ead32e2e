package import MeshKernel
internal import Synchronization

/// Who the people behind accounts are, as identity said within the last minutes: it is asked once for an account, not for
/// each seal. An answer is good as long as the token is that has let its account in.
package final class RememberedHolders: Sendable {
    private struct Answer {
        let attestation: HolderAttestation
        let end: MonotonicTime
    }

    private struct State {
        var answers: [Question: Answer] = [:]
        /// In the order they came, so that the oldest gives way.
        var order: [Question] = []
        var next = 0
        /// Until when something is not asked again, for it was not answered.
        var pauses: [Question: MonotonicTime] = [:]
    }

    private struct Question: Hashable, Sendable {
        let account: String
        let preferred: HolderAttestation.Authority
    }

    private let directory: any HolderDirectory
    private let time: any TimeSource
    private let state = Mutex(State())
    private let turns = Turns<Question>(waitersMax: Limits.holderWaitersMax)

    /// Remembers what `directory` says.
    package init(_ directory: any HolderDirectory, time: any TimeSource) {
        self.directory = directory
        self.time = time
    }

    /// Whom an account was verified as: at `preferred` or, where it was not, at another authority; the attestation says
    /// which. Nil for nobody, which is not remembered. Throws `EvidenceError.holderUnknown` when it cannot be told now.
    func attestation(
        of account: String, preferring preferred: HolderAttestation.Authority
    ) async throws -> HolderAttestation? {
        let question = Question(account: account, preferred: preferred)
        if let known = known(question) { return known }
        return try await turns.take(question) {
            if let known = known(question) { return known }
            // Whoever waited behind a question that was not answered must not each wait for another one. It is that
            // account's pause alone: why there was no answer may be its own doing.
            let now = time.monotonic()
            guard state.withLock({ $0.pauses[question].map { $0 <= now } ?? true }) else {
                throw EvidenceError.holderUnknown
            }
            do throws(EvidenceError) {
                let found = try await ask(question)
                if let found { remember(found, question) }
                return found
            } catch {
                // Whoever hung up has said nothing about identity: those who wait behind them ask.
                try Task.checkCancellation()
                let end = time.monotonic().advanced(by: .milliseconds(Limits.holderPauseMilliseconds))
                state.withLock { state in
                    if state.pauses.count >= Limits.holdersRememberedMax { state.pauses = [:] }
                    state.pauses[question] = end
                }
                throw error
            }
        }
    }

    private func ask(_ question: Question) async throws(EvidenceError) -> HolderAttestation? {
        let others = HolderAttestation.Authority.allCases.filter { $0 != question.preferred }
        for authority in [question.preferred] + others {
            if let found = try await directory.attestation(of: question.account, at: authority) { return found }
        }
        return nil
    }

    private func known(_ question: Question) -> HolderAttestation? {
        let now = time.monotonic()
        return state.withLock { state in state.answers[question].flatMap { now < $0.end ? $0.attestation : nil } }
    }

    private func remember(_ attestation: HolderAttestation, _ question: Question) {
        let answer = Answer(
            attestation: attestation, end: time.monotonic().advanced(by: .seconds(Limits.holderRememberedSeconds)))
        state.withLock { state in
            state.pauses[question] = nil
            guard state.answers.updateValue(answer, forKey: question) == nil else { return }
            guard state.order.count == Limits.holdersRememberedMax else {
                state.order.append(question)
                return
            }
            state.answers[state.order[state.next]] = nil
            state.order[state.next] = question
            state.next = (state.next + 1) % state.order.count
        }
    }
}
