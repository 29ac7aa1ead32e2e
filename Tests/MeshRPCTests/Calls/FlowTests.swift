import MeshRPC
import MeshTestKit
import ProtobufC
import Synchronization
import Testing

@Suite("Flow control", .timeLimit(.minutes(2)))
struct FlowTests {
    /// Counts what was written, readable while writing goes on.
    final class Counter: Sendable {
        private let value = Atomic<Int>(0)
        func add(_ number: Int = 1) { value.wrappingAdd(number, ordering: .relaxed) }
        var count: Int { value.load(ordering: .relaxed) }
    }

    /// How many are inside at once, at most.
    final class Gauge: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { counts.withLock { $0.now -= 1 } }
        var most: Int { counts.withLock { $0.most } }
    }

    @Test("a reader that does not read holds its own stream only", arguments: Transport.allCases)
    func slowReader(_ transport: Transport) async throws {
        let written = Counter()
        let total = 2_000
        let service = TestService(output: { _, responses, _ in
            for _ in 0..<total {
                try await responses.write(.init(payload: TestService.payload(1_000)))
                written.add()
            }
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let (reading, go) = (Signal(Void.self), Signal(Void.self))
            let reader = Task {
                try await stub.streamingOutputCall(.init()) { stream in
                    var iterator = stream.makeAsyncIterator()
                    _ = try await iterator.next()
                    reading.tell()
                    _ = await go.next()
                    var count = 1
                    while try await iterator.next() != nil { count += 1 }
                    return count
                }
            }
            _ = await reading.next()
            // Others on the same connection go on, many times the stalled stream's window.
            for _ in 0..<300 {
                let found = try await stub.unaryCall(.init(responseSize: 10_000)).payload?.body.count
                #expect(found == 10_000)
            }
            // The stream's window is 256 KiB, a message about 1 KB: the writer is stopped long before the end.
            #expect(written.count < 400, "\(written.count) of \(total)")
            go.tell()
            let found2 = try await reader.value
            #expect(found2 == total)
            #expect(written.count == total)
        }
    }

    @Test("a server that does not read holds its caller, not its neighbours", arguments: Transport.allCases)
    func slowServer(_ transport: Transport) async throws {
        let go = Signal(Void.self)
        let service = TestService(input: { requests, _ in
            var iterator = requests.makeAsyncIterator()
            _ = try await iterator.next()
            _ = await go.next()
            var count: Int32 = 1
            while try await iterator.next() != nil { count += 1 }
            return .init(aggregatedPayloadSize: count)
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            let written = Counter()
            let writer = Task {
                try await stub.streamingInputCall { writer in
                    for _ in 0..<1_000 {
                        try await writer.write(.init(payload: TestService.payload(1_000)))
                        written.add()
                    }
                }
            }
            for _ in 0..<200 { _ = try await stub.unaryCall(.init(payload: TestService.payload(10_000))) }
            #expect(written.count < 400)
            go.tell()
            let found3 = try await writer.value.aggregatedPayloadSize
            #expect(found3 == 1_000)
        }
    }

    @Test("messages larger than a window pass one at a time", arguments: Transport.allCases)
    func large(_ transport: Transport) async throws {
        try await Playground.run(transport) { playground in
            let sum = try await playground.stub.streamingInputCall { writer in
                for _ in 0..<12 { try await writer.write(.init(payload: TestService.payload(3 << 20))) }
            }
            #expect(sum.aggregatedPayloadSize == 12 * 3 << 20)
            let total = try await playground.stub.streamingOutputCall(ShapeTests.ask(3 << 20, 1, 4_000_000, 3 << 20)) {
                stream in
                var total = 0
                for try await part in stream { total += part.payload?.body.count ?? 0 }
                return total
            }
            #expect(total == 6 << 20 + 4_000_001)
        }
    }

    /// Bytes that differ everywhere, so that none can be lost, doubled or moved unseen.
    private static func pattern(_ count: Int, seed: Int) -> [UInt8] {
        SeededRandom(seed: UInt64(seed)).bytes(count)
    }

    /// Around the sizes at which a frame is cut into pieces, large and small by turns.
    private static let mixedSizes: [Int] = [
        10, 65_000, 65_520, 65_536, 65_600, 1, 131_072, 3, 200_000, 16_384, 1_048_576, 0, 77, 4_000_000, 5,
    ]

    @Test("large messages arrive byte for byte, small ones between them", arguments: Transport.allCases)
    func pieces(_ transport: Transport) async throws {
        let sizes = Self.mixedSizes
        let service = TestService(
            output: { _, responses, _ in
                for (index, size) in sizes.enumerated() {
                    try await responses.write(.init(payload: .init(body: Self.pattern(size, seed: index))))
                }
            },
            input: { requests, _ in
                var index = 0
                for try await request in requests {
                    let isSame = request.payload?.body == Self.pattern(sizes[index], seed: index)
                    guard isSame else { throw RPCError.dataLoss("message \(index)") }
                    index += 1
                }
                return .init(aggregatedPayloadSize: Int32(index))
            })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            // Other calls write into the same turns.
            let others = Task {
                while !Task.isCancelled { _ = try await stub.unaryCall(.init(payload: TestService.payload(3_000))) }
            }
            let sent = try await stub.streamingInputCall { writer in
                for (index, size) in sizes.enumerated() {
                    try await writer.write(.init(payload: .init(body: Self.pattern(size, seed: index))))
                }
            }
            #expect(sent.aggregatedPayloadSize == Int32(sizes.count))
            try await stub.streamingOutputCall(.init()) { stream in
                var index = 0
                for try await part in stream {
                    let isSame = part.payload?.body == Self.pattern(sizes[index], seed: index)
                    #expect(isSame, "message \(index) of \(sizes[index]) bytes")
                    index += 1
                }
                #expect(index == sizes.count)
            }
            others.cancel()
            _ = await others.result
        }
    }

    @Test(
        "a reader of large messages that keeps up has one on its way while it reads another; one that stops holds few",
        arguments: Transport.allCases)
    func widened(_ transport: Transport) async throws {
        let written = Counter()
        let bytes = 1 << 20
        let service = TestService(output: { _, responses, _ in
            for _ in 0..<64 {
                try await responses.write(.init(payload: TestService.payload(bytes)))
                written.add()
            }
        })
        try await Playground.run(transport, service) { playground in
            let stub = playground.stub
            try await stub.streamingOutputCall(.init()) { stream in
                var iterator = stream.makeAsyncIterator()
                // Unread from the start: the window is as it was, and one message overdraws it.
                try await Self.settled(written)
                #expect(written.count == 1)
                for _ in 0..<4 { _ = try await iterator.next() }
                // Now two fit, and a third overdraws.
                try await Self.settled(written)
                #expect((5...7).contains(written.count), "\(written.count)")
                let before = written.count
                _ = try await stub.unaryCall(.init(payload: TestService.payload(10)))
                #expect(written.count == before)
                var count = 4
                while try await iterator.next() != nil { count += 1 }
                #expect(count == 64)
            }
        }
    }

    /// Waits until nothing was written for a while.
    private static func settled(_ counter: Counter) async throws {
        var last = -1
        while counter.count != last || last == 0 {
            last = counter.count
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    @Test("many megabytes of unary calls keep the connection's window open", arguments: Transport.allCases)
    func connectionWindow(_ transport: Transport) async throws {
        let limits = ServerLimits(streamWindowBytes: 64 << 10, connectionWindowBytes: 1 << 20)
        try await Playground.run(
            transport, server: limits, client: ClientConfiguration(connectionWindowBytes: 1 << 20)
        ) { playground in
            let stub = playground.stub
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        for _ in 0..<20 {
                            let response = try await stub.unaryCall(
                                .init(responseSize: 100_000, payload: TestService.payload(100_000)))
                            #expect(response.payload?.body.count == 100_000)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a base-ttrpc stream that nobody reads fails alone", arguments: Transport.allCases)
    func baseSlowReader(_ transport: Transport) async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(input: { requests, _ in
            started.tell()
            _ = await go.next()
            for try await _ in requests {}
            return .init()
        })
        try await Playground.run(
            transport, service, client: ClientConfiguration(base: true), baseCallers: ["operator"]
        ) { playground in
            let stub = playground.stub
            let writer = Task {
                try await stub.streamingInputCall { writer in
                    while true { try await writer.write(.init(payload: TestService.payload(1_000))) }
                }
            }
            let error = await #expect(throws: RPCError.self) { try await writer.value }
            #expect(error?.code == .resourceExhausted)
            go.tell()
            _ = try await stub.emptyCall(.init())
            #expect(await playground.server.connections().count == 1)
        }
    }
}
