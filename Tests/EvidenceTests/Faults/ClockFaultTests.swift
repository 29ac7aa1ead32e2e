import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("A clock that cannot be believed", .timeLimit(.minutes(5)))
struct ClockFaultTests {
    private let content = Array("a sketch".utf8)

    private func seal(_ room: EvidenceRoom, _ project: String) async -> RPCError? {
        do {
            _ = try await room.seal(content, in: project)
            return nil
        } catch {
            return error as? RPCError
        }
    }

    /// Nothing that needs a time is done, everything that is there can be had, and nothing is left of what was refused.
    private func expectRefused(
        _ room: EvidenceRoom, _ project: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let size = try await room.audit().size
        let files = room.blobFiles
        let refusals = [
            await seal(room, project),
            await #expect(throws: RPCError.self, sourceLocation: sourceLocation) {
                try await room.client.sealChain(
                    EvidenceV1.SealChainRequest(project: project), options: room.options()
                ) { for try await _ in $0 {} }
            },
        ]
        for refusal in refusals {
            #expect(refusal?.code == .unavailable, "\(String(describing: refusal))", sourceLocation: sourceLocation)
            #expect(refusal?.reason?.reason == "TIME_NOT_AVAILABLE", sourceLocation: sourceLocation)
        }
        let many = try await room.client.submitMany(options: room.options()) { writer in
            let header = EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 1)
            let digest = EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256([1]))
            for part: EvidenceV1.SubmitRequest.Part in [.header(header), .chunk([1]), .digest(digest)] {
                try await writer.write(EvidenceV1.SubmitRequest(part: part))
            }
        }
        for result in many.results {
            guard case .error(let status)? = result.outcome else {
                Issue.record("sealed by a clock that cannot be believed", sourceLocation: sourceLocation)
                continue
            }
            #expect(status.code == RPCError.Code.unavailable.rawValue, sourceLocation: sourceLocation)
        }
        #expect(try await room.audit().size == size, sourceLocation: sourceLocation)
        #expect(room.blobFiles == files, sourceLocation: sourceLocation)
        let items = try await room.client.listEvidence(EvidenceV1.ListEvidenceRequest(), options: room.options()).items
        for item in items { _ = try await room.bundle(item.id) }
    }

    /// Two works more can be sealed, and no credit has gone with those that were refused.
    private func expectRecovered(
        _ room: EvidenceRoom, _ project: String, sealed: UInt64, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 0..<2 { #expect(await seal(room, project) == nil, sourceLocation: sourceLocation) }
        #expect(try await room.audit().size == sealed + 2, sourceLocation: sourceLocation)
    }

    @Test("unsynchronised: refused, and sealed again when the kernel says that it is synchronised")
    func unsynchronised() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 3) { room in
            let project = try await room.project()
            #expect(await seal(room, project) == nil)
            room.discipline.state(isSynchronised: false)
            for _ in 0..<5 { try await expectRefused(room, project) }
            room.discipline.state(isSynchronised: true)
            try await expectRecovered(room, project, sealed: 1)
        }
    }

    @Test("stepped back: refused until the time that was named last has come again", arguments: ClockMode.allCases)
    func back(mode: ClockMode) async throws {
        try await EvidenceRoom.run(mode: mode, creditsPerAccount: 3) { room in
            let project = try await room.project()
            #expect(await seal(room, project) == nil)
            room.time.set(wall: room.time.wall().advanced(by: .seconds(-60)))
            try await expectRefused(room, project)
            // Settled, and still in the past.
            room.time.advance(by: .seconds(59))
            try await expectRefused(room, project)
            room.time.advance(by: .seconds(1))
            try await expectRecovered(room, project, sealed: 1)
        }
    }

    @Test("stepped forward: refused until it has run evenly", arguments: ClockMode.allCases)
    func forward(mode: ClockMode) async throws {
        try await EvidenceRoom.run(mode: mode, creditsPerAccount: 3) { room in
            let project = try await room.project()
            #expect(await seal(room, project) == nil)
            room.time.set(wall: room.time.wall().advanced(by: .seconds(3_600)))
            try await expectRefused(room, project)
            room.time.advance(by: .milliseconds(TimestampClock.Limits.settleMilliseconds - 1))
            try await expectRefused(room, project)
            room.time.advance(by: .milliseconds(1))
            try await expectRecovered(room, project, sealed: 1)
        }
    }

    @Test("stepped forward and put right again: refused until the time that was named wrongly has come")
    func forwardAndBack() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 4) { room in
            let project = try await room.project()
            let right = room.time.wall()
            room.time.set(wall: right.advanced(by: .seconds(100)))
            #expect(await seal(room, project) != nil)
            room.time.advance(by: .seconds(2))
            // Nothing could tell that this is wrong, and so it is named.
            #expect(await seal(room, project) == nil)
            room.time.set(wall: right.advanced(by: .seconds(2)))
            try await expectRefused(room, project)
            room.time.advance(by: .seconds(99))
            try await expectRefused(room, project)
            room.time.advance(by: .seconds(1))
            try await expectRecovered(room, project, sealed: 1)
        }
    }

    @Test("a process that starts before the last time that its store holds seals nothing until then")
    func startsBehind() async throws {
        let folder = try await EvidenceRoom.run { room in
            let project = try await room.project()
            #expect(await seal(room, project) == nil)
            return room.folder
        }
        let early = SeededTime(start: SeededTime().wall().advanced(by: .seconds(-30)))
        try await EvidenceRoom.run(folder: folder, time: early) { room in
            let projects = try await room.client.listProjects(
                EvidenceV1.ListProjectsRequest(), options: room.options()
            ).projects
            let project = try #require(projects.first?.id)
            try await expectRefused(room, project)
            early.advance(by: .seconds(29))
            try await expectRefused(room, project)
            early.advance(by: .seconds(1))
            try await expectRecovered(room, project, sealed: 1)
        }
    }
}
