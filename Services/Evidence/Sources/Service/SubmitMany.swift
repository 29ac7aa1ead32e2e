internal import MeshStore

extension EvidenceServer {
    /// Seals the files of one stream, one after the other, so that they stand in their chains in this order. Returns for
    /// each what `submit` would have returned or thrown; only what concerns the whole stream or the log itself ends the
    /// call.
    func submitMany<Parts: AsyncSequence>(
        _ parts: Parts, of author: SealAuthor, trace: String,
        turn: (_ position: Int) throws -> IdempotentTurn,
        call: (_ position: Int, SubmissionHeader, FileDigests) throws -> IdempotentRequest,
        told: SealedItemBytes, silenced: @escaping @Sendable () -> Void
    ) async throws -> [Result<SealAnswer, any Error>] where Parts.Element == SubmissionPart {
        try sequencer.requireGrowing()
        var series = SubmissionSeries(maximumBytes: fileBytesMax)
        var results: [Result<SealAnswer, any Error>] = []
        var intake: FileIntake?
        for try await part in parts {
            for step in try series.take(part) {
                switch step {
                case .fail(let error):
                    intake = nil
                    results.append(.failure(error))
                case .take(let step):
                    do {
                        guard
                            let work = try await receive(
                                step, into: &intake, from: author, turn: { try turn(results.count) },
                                silenced: silenced)
                        else { continue }
                        let call = try call(results.count, work.header, work.digests)
                        results.append(.success(try await answer(work, call: call, trace: trace, told: told)))
                    } catch {
                        guard Self.concernsOneFile(error) else { throw error }
                        intake = nil
                        series.passOver()
                        results.append(.failure(error))
                    }
                }
            }
        }
        for case .fail(let error) in try series.end() { results.append(.failure(error)) }
        return results
    }

    private static func concernsOneFile(_ error: any Error) -> Bool {
        switch error {
        case is CancellationError, is LogFault: false
        case let error as StoreError: SequencerOutcome(error) == .nothingKept
        default: true
        }
    }
}
