import Evidence
import Logging
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

/// What a start finds.
enum StartGround: String, Sendable, CaseIterable {
    /// Nothing: tables and log are made.
    case nothing
    /// A log that has grown since anybody saw it, and the bytes of a work that was not sealed.
    case works
}

/// A service one of whose system calls fails while it starts, each in its turn.
@Suite("A disk that fails once while a service starts", .timeLimit(.minutes(5)))
struct FailingStartTests {
    private enum Limits {
        static let works = 3
        /// A file of its own.
        static let workBytes = 20_000...21_000
        /// So many calls are each made to fail. The tables of a new store take some hundred writes.
        static let everyCallMax = 64
        /// Of more calls so many, spread evenly.
        static let spreadCalls = 16
    }

    /// A service that starts again and again from the same store.
    private struct Starts {
        let drill: FaultDrill
        let faults: DiskFaults
        /// The store that it starts from.
        let ground: String
        let works: [GivenWork]

        var mesh: LocalMesh { drill.mesh }

        /// Puts the store back.
        func restore() async throws {
            for words in [["rm", "-r", mesh.storeFolder], ["cp", "-a", ground, mesh.storeFolder]] {
                let program = try await FinishedProgram(words, logs: mesh.state)
                try #require(program.exit == .code(0), "\(program.errors)")
            }
        }

        /// Whether all that begins with a start is done: the log was cosigned and timed, and no bytes without an item are
        /// left.
        func isSettled() async -> Bool {
            // A process that has just ended may have left what only a writer can read.
            let reading = try? StoreReading(
                path: mesh.storePath, time: SystemTime(), random: SystemRandom(),
                logger: Logger(label: "audit", factory: { _ in SwiftLogNoOpLogHandler() }))
            guard let store = reading else { return false }
            let counts = try? await store.read { snapshot in
                let times = try snapshot.row(
                    "SELECT count(*) AS n FROM checkpoint_times WHERE size = (SELECT size FROM log_head)")
                let files = try snapshot.row("SELECT count(*) AS n FROM contents")
                return (try times?.integer("n") ?? 0, try files?.integer("n") ?? 0)
            }
            await store.close()
            guard let counts, counts.0 == 2 else { return false }
            return FileTree.files(below: "\(mesh.storeFolder)/blobs").count == Int(counts.1)
        }

        /// Starts, and waits until all is done or the process has ended, which it does with a reason. Returns whether it
        /// came that far.
        func run(_ place: String) async throws -> Bool {
            do {
                let service = try await mesh.start(environment: faults.environment)
                var isSettled = false
                try await until {
                    isSettled = await self.isSettled()
                    return isSettled || !service.process.isRunning
                }
                if !service.process.isRunning {
                    #expect(await service.process.wait() == .code(1), "\(place)")
                    #expect(service.log.contains("error"), "\(place): \(service.log)")
                }
                await service.kill()
                return isSettled
            } catch let failure as StartFailure {
                #expect(failure.log.contains(mesh.storeFolder), "\(place): no reason in \(failure.log)")
                return false
            }
        }
    }

    private func starts(from ground: StartGround) async throws -> Starts {
        let drill = try FaultDrill(seed: 500)
        let faults = try await DiskFaults(store: drill.mesh.storeFolder)
        var works: [GivenWork] = []
        if ground == .works {
            let service = try await drill.mesh.start(
                environment: ["COLOPHON_FAULT_POINT": "\(FaultPoint.workKept):\(Limits.works + 1)"])
            let project = try await drill.asAuthor { try await $0.createProject() }
            for _ in 0...Limits.works {
                works += try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
            }
            #expect(await service.process.wait() == .signal(9))
            #expect(works.count { $0.item != nil } == Limits.works)
            works = works.filter { $0.item != nil }
        }
        let copy = drill.mesh.authority.folder.file("ground")
        // Bytes of a work that may still be on its way are left alone, so that they are made old.
        for words in [
            ["cp", "-r", drill.mesh.storeFolder, copy],
            ["find", copy, "-type", "f", "-exec", "touch", "-d", "2 hours ago", "{}", "+"],
        ] {
            let program = try await FinishedProgram(words, logs: drill.mesh.state)
            try #require(program.exit == .code(0), "\(program.errors)")
        }
        return Starts(drill: drill, faults: faults, ground: copy, works: works)
    }

    @Test(
        "a failed call ends the start with a reason or is got over, and the next start has everything",
        arguments: StartGround.allCases, DiskFaults.Kind.allCases)
    func start(from ground: StartGround, kind: DiskFaults.Kind) async throws {
        let starts = try await starts(from: ground)
        let mesh = starts.mesh
        let witness = try WitnessBeside()
        let elsewhere = try LocalMesh()
        let authority = try await elsewhere.start()
        let settings =
            witness.settings + [
                "timestamp_authorities: [{ name: elsewhere, url: \"http://127.0.0.1:\(elsewhere.publicPort)/tsa\", "
                    + "trust: \(elsewhere.state)/pki/tsa-ca.pem }]"
            ]
        try WholeFile.replace(
            mesh.configurationPath,
            with: try WholeFile.text(mesh.configurationPath) + settings.map { "  \($0)\n" }.joined())
        try await witness.serving(mesh) {
            // One that nothing fails in shows how many calls there are.
            try await starts.restore()
            starts.faults.fail(kind, at: .max)
            #expect(try await starts.run("\(ground), whole"))
            let calls = starts.faults.seen
            // Odd, for the store's log takes its writes in pairs.
            let step = calls <= Limits.everyCallMax ? 1 : calls / Limits.spreadCalls | 1
            var (failures, ended) = (0, 0)
            for number in stride(from: 1, through: calls, by: step) {
                let place = "\(ground) \(kind) \(number)"
                try await starts.restore()
                starts.faults.fail(kind, at: number)
                let isWhole = try await starts.run(place)
                let failed = starts.faults.failed
                starts.faults.heal()
                // What a process does by and by may come after the test has left it.
                guard failed != nil else {
                    #expect(isWhole, "\(place)")
                    continue
                }
                failures += 1
                if !isWhole { ended += 1 }
                #expect(try await starts.run("after \(place)"), "after \(place)")
                try await starts.drill.audit(starts.works, place)
                try await starts.drill.checkLog(place)
            }
            // There was something to fail, or this has shown nothing.
            if ground == .nothing || kind != .names { #expect(failures > 0 && ended > 0, "\(ended) of \(failures)") }
            try await starts.drill.fsck()
        }
        #expect(await authority.stop() == .code(0))
    }
}
