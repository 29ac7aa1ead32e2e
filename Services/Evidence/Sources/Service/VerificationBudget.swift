package import MeshKernel
internal import Synchronization

/// How much may be asked: of each source, and of all together. Sources that were not seen for longest are forgotten
/// first, so that their number is bounded; what all of them take is bounded by the common allowance.
package final class VerificationBudget: Sendable {
    /// What is allowed.
    package struct Rates: Sendable {
        /// Questions of one source, and of all.
        package var source: AllowanceBucket.Rate, total: AllowanceBucket.Rate
        /// Bytes of one source, and of all.
        package var sourceBytes: AllowanceBucket.Rate, totalBytes: AllowanceBucket.Rate
        /// Sources that are remembered.
        package var sourcesMax: Int

        package init(
            source: AllowanceBucket.Rate, total: AllowanceBucket.Rate, sourceBytes: AllowanceBucket.Rate,
            totalBytes: AllowanceBucket.Rate, sourcesMax: Int
        ) {
            self.source = source
            self.total = total
            self.sourceBytes = sourceBytes
            self.totalBytes = totalBytes
            self.sourcesMax = sourcesMax
        }
    }

    private struct Source {
        var questions: AllowanceBucket
        var bytes: AllowanceBucket
    }

    private struct State {
        /// Seen since the last turn, and before it: when the first is full, the second is forgotten. So no search for the
        /// oldest is needed, however many sources come.
        var recent: [String: Source] = [:]
        var older: [String: Source] = [:]
        var questions: AllowanceBucket
        var bytes: AllowanceBucket
    }

    private let rates: Rates
    private let time: any TimeSource
    private let state: Mutex<State>

    /// A budget that nobody has asked from yet.
    package init(_ rates: Rates, time: any TimeSource) {
        self.rates = rates
        self.time = time
        let now = time.monotonic()
        state = Mutex(
            State(
                questions: AllowanceBucket(rates.total, now: now), bytes: AllowanceBucket(rates.totalBytes, now: now)))
    }

    /// Sources that are remembered now.
    package var sources: Int { state.withLock { $0.recent.count + $0.older.count } }

    /// One question of `source`; one that cannot be told from others, nil, has the common allowance alone. Throws
    /// `EvidenceError.tooManyQuestions`, and takes nothing then.
    package func ask(_ source: String?) throws(EvidenceError) {
        try take(1, source, own: \.questions, common: \.questions)
    }

    /// `bytes` of a file that `source` sends. A piece counts as 1,024 bytes at least, for small ones cost as much. Throws
    /// `EvidenceError.tooManyQuestions`, and takes nothing then.
    package func send(_ bytes: Int, _ source: String?) throws(EvidenceError) {
        try take(max(bytes, Limits.verifyPieceBytesMin), source, own: \.bytes, common: \.bytes)
    }

    private func take(
        _ amount: Int, _ name: String?, own: WritableKeyPath<Source, AllowanceBucket>,
        common: WritableKeyPath<State, AllowanceBucket>
    ) throws(EvidenceError) {
        let now = time.monotonic()
        let wait = state.withLock { state -> Duration? in
            var source = name.map { remembered($0, in: state, now: now) }
            let waits = [
                source?[keyPath: own].wait(for: amount, now: now),
                state[keyPath: common].wait(for: amount, now: now),
            ]
            let longest = waits.compactMap(\.self).max()
            if longest == nil {
                source?[keyPath: own].take(amount)
                state[keyPath: common].take(amount)
            }
            if let name, let source { keep(source, as: name, in: &state) }
            return longest
        }
        if let wait { throw .tooManyQuestions(retryAfter: wait) }
    }

    private func remembered(_ name: String, in state: borrowing State, now: MonotonicTime) -> Source {
        state.recent[name] ?? state.older[name]
            ?? Source(
                questions: AllowanceBucket(rates.source, now: now),
                bytes: AllowanceBucket(rates.sourceBytes, now: now))
    }

    private func keep(_ source: Source, as name: String, in state: inout State) {
        if state.recent[name] == nil, state.recent.count >= max(1, rates.sourcesMax / 2) {
            state.older = state.recent
            state.recent = [:]
        }
        state.older[name] = nil
        state.recent[name] = source
    }
}

extension VerificationBudget.Rates {
    /// For strangers, each a network.
    package static let strangers = VerificationBudget.Rates(
        source: .init(burst: Limits.verifySourceBurst, perSecond: Limits.verifySourcePerSecond),
        total: .init(burst: Limits.verifyTotalBurst, perSecond: Limits.verifyTotalPerSecond),
        sourceBytes: .init(burst: Limits.verifyFileBytesMax, perSecond: Limits.verifySourceBytesPerSecond),
        totalBytes: .init(burst: Limits.verifyTotalBytesBurst, perSecond: Limits.verifyTotalBytesPerSecond),
        sourcesMax: Limits.verifySourcesMax)

    /// For services of the mesh, each of which asks for many.
    package static let callers = VerificationBudget.Rates(
        source: .init(burst: Limits.verifyTotalBurst, perSecond: Limits.verifyTotalPerSecond),
        total: .init(burst: Limits.verifyTotalBurst, perSecond: Limits.verifyTotalPerSecond),
        sourceBytes: .init(burst: Limits.verifyTotalBytesBurst, perSecond: Limits.verifyTotalBytesPerSecond),
        totalBytes: .init(burst: Limits.verifyTotalBytesBurst, perSecond: Limits.verifyTotalBytesPerSecond),
        sourcesMax: Limits.verifySourcesMax)
}
