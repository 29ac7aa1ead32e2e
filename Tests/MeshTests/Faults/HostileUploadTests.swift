import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// Senders who mean no good, beside one who does.
@Suite("Hostile uploads harm nobody else and leave nothing", .timeLimit(.minutes(5)))
struct HostileUploadTests {
    private enum Limits {
        static let emptySubmissions = 10_000
        static let emptySenders = 20
        /// Of a debug build, whose memory is not what it is in service; a leak of one kilobyte each would show.
        static let emptyKibibytesMax = 10_240
        static let endlessSenders = 6
        static let endlessBytes: UInt64 = 16 << 30
        static let endlessKibibytesMax = 32_768
        static let goodWorks = 30
        static let goodMillisecondsMax = 5_000
        /// More than one account may have on their way.
        static let stalled = 1_100
        static let stalledMax = 1_024
    }

    /// Names of the files that are on their way in.
    private func incoming(_ mesh: LocalMesh) -> [String] {
        FileTree.entries("\(mesh.storeFolder)/blobs/incoming")
    }

    /// Works of an honest account, one after the other, and the longest that one of them took.
    private func good(_ drill: FaultDrill, _ project: String) async throws -> (works: [GivenWork], longest: Duration) {
        let time = SystemTime()
        var works: [GivenWork] = []
        var longest = Duration.zero
        for _ in 0..<Limits.goodWorks {
            let began = time.monotonic()
            works += try await drill.give([drill.work(in: project, bytes: 1_000...9_000)])
            longest = max(longest, time.monotonic().since(began))
        }
        return (works, longest)
    }

    private func expectSealed(_ found: (works: [GivenWork], longest: Duration)) {
        for work in found.works { #expect(work.item != nil, "\(String(describing: work.refusal))") }
        #expect(found.longest < .milliseconds(Limits.goodMillisecondsMax), "\(found.longest)")
    }

    /// Lets `body` end, stops the service and expects a sound store with nothing in it but these works.
    private func expectClean(_ drill: FaultDrill, _ service: RunningService, works: [GivenWork]) async throws {
        let mesh = drill.mesh
        try await eventually { self.incoming(mesh).isEmpty }
        try await drill.prove(works, "the end")
        #expect(await service.stop() == .code(0))
        let audit = try await StoreAudit(mesh)
        #expect(audit.faults == [])
        #expect(audit.items.count == works.count)
        #expect(audit.orphans == [])
        try await drill.fsck()
    }

    /// Waits until it holds; the suite's time is the bound.
    private func eventually(_ condition: @Sendable () -> Bool) async throws {
        while !condition() {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("ten thousand empty submissions are refused at once, and cost no memory, file or row")
    func empty() async throws {
        let drill = try FaultDrill(seed: 80)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var works = try await good(drill, project).works
        // After the first thousand everything that is made once is made.
        let perSender = Limits.emptySubmissions / Limits.emptySenders
        @Sendable func refuse(_ count: Int) async throws -> Int {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                return try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<Limits.emptySenders {
                        group.addTask {
                            var refused = 0
                            for _ in 0..<count {
                                do {
                                    _ = try await author.evidence.submit(
                                        options: author.options(key: Author.freshKey())
                                    ) { writer in
                                        try await writer.write(Author.header(project: theirs, name: "a", size: 0))
                                    }
                                } catch let error as RPCError where error.reason?.reason == "EMPTY_FILE" {
                                    refused += 1
                                }
                            }
                            return refused
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
        }
        var refused = try await refuse(perSender / 10)
        let before = try ProcessStatistics(of: service.process.pid)
        try ProcessStatistics.forgetPeak(of: service.process.pid)
        async let others = good(drill, project)
        refused += try await refuse(perSender - perSender / 10)
        let found = try await others
        let after = try ProcessStatistics(of: service.process.pid)
        #expect(refused == Limits.emptySubmissions)
        expectSealed(found)
        works += found.works
        let grown = after.peakResidentKibibytes - before.residentKibibytes
        #expect(grown < Limits.emptyKibibytesMax, "\(grown) KiB")
        try await expectClean(drill, service, works: works)
    }

    @Test("streams without end take no memory, hold up nobody, and are gone with their senders")
    func endless() async throws {
        let drill = try FaultDrill(seed: 81)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var works = try await good(drill, project).works
        let before = try ProcessStatistics(of: service.process.pid)
        try ProcessStatistics.forgetPeak(of: service.process.pid)
        let hostile = Task {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<Limits.endlessSenders {
                        group.addTask {
                            _ = try? await author.evidence.submit(options: author.options(key: Author.freshKey())) {
                                writer in
                                try await writer.write(
                                    Author.header(project: theirs, name: "a", size: Int(Limits.endlessBytes)))
                                let chunk = Author.chunk([UInt8](repeating: 7, count: Author.chunkBytesMax))
                                while true { try await writer.write(chunk) }
                            }
                        }
                    }
                }
            }
        }
        // All of them are at it.
        try await eventually { self.incoming(mesh).count == Limits.endlessSenders }
        let found = try await good(drill, project)
        expectSealed(found)
        works += found.works
        let after = try ProcessStatistics(of: service.process.pid)
        let grown = after.peakResidentKibibytes - before.residentKibibytes
        #expect(grown < Limits.endlessKibibytesMax, "\(grown) KiB")
        #expect(incoming(mesh).count == Limits.endlessSenders, "they must have been at it until now")
        hostile.cancel()
        _ = await hostile.result
        try await expectClean(drill, service, works: works)
    }

    @Test("senders who stall hold so many places of their own account, and nobody else's")
    func stalled() async throws {
        let drill = try FaultDrill(seed: 82)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        let refused = Counter()
        let hostile = Task {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<Limits.stalled {
                        group.addTask {
                            do {
                                _ = try await author.evidence.submit(
                                    options: author.options(key: Author.freshKey())
                                ) { writer in
                                    try await writer.write(Author.header(project: theirs, name: "a", size: 1 << 20))
                                    // Small enough to be written as they come, and more than a row takes.
                                    for _ in 0..<3 {
                                        try await writer.write(Author.chunk([UInt8](repeating: 1, count: 8_000)))
                                    }
                                    // Nothing more, for as long as the call may last.
                                    let (silence, _) = AsyncStream.makeStream(of: Void.self)
                                    for await _ in silence {}
                                    throw CancellationError()
                                }
                            } catch let error as RPCError where error.reason?.reason == "TOO_MANY_UPLOADS" {
                                refused.add()
                            } catch {
                                // Cancelled at the end.
                            }
                        }
                    }
                }
            }
        }
        try await eventually {
            refused.value == Limits.stalled - Limits.stalledMax && self.incoming(mesh).count == Limits.stalledMax
        }
        let found = try await good(drill, project)
        expectSealed(found)
        #expect(incoming(mesh).count == Limits.stalledMax)
        hostile.cancel()
        _ = await hostile.result
        try await expectClean(drill, service, works: found.works)
    }
}
