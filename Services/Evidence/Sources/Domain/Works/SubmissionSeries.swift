/// The order in which many files come in one stream: one submission after the other. A file that is wrong is given up and
/// the rest of it passed over, up to the next header.
package struct SubmissionSeries: Sendable, Equatable {
    /// Bounds of one stream.
    package enum Limits {
        /// Files in it.
        package static let filesMax = 256
    }

    /// What the receiver does next; at most two at once, when a header shows that the file before is cut short.
    package enum Step: Sendable, Equatable {
        /// With the current file, as for a file that comes alone.
        case take(Submission.Step)
        /// Give up the current file.
        case fail(EvidenceError)
    }

    private let maximumBytes: UInt64
    private var current: Submission?
    private var isPassingOver = false
    private var files = 0

    /// `maximumBytes` bounds each file.
    package init(maximumBytes: UInt64) {
        self.maximumBytes = maximumBytes
    }

    /// Takes the next part. Throws what ends the whole stream: a part that belongs to no file, or too many files.
    package mutating func take(_ part: SubmissionPart) throws(EvidenceError) -> [Step] {
        switch part {
        case .header:
            let cut = fault()
            guard files < Limits.filesMax else { throw .tooManyFiles(maximum: Limits.filesMax) }
            files += 1
            isPassingOver = false
            current = Submission(maximumBytes: maximumBytes)
            return (cut.map { [.fail($0)] } ?? []) + step(part)
        case .chunk, .digest:
            if isPassingOver { return [] }
            guard current != nil else { throw files == 0 ? .missingHeader : .unexpectedPart }
            return step(part)
        }
    }

    /// Passes over what is left of the current file, which failed for a reason of the receiver's.
    package mutating func passOver() {
        current = nil
        isPassingOver = true
    }

    /// What the end of the stream means for the current file. Throws when there was no file at all.
    package mutating func end() throws(EvidenceError) -> [Step] {
        guard files > 0 else { throw .missingHeader }
        return fault().map { [.fail($0)] } ?? []
    }

    /// Why the current file may not end here; nil when there is none or it was whole.
    private mutating func fault() -> EvidenceError? {
        guard let open = current else { return nil }
        current = nil
        do throws(EvidenceError) {
            try open.end()
            return nil
        } catch {
            return error
        }
    }

    private mutating func step(_ part: SubmissionPart) -> [Step] {
        guard var submission = current else { return [] }
        do throws(EvidenceError) {
            let step = try submission.take(part)
            switch step {
            case .open, .keep: current = submission
            case .seal, .declare: current = nil
            }
            return [.take(step)]
        } catch {
            passOver()
            return [.fail(error)]
        }
    }
}
