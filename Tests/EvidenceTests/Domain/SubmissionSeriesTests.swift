import Evidence
import MeshKernel
import MeshTestKit
import Testing

@Suite("The order in which many files come", .timeLimit(.minutes(5)))
struct SubmissionSeriesTests {
    private static let project = Identifier(
        kind: .project, time: WallTime(milliseconds: 1), random: [UInt8](repeating: 0, count: 10)
    ).text
    private let digest = SubmissionPart.digest([UInt8](repeating: 1, count: 32))

    private func header(_ size: UInt64, name: String = "a") -> SubmissionPart {
        .header(SubmissionDraft(project: Self.project, name: name, size: size))
    }

    /// What each file comes to: nil for one that is whole.
    private func files(_ parts: [SubmissionPart]) throws -> [EvidenceError?] {
        var series = SubmissionSeries(maximumBytes: 100)
        var files: [EvidenceError?] = []
        var steps: [SubmissionSeries.Step] = []
        for part in parts { steps += try series.take(part) }
        steps += try series.end()
        for step in steps {
            switch step {
            case .fail(let error): files.append(error)
            case .take(.seal), .take(.declare): files.append(nil)
            case .take(.open), .take(.keep): continue
            }
        }
        return files
    }

    @Test("one after the other, and a wrong one is passed over to the next header")
    func several() throws {
        let one = [header(1), .chunk([1]), digest]
        #expect(try files(one + one) == [nil, nil])
        #expect(
            try files([header(1), .chunk([1, 2]), .chunk([3]), digest] + one) == [
                .wrongSize(declared: 1, received: 2), nil,
            ])
        #expect(try files([header(1, name: "a/b"), .chunk([1]), digest] + one) == [.invalidName(.folder), nil])
        #expect(try files([header(0)] + one) == [.emptyFile, nil])
        #expect(try files([header(2), .chunk([1])] + one) == [.wrongSize(declared: 2, received: 1), nil])
        #expect(try files([header(1), .chunk([1])] + one) == [.missingDigest, nil])
        #expect(try files(one + [header(3), .chunk([1])]) == [nil, .wrongSize(declared: 3, received: 1)])
        #expect(try files(one + [header(1), .chunk([1]), .digest([1])]) == [nil, .malformedDigest])
        #expect(try files([header(0), header(0), header(0)]) == [.emptyFile, .emptyFile, .emptyFile])
    }

    @Test("digests alone are a whole file, and no bytes may follow them")
    func declared() throws {
        let digests = SubmissionPart.header(
            SubmissionDraft(
                project: Self.project, name: "a", size: 1 << 50, isHashOnly: true,
                sha256: [UInt8](repeating: 1, count: 32), sm3: [UInt8](repeating: 2, count: 32)))
        #expect(try files([digests, digests]) == [nil, nil])
        #expect(throws: EvidenceError.unexpectedPart) { try files([digests, .chunk([1])]) }
    }

    @Test("what belongs to no file ends the stream, and so do too many files")
    func stray() {
        #expect(throws: EvidenceError.missingHeader) { try files([.chunk([1])]) }
        #expect(throws: EvidenceError.missingHeader) { try files([]) }
        #expect(throws: EvidenceError.unexpectedPart) { try files([header(1), .chunk([1]), digest, digest]) }
        #expect(throws: EvidenceError.tooManyFiles(maximum: 256)) {
            try files(Array(repeating: header(0), count: 257))
        }
    }
}
