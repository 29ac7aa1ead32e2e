import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// A service that is killed without warning, again and again, under load.
@Suite("kill -9 loses nothing that was acknowledged", .timeLimit(.minutes(10)))
struct KillTests {
    private enum Limits {
        static let rounds = 20
        static let submissionsInFlight = 200
        static let projectsEachRound = 20
        static let workBytes = 4_096
    }

    /// One submission, and what became of it.
    private struct Submission: Sendable {
        let project: String
        let key: String
        let bytes: [UInt8]
        var item: EvidenceV1.EvidenceItem?
    }

    @Test("twenty kills, each during two hundred submissions in flight")
    func kills() async throws {
        let random = SeededRandom(seed: 20)
        let mesh = try LocalMesh()
        let account = LocalMesh.freshAccount()
        var sealed = 0
        var acknowledgedBeforeKills = 0
        var earlier: [Submission] = []
        for round in 0..<Limits.rounds {
            let service = try await mesh.start()
            sealed += try await settle(earlier, mesh: mesh, account: account)
            var submissions = try await prepare(mesh, account: account, random: random)
            let answersBeforeKill = random.integer(in: 0...(Limits.submissionsInFlight - 20))
            try await submit(&submissions, mesh, account, service, killAfter: answersBeforeKill)
            acknowledgedBeforeKills += submissions.count { $0.item != nil }
            earlier = submissions

            // As the kill left it: a copy, so that the service itself has to recover the real one.
            let copy = mesh.authority.folder.file("copy-\(round)")
            let copying = try await FinishedProgram(["cp", "-r", mesh.storeFolder, copy], logs: mesh.state)
            try #require(copying.exit == .code(0))
            let audit = try await StoreAudit(folder: copy)
            #expect(audit.faults == [], "round \(round)")
            let acknowledged = Set(submissions.compactMap { $0.item?.id })
            #expect(acknowledged.isSubset(of: audit.items), "round \(round)")
            _ = try await FinishedProgram(["rm", "-r", copy], logs: mesh.state)
        }
        let service = try await mesh.start()
        sealed += try await settle(earlier, mesh: mesh, account: account)
        #expect(await service.stop() == .code(0))

        let audit = try await StoreAudit(mesh)
        #expect(audit.faults == [])
        // Each submission was answered before a kill or asked about again after it: sealed, and sealed once.
        #expect(sealed == Limits.rounds * Limits.submissionsInFlight)
        #expect(audit.items.count == sealed)
        #expect(!audit.orphans.contains { $0.contains("/incoming/") })
        // The kills came in the middle, or this has shown nothing.
        #expect(acknowledgedBeforeKills > 0)
        #expect(acknowledgedBeforeKills < sealed)
    }

    private func prepare(_ mesh: LocalMesh, account: String, random: SeededRandom) async throws -> [Submission] {
        try await mesh.withAuthor(account: account) { author in
            var submissions: [Submission] = []
            for number in 0..<Limits.projectsEachRound {
                let project = try await author.createProject("Works \(number)")
                for _ in 0..<(Limits.submissionsInFlight / Limits.projectsEachRound) {
                    submissions.append(
                        Submission(project: project, key: Author.freshKey(), bytes: random.bytes(Limits.workBytes)))
                }
            }
            return submissions
        }
    }

    /// Submits all at once, and kills the service when that many have been answered.
    private func submit(
        _ submissions: inout [Submission], _ mesh: LocalMesh, _ account: String, _ service: RunningService,
        killAfter answersBeforeKill: Int
    ) async throws {
        let waiting = submissions
        submissions = try await mesh.withAuthor(account: account) { author in
            try await withThrowingTaskGroup(of: (Int, EvidenceV1.EvidenceItem?).self) { group in
                for (index, one) in waiting.enumerated() {
                    group.addTask {
                        let item = try? await author.submit(
                            one.bytes, name: "w.bin", project: one.project, key: one.key)
                        return (index, item)
                    }
                }
                var results = waiting
                var answers = 0
                if answersBeforeKill == 0 { await service.kill() }
                for try await (index, item) in group {
                    results[index].item = item
                    answers += 1
                    if answers == answersBeforeKill { await service.kill() }
                }
                return results
            }
        }
        #expect(!service.process.isRunning)
    }

    /// After the restart: what was acknowledged is there and proves what it should; what was not is asked about again
    /// under its key, and is sealed then. Returns how many there are.
    private func settle(_ submissions: [Submission], mesh: LocalMesh, account: String) async throws -> Int {
        try await mesh.withAuthor(account: account) { author in
            var ids: Set<String> = []
            for one in submissions {
                let again = try await author.submit(one.bytes, name: "w.bin", project: one.project, key: one.key)
                if let item = one.item { #expect(again == item, "the repetition must answer what the first one did") }
                ids.insert(again.id)
            }
            for one in submissions {
                guard let item = one.item else { continue }
                let bundle = try await author.bundle(of: item.id)
                #expect(try mesh.verify(bundle, of: one.bytes) == [])
            }
            #expect(ids.count == submissions.count)
            return ids.count
        }
    }
}
