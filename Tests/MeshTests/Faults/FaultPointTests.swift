import Evidence
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// A service that is killed at each place that its code names, and not somewhere near it.
@Suite("A kill at any named place of a submission loses nothing that was acknowledged", .timeLimit(.minutes(5)))
struct FaultPointTests {
    private enum Limits {
        /// Kills at each place while works are given.
        static let kills = 2
        /// The first times may be those of the start itself.
        static let reaches = 1...10
        static let worksAtOnce = 6
        /// Enough for chunks beyond the first.
        static let workBytes = 1_000...200_000
    }

    @Test("at every place of the store and of the service, twice")
    func everyPlace() async throws {
        let drill = try FaultDrill(seed: 41)
        let first = try await drill.mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var all = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        #expect(await first.stop() == .code(0))

        for point in FaultPoint.ofStore + FaultPoint.ofEvidence {
            var kills = 0
            for reach in Limits.reaches where kills < Limits.kills {
                let place = "\(point):\(reach)"
                var wasReached = true
                var given = (0..<Limits.worksAtOnce).map { _ in drill.work(in: project, bytes: Limits.workBytes) }
                do {
                    let service = try await drill.mesh.start(environment: ["COLOPHON_FAULT_POINT": place])
                    given = try await drill.give(given)
                    // What comes only when nobody has anything to write comes at the end as well.
                    let exit = await service.stop()
                    #expect([.signal(9), .code(0)].contains(exit), "\(place)")
                    wasReached = exit == .signal(9)
                    if wasReached { kills += 1 }
                } catch is StartFailure {
                    // The place lies on the way of a start too, so it ended there.
                }
                try await drill.audit(all + given, place)

                let service = try await drill.mesh.start()
                all += try await drill.settle(given, place)
                await service.kill()
                // What was not come to so often will not be come to more often.
                if !wasReached { break }
            }
            #expect(kills > 0, "nothing came to \(point)")
        }
        try await drill.audit(all, "the end")
        try await drill.fsck()
    }

    @Test(
        "killed on a checkpoint's way: no witness has seen more than the store holds, every credit is used or free",
        arguments: [FaultPoint.headSigned, .headCommitted, .workSealed])
    func witnessed(point: FaultPoint) async throws {
        // The first time the log is empty; later its first batch was cosigned, or its second will be.
        let reaches = [1, 2, 1]
        let credits = reaches.count * Limits.worksAtOnce
        let witness = try WitnessBeside()
        let drill = try FaultDrill(seed: 42, settings: witness.settings + ["credits_per_account: \(credits)"])
        try await witness.serving(drill.mesh) {
            var service = try await drill.mesh.start()
            let project = try await drill.asAuthor { try await $0.createProject() }
            #expect(await service.stop() == .code(0))
            var all: [GivenWork] = []
            var kills = 0
            for reach in reaches {
                let place = "\(point):\(reach)"
                service = try await drill.mesh.start(environment: ["COLOPHON_FAULT_POINT": place])
                let given = try await drill.give(
                    (0..<Limits.worksAtOnce).map { _ in drill.work(in: project, bytes: Limits.workBytes) })
                if await service.stop() == .signal(9) { kills += 1 }
                let audit = try await drill.audit(all + given, place)
                let seen = try witness.seenSize
                #expect(seen <= UInt64(audit.entries.count), "\(place): it has seen \(seen)")
                service = try await drill.mesh.start()
                all += try await drill.settle(given, place)
                try await until { try witness.seenSize == UInt64(all.count) }
                await service.kill()
            }
            #expect(kills >= 2)
            service = try await drill.mesh.start()
            let beyond = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
            #expect(beyond[0].refusal?.reason?.reason == "NO_CREDIT", "\(beyond[0])")
            #expect(await service.stop() == .code(0))
            try await drill.audit(all, "the end")
        }
    }
}
