import MeshKernel
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A service that is killed whenever it pleases chance, while several callers give it works.
@Suite("Two hundred kills at random lose nothing that was acknowledged", .timeLimit(.minutes(5)))
struct RandomKillTests {
    private enum Limits {
        static let rounds = 200
        static let senders = 6
        static let roundsEachProject = 10
        static let workBytes = 1_000...9_000
        /// Now and then a work of several chunks.
        static let largeWorkBytes = 70_000...150_000
        static let answersBeforeKill = 0...12
        static let microsecondsBeforeKill = 0...4_000
        /// Works of earlier rounds whose bundles are looked at again in each round.
        static let earlierWorks = 1
    }

    /// How many answers have come.
    private final class Answers: Sendable {
        private let count = Atomic<Int>(0)

        /// One more; returns how many they are.
        func add() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    @Test("after each, what was acknowledged is there and proven; at the end the log adds up")
    func kills() async throws {
        let drill = try FaultDrill(seed: 200)
        var all: [GivenWork] = []
        var given: [GivenWork] = []
        var project = ""
        var killedInTheMiddle = 0
        for round in 0..<Limits.rounds {
            let service = try await drill.mesh.start()
            all += try await settle(given, earlier: all, drill, "round \(round)")
            if round % Limits.roundsEachProject == 0 {
                project = try await drill.asAuthor { try await $0.createProject() }
            }
            given = try await pour(drill, into: project, until: service)
            if given.contains(where: { $0.item == nil }) { killedInTheMiddle += 1 }
        }
        let service = try await drill.mesh.start()
        all += try await settle(given, earlier: all, drill, "the end")
        #expect(await service.stop() == .code(0))
        try await drill.audit(all, "the end")
        try await drill.fsck()
        // The kills came in the middle of something, or this has shown nothing.
        #expect(killedInTheMiddle > Limits.rounds / 2)
        #expect(all.count > Limits.rounds)
    }

    /// Every work of the last round, and some of earlier ones; of those acknowledged, one bundle each time.
    private func settle(
        _ given: [GivenWork], earlier: [GivenWork], _ drill: FaultDrill, _ place: String
    ) async throws -> [GivenWork] {
        let acknowledged = given.filter { $0.item != nil }
        let looked = acknowledged.isEmpty ? nil : drill.random.element(of: acknowledged).key
        let settled = try await drill.settle(given, place) { $0.key == looked }
        if !earlier.isEmpty {
            try await drill.prove((0..<Limits.earlierWorks).map { _ in drill.random.element(of: earlier) }, place)
        }
        return settled
    }

    /// Gives works until the service is killed, which is after some answers and a moment more.
    private func pour(
        _ drill: FaultDrill, into project: String, until service: RunningService
    ) async throws -> [GivenWork] {
        let answersBeforeKill = drill.random.integer(in: Limits.answersBeforeKill)
        let moment = UInt32(drill.random.integer(in: Limits.microsecondsBeforeKill))
        let answers = Answers()
        @Sendable func kill() async throws {
            try await NIOThreadPool.singleton.runIfActive { _ = usleep(moment) }
            await service.kill()
        }
        return try await drill.asAuthor { author in
            try await withThrowingTaskGroup(of: [GivenWork].self) { group in
                for sender in 0..<Limits.senders {
                    group.addTask {
                        var given: [GivenWork] = []
                        while true {
                            let isLarge = sender == 0 && given.count % 4 == 0
                            let work = await author.give(
                                drill.work(in: project, bytes: isLarge ? Limits.largeWorkBytes : Limits.workBytes))
                            given.append(work)
                            guard work.item != nil else { return given }
                            if answers.add() == answersBeforeKill { try await kill() }
                        }
                    }
                }
                if answersBeforeKill == 0 { try await kill() }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
    }
}
