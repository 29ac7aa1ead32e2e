import MeshAPI
import MeshCrypto
import MeshRPC
import MeshTestKit
import Testing

/// A service that is asked to stop while it works.
@Suite("SIGTERM drains", .timeLimit(.minutes(10)))
struct DrainTests {
    private static let submissions = 100

    @Test("submissions in flight are finished, and none is lost", .timeLimit(.minutes(2)))
    func drain() async throws {
        let mesh = try LocalMesh(drainSeconds: 60)
        let service = try await mesh.start()
        let bytes = [UInt8](repeating: 5, count: 10_000)
        let half = Array(bytes[..<5_000])
        let gate = Gate()
        let sealed = try await mesh.withAuthor { author in
            let project = try await author.createProject()
            return try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<Self.submissions {
                    group.addTask {
                        let answer = try await author.evidence.submit(options: author.options(key: Author.freshKey())) {
                            writer in
                            try await writer.write(Author.header(project: project, name: "w.bin", size: bytes.count))
                            try await writer.write(Author.chunk(half))
                            await gate.passage()
                            try await writer.write(Author.chunk(half))
                            try await writer.write(Author.digest(Digest.sha256(bytes)))
                        }
                        return answer.evidence?.size == UInt64(bytes.count) ? 1 : 0
                    }
                }
                // All of them have begun at the service; then it is asked to stop, and says that it will.
                while (service.metric("colophon_rpc_server_in_flight", label: "Submit") ?? 0) < Double(Self.submissions)
                {
                    await Task.yield()
                }
                service.process.send(signal: 15)
                while service.isReady { await Task.yield() }
                await gate.open()
                return try await group.reduce(0, +)
            }
        }
        #expect(sealed == Self.submissions)
        #expect(await service.process.wait() == .code(0))
        let audit = try await StoreAudit(mesh)
        #expect(audit.items.count == Self.submissions)
        #expect(audit.faults == [])
        #expect(audit.orphans == [])
    }

    @Test("what has not finished when the time is over is given up, and leaves nothing", .timeLimit(.minutes(1)))
    func graceEnds() async throws {
        let mesh = try LocalMesh(drainSeconds: 1)
        let service = try await mesh.start()
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            let error = await #expect(throws: RPCError.self) {
                try await author.evidence.submit(options: author.options(key: Author.freshKey())) { writer in
                    try await writer.write(Author.header(project: project, name: "w.bin", size: 1_000_000))
                    try await writer.write(Author.chunk([UInt8](repeating: 1, count: 1_000)))
                    service.process.send(signal: 15)
                    // Waits for the service's end, which the writer learns as a failure.
                    while true { try await writer.write(Author.chunk([1])) }
                }
            }
            #expect(error?.code == .unavailable || error?.code == .cancelled, "\(String(describing: error))")
        }
        #expect(await service.process.wait() == .code(0))
        try await mesh.expectNothingSealed()
    }
}

/// Lets everybody wait until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func passage() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}
