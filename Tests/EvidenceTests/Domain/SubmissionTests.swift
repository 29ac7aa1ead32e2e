import Evidence
import MeshKernel
import MeshTestKit
import Testing

@Suite("The order in which a file comes", .timeLimit(.minutes(5)))
struct SubmissionTests {
    private static let project = Identifier(
        kind: .project, time: WallTime(milliseconds: 1), random: [UInt8](repeating: 0, count: 10)
    ).text

    private func header(size: UInt64, project: String = project, name: String = "a.txt") -> SubmissionPart {
        .header(SubmissionDraft(project: project, name: name, size: size))
    }

    @Test("header, chunks that add up, digest, end")
    func whole() throws {
        var submission = Submission(maximumBytes: 100)
        let digest = [UInt8](repeating: 1, count: 32)
        guard case .open(let header) = try submission.take(header(size: 3)) else {
            Issue.record("a header opens")
            return
        }
        #expect(header.size == 3)
        #expect(try submission.take(.chunk([1, 2])) == .keep([1, 2]))
        #expect(try submission.take(.chunk([3])) == .keep([3]))
        #expect(try submission.take(.digest(digest)) == .seal(claimedSHA256: digest))
        try submission.end()
    }

    @Test("every other order is refused for what is wrong with it")
    func wrongOrder() throws {
        let digest = [UInt8](repeating: 1, count: 32)
        func refusal(_ parts: [SubmissionPart], ends: Bool = false) -> EvidenceError? {
            var submission = Submission(maximumBytes: 100)
            do throws(EvidenceError) {
                for part in parts { _ = try submission.take(part) }
                if ends { try submission.end() }
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([.chunk([1])]) == .missingHeader)
        #expect(refusal([.digest(digest)]) == .missingHeader)
        #expect(refusal([], ends: true) == .missingHeader)
        #expect(refusal([header(size: 1), header(size: 1)]) == .unexpectedPart)
        #expect(refusal([header(size: 0)]) == .emptyFile)
        #expect(refusal([header(size: 101)]) == .fileTooLarge(maximumBytes: 100))
        #expect(refusal([header(size: 1), .chunk([])]) == .emptyChunk)
        #expect(refusal([header(size: 1), .chunk([1, 2])]) == .wrongSize(declared: 1, received: 2))
        #expect(refusal([header(size: 2), .chunk([1]), .digest(digest)]) == .wrongSize(declared: 2, received: 1))
        #expect(refusal([header(size: 2), .chunk([1])], ends: true) == .wrongSize(declared: 2, received: 1))
        #expect(refusal([header(size: 1), .chunk([1])], ends: true) == .missingDigest)
        #expect(refusal([header(size: 1), .chunk([1]), .digest([1])]) == .malformedDigest)
        let whole = [header(size: 1), .chunk([1]), .digest(digest)]
        for extra in [header(size: 1), .chunk([1]), .digest(digest)] {
            #expect(refusal(whole + [extra]) == .unexpectedPart)
        }
        #expect(refusal([header(size: 1, project: "prj_1")]) == .invalidProjectID)
        #expect(refusal([header(size: 1, name: "a/b")]) == .invalidName(.folder))
    }

    @Test("a chunk has at most 262,144 bytes")
    func chunks() throws {
        var submission = Submission(maximumBytes: 1_000_000)
        _ = try submission.take(header(size: 600_000))
        _ = try submission.take(.chunk([UInt8](repeating: 0, count: 262_144)))
        #expect(throws: EvidenceError.chunkTooLarge(maximumBytes: 262_144)) {
            try submission.take(.chunk([UInt8](repeating: 0, count: 262_145)))
        }
    }
}
