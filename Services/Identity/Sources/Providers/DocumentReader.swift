internal import MeshDocument
package import MeshKernel
internal import MeshRuntime

/// Reads the writing on pictures, one after the other on a thread of its own, by a program beside this process.
package final class DocumentReader: Sendable {
    /// Why nothing was read.
    enum Failure: Error, Sendable, Equatable {
        /// This machine has no such program, or it knows no Chinese; says which, for logs.
        case unavailable(String)
        /// Too many wait, or it took too long or broke; says which, for logs, without what is personal.
        case failed(String)
    }

    /// What became of a picture, and how long that took without the wait for others.
    private struct Ended: Sendable {
        let lines: Result<[RecognisedLine], RecognitionError>
        let duration: Duration
    }

    private let pool = OffloadPool(threadCount: 1, queueMax: Limits.readingsWaitingMax)
    private let recognition: TextRecognition
    private let shares: ReadingShares
    private let time: any TimeSource

    /// Reads with `program`, a path or a name; a reading takes `secondsMax` at most.
    package init(program: String, secondsMax: Int64 = Limits.readingSecondsMax, time: any TimeSource) {
        recognition = TextRecognition(program: program, secondsMax: secondsMax, time: time)
        shares = ReadingShares(time: time)
        self.time = time
    }

    /// The lines on a picture of `account` that was found to be good; after another one of theirs. Throws
    /// `CancellationError` besides `Failure`.
    func lines(
        in picture: [UInt8], of account: Identifier, isMachineReadable: Bool
    ) async throws -> [ReadLine] {
        var turn = shares.begin(account)
        while turn == .later {
            try await Task.sleep(for: .milliseconds(Limits.readingTurnMilliseconds))
            turn = shares.begin(account)
        }
        guard turn == .now else {
            throw Failure.failed("\(Limits.readingSecondsPerHourMax) s of this hour were spent on pictures of theirs")
        }
        let language: TextRecognition.Language = isMachineReadable ? .machineReadable : .chinese
        let ended: Ended
        do throws(OffloadError<Never>) {
            ended = try await pool.run { [recognition, time] () throws(Never) in
                let begin = time.monotonic()
                let lines = Result { () throws(RecognitionError) in
                    try recognition.lines(inPicture: picture, language)
                }
                return Ended(lines: lines, duration: time.monotonic().since(begin))
            }
        } catch {
            shares.end(account, took: .zero)
            switch error {
            case .cancelled: throw CancellationError()
            case .full: throw Failure.failed("\(Limits.readingsWaitingMax) others wait")
            case .closed: throw Failure.failed("the service stops")
            }
        }
        shares.end(account, took: ended.duration)
        switch ended.lines {
        case .success(let lines): return lines.map { ReadLine($0.text, confidence: $0.confidence) }
        case .failure(let error):
            switch error {
            case .missing: throw Failure.unavailable("\(error)")
            case .timedOut, .failed: throw Failure.failed("\(error)")
            }
        }
    }

    /// Returns when what was begun has ended.
    package func close() async {
        await pool.close()
    }
}
