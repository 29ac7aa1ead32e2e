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

    private let pool = OffloadPool(threadCount: 1, queueMax: Limits.readingsWaitingMax)
    private let recognition: TextRecognition

    /// Reads with `program`, a path or a name; a reading takes `secondsMax` at most.
    package init(program: String, secondsMax: Int64 = Limits.readingSecondsMax, time: any TimeSource) {
        recognition = TextRecognition(program: program, secondsMax: secondsMax, time: time)
    }

    /// The lines on a picture that was found to be good. Throws `CancellationError` besides `Failure`.
    func lines(in picture: [UInt8], isMachineReadable: Bool) async throws -> [ReadLine] {
        let language: TextRecognition.Language = isMachineReadable ? .machineReadable : .chinese
        do throws(OffloadError<RecognitionError>) {
            return try await pool.run { [recognition] () throws(RecognitionError) in
                try recognition.lines(inPicture: picture, language).map {
                    ReadLine($0.text, confidence: $0.confidence)
                }
            }
        } catch {
            switch error {
            case .cancelled: throw CancellationError()
            case .full: throw Failure.failed("\(Limits.readingsWaitingMax) others wait")
            case .closed: throw Failure.failed("the service stops")
            case .work(.missing): throw Failure.unavailable("\(error)")
            case .work(.timedOut), .work(.failed): throw Failure.failed("\(error)")
            }
        }
    }

    /// Returns when what was begun has ended.
    package func close() async {
        await pool.close()
    }
}
