import Glibc
import MeshRPC
import MeshTestKit
import NIOCore
import Testing

@Suite("Work that comes up beside reading", .timeLimit(.minutes(2)))
struct LateWorkTests {
    /// A loop with a socket that it watches and never reads, for no channel has it; `body` may write to its other end.
    private func run(_ body: (_ loop: RPCLoop, _ watched: CInt, _ other: CInt) async throws -> Void) async throws {
        let loops = RPCLoops(threads: 1)
        let loop = loops.all[0]
        var ends: [CInt] = [-1, -1]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let watched = ends[0]
        try await loop.eventLoop.submit { loop.watch(watched) }.get()
        try await body(loop, watched, ends[1])
        for end in ends { close(end) }
        try await loops.shutdown()
    }

    /// Starts a task of the loop from the loop, as a timer or a handler does that goes on late.
    private func start(on loop: RPCLoop, _ counter: FlowTests.Counter) async throws {
        try await loop.eventLoop.submit { _ = Task(executorPreference: loop) { counter.add() } }.get()
        // What is scheduled after it has its turn after it.
        for _ in 0..<3 { try await loop.eventLoop.submit {}.get() }
    }

    @Test("without bytes to read it is done at once")
    func atOnce() async throws {
        try await run { loop, _, _ in
            let counter = FlowTests.Counter()
            try await start(on: loop, counter)
            #expect(counter.count == 1)
        }
    }

    @Test("with bytes to read it waits for them, and for no longer than that socket can be read")
    func waits() async throws {
        try await run { loop, watched, other in
            let counter = FlowTests.Counter()
            #expect(write(other, "x", 1) == 1)
            try await start(on: loop, counter)
            #expect(counter.count == 0)
            try await loop.eventLoop.submit { loop.unwatch(watched) }.get()
            try await until { counter.count == 1 }
        }
    }

    @Test("a peer that has left is not waited for")
    func left() async throws {
        try await run { loop, _, other in
            let counter = FlowTests.Counter()
            #expect(write(other, "x", 1) == 1)
            #expect(shutdown(other, CInt(SHUT_RDWR)) == 0)
            try await start(on: loop, counter)
            #expect(counter.count == 1)
        }
    }
}
