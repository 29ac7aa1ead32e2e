import Logging
import MeshRPC
import MeshTestKit
import NIOCore
import ProtobufC
import Testing

@Suite("Every trap of the protocol, by a peer that speaks single frames over TLS", .timeLimit(.minutes(2)))
struct TrapTests {
    static func run(
        _ service: TestService = TestService(), limits: ServerLimits = ServerLimits(), base: Bool = false,
        _ body: (RawPeer, Playground) async throws -> Void
    ) async throws {
        try await Playground.run(.tls, service, server: limits, baseCallers: ["operator"]) { playground in
            let peer = try await RawPeer(
                port: playground.port, applicationProtocols: base ? [] : ["colophon/1"])
            try await body(peer, playground)
            try await peer.close()
        }
    }

    @Test("the first frame of a colophon/1 server is Settings")
    func settings() async throws {
        try await Self.run(limits: ServerLimits(streamsPerConnectionMax: 7)) { peer, _ in
            let first = try #require(await peer.next())
            #expect(first.header.knownType == .settings)
            #expect(Settings.initial.updated(by: first.payload)?.streamsMax == 7)
        }
    }

    @Test("an even, zero, repeated or lower id is refused on that id, and the connection lives")
    func badIDs() async throws {
        try await Self.run { peer, _ in
            await peer.request("EmptyCall", stream: 5)
            try await peer.expect(0, stream: 5)
            for stream in [UInt32(4), 6, 0, 5, 3, 0x8000_0001] {
                await peer.request("EmptyCall", stream: stream)
                try await peer.expect(3, stream: stream)
            }
            await peer.request("EmptyCall", stream: 7)
            try await peer.expect(0, stream: 7)
        }
    }

    @Test("Data on a stream that was never opened is refused, on a finished one ignored, on a unary one refused")
    func strayData() async throws {
        let go = Signal(Void.self)
        try await Self.run(TestService(empty: { _ in _ = await go.next() })) { peer, _ in
            await peer.send([1, 2], stream: 99, type: .data)
            try await peer.expect(3, stream: 99)
            await peer.request("UnaryCall", stream: 101)
            try await peer.expect(0, stream: 101)
            await peer.send([1, 2], stream: 101, type: .data)
            await peer.request("EmptyCall", stream: 103)
            await peer.send([1, 2], stream: 103, type: .data)
            try await peer.expect(3, stream: 103)
            go.tell()
            await peer.request("UnaryCall", stream: 105)
            try await peer.expect(0, stream: 105)
        }
    }

    @Test("an oversized frame costs exactly its bytes: its stream is refused, the connection lives")
    func oversize() async throws {
        try await Self.run { peer, _ in
            var buffer = ByteBuffer()
            buffer.writeFrameHeader(length: 5 << 20, stream: 1, type: .request)
            buffer.writeRepeatingByte(0xEE, count: 5 << 20)
            await peer.send(buffer)
            try await peer.expect(8, stream: 1)
            await peer.request("EmptyCall", stream: 1)
            try await peer.expect(3, stream: 1)
            await peer.request("EmptyCall", stream: 3)
            try await peer.expect(0, stream: 3)
        }
    }

    @Test("an oversized Data fails its stream alone")
    func oversizeData() async throws {
        try await Self.run { peer, _ in
            await peer.request("StreamingInputCall", stream: 1, flags: [.remoteOpen, .noData])
            var buffer = ByteBuffer()
            buffer.writeFrameHeader(length: 4 << 20 + 1, stream: 1, type: .data)
            buffer.writeRepeatingByte(0xEE, count: 4 << 20 + 1)
            await peer.send(buffer)
            try await peer.expect(8, stream: 1)
            await peer.request("EmptyCall", stream: 3)
            try await peer.expect(0, stream: 3)
        }
    }

    @Test("a stream may open with 0x02 or 0x06; an empty Data is a message unless it says no-data")
    func flags() async throws {
        let service = TestService(input: { requests, _ in
            var count: Int32 = 0
            for try await _ in requests { count += 1 }
            return .init(aggregatedPayloadSize: count)
        })
        try await Self.run(service) { peer, _ in
            for (stream, flags) in [(UInt32(1), FrameFlags.remoteOpen), (3, [.remoteOpen, .noData])] {
                await peer.request("StreamingInputCall", stream: stream, flags: flags)
                await peer.send(stream: stream, type: .data)
                await peer.send(stream: stream, type: .data)
                await peer.send(stream: stream, type: .data, flags: [.remoteClosed, .noData])
                let response = try #require(try await peer.response(stream: stream))
                #expect(
                    try GRPCTesting.StreamingInputCallResponse(serialized: response.payload).aggregatedPayloadSize == 2)
            }
        }
    }

    @Test("the end of a server's stream is an empty Data with 0x05", arguments: [true, false])
    func streamEnd(base: Bool) async throws {
        try await Self.run(base: base) { peer, _ in
            await peer.request("StreamingOutputCall", ShapeTests.ask(3).serialized(), stream: 1, flags: .remoteClosed)
            let data = try #require(await peer.next(stream: 1))
            #expect(data.header.knownType == .data && data.header.flags == [])
            let end = try #require(await peer.next(stream: 1))
            #expect(end.header == FrameHeader(length: 0, stream: 1, type: 3, flags: [.remoteClosed, .noData]))
        }
    }

    @Test("a message beside the end of a stream is a message, and the last", arguments: [true, false])
    func lastMessage(base: Bool) async throws {
        try await Self.run(base: base) { peer, _ in
            await peer.request("StreamingInputCall", stream: 1, flags: .remoteOpen)
            let message = GRPCTesting.StreamingInputCallRequest(payload: TestService.payload(7)).serialized()
            await peer.send(message, stream: 1, type: .data)
            await peer.send(message, stream: 1, type: .data, flags: .remoteClosed)
            let response = try #require(try await peer.response(stream: 1))
            let sum = try GRPCTesting.StreamingInputCallResponse(serialized: response.payload)
            #expect(sum.aggregatedPayloadSize == 14)
        }
    }

    @Test(
        "trailers end a stream as a Response; a base peer, who knows none, gets the empty Data",
        arguments: [true, false])
    func streamTrailers(base: Bool) async throws {
        let service = TestService(output: { _, _, context in context.setTrailer("x-end", "yes") })
        try await Self.run(service, base: base) { peer, _ in
            await peer.request("StreamingOutputCall", stream: 1)
            let end = try #require(await peer.next(stream: 1))
            if base {
                #expect(end.header == FrameHeader(length: 0, stream: 1, type: 3, flags: [.remoteClosed, .noData]))
            } else {
                let response = try TTRPC.Response(serialized: Array(end.payload.readableBytesView))
                #expect(end.header.knownType == .response)
                #expect(response.trailers == [TTRPC.KeyValue(key: "x-end", value: "yes")])
            }
        }
    }

    @Test("metadata has bounds, and is text", arguments: [true, false])
    func metadataBounds(base: Bool) async throws {
        try await Self.run(base: base) { peer, _ in
            func pair(_ key: String, _ value: String) -> TTRPC.KeyValue { TTRPC.KeyValue(key: key, value: value) }
            let pairs = (0..<Limits.metadataPairsMax).map { pair("k\($0)", "") }
            let bytes = [pair("k", String(repeating: "v", count: Limits.metadataBytesMax - 1))]
            let cases: [(Int32, [TTRPC.KeyValue])] = [
                (0, pairs), (3, pairs + [pair("one", "more")]), (0, bytes), (3, bytes + [pair("", "x")]),
            ]
            var stream: UInt32 = 1
            for (code, metadata) in cases {
                await peer.request("EmptyCall", stream: stream, metadata: metadata)
                try await peer.expect(code, stream: stream)
                stream += 2
            }
            // The value's one byte replaced by one that no UTF-8 text holds.
            var request = TTRPC.Request(
                service: "grpc.testing.TestService", method: "EmptyCall", metadata: [pair("k", "v")]
            ).serialized()
            let last = try #require(request.lastIndex(of: UInt8(ascii: "v")))
            request[last] = 0xFF
            await peer.send(request, stream: stream, type: .request)
            try await peer.expect(3, stream: stream)
        }
    }

    @Test(
        "a malformed control frame closes with a GoAway that says so",
        arguments: [
            (FrameType.ping, [UInt8](repeating: 0, count: 9)), (.window, [0, 0, 0, 1, 0]), (.settings, [0, 1, 0]),
            (.goAway, [0, 0, 0, 1]),
        ])
    func malformedControl(type: FrameType, payload: [UInt8]) async throws {
        try await Self.run { peer, _ in
            await peer.send(payload, stream: 0, type: type)
            let goAway = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(goAway.payload)?.code == 3)
            while await peer.next() != nil {}
        }
    }

    @Test("empty messages that nobody reads are bounded as well", arguments: [true, false])
    func unreadEmptyMessages(base: Bool) async throws {
        let go = Signal(Void.self)
        let service = TestService(input: { _, _ in
            _ = await go.next()
            return .init()
        })
        try await Self.run(service, base: base) { peer, _ in
            await peer.request("StreamingInputCall", stream: 1, flags: [.remoteOpen, .noData])
            var messages = ByteBuffer()
            for _ in 0...Limits.streamUnreadMessagesMax { messages.writeFrameHeader(length: 0, stream: 1, type: .data) }
            await peer.send(messages)
            try await peer.expect(8, stream: 1)
            go.tell()
        }
    }

    @Test("a base peer that does not read is cut off before its answers fill the memory")
    func unreadAnswers() async throws {
        try await Self.run(base: true) { peer, playground in
            await peer.stopReading()
            let request = GRPCTesting.SimpleRequest(responseSize: 1 << 20).serialized()
            for stream in 0..<UInt32(64) { await peer.request("UnaryCall", request, stream: stream * 2 + 1) }
            try await until { await playground.server.connections().isEmpty }
        }
    }

    @Test("answers that wait for a window are bounded, and those that nobody waits for any more do not count")
    func answersWithoutWindow() async throws {
        try await Self.run { peer, _ in
            var closed = ByteBuffer()
            closed.writeSettings(
                Settings(frameBytesMax: 4 << 20, streamWindowBytes: 65_536, connectionWindowBytes: 0, streamsMax: 0))
            await peer.send(closed)
            let request = GRPCTesting.SimpleRequest(responseSize: 4 << 20 - 100).serialized()
            let count = UInt32(Limits.unsentAnswersBytesMax >> 22) + 1
            // Given up before they could be answered: nothing of them is kept once room is needed.
            for stream in 0..<count {
                await peer.request("UnaryCall", request, stream: stream * 2 + 1)
                await peer.send([0, 0, 0, 1], stream: stream * 2 + 1, type: .cancel)
            }
            let first = count * 2 + 1
            for stream in 0..<count { await peer.request("UnaryCall", request, stream: first + stream * 2) }
            // The one too many is told so, though the window is closed.
            try await peer.expect(8, stream: first + (count - 1) * 2)
            var open = ByteBuffer()
            open.writeWindow(stream: 0, bytes: UInt32(Limits.windowBytesMax / 2))
            await peer.send(open)
            for stream in 0..<count - 1 { try await peer.expect(0, stream: first + stream * 2) }
        }
    }

    @Test("a base peer is never sent a frame of ours, whatever it sends")
    func baseIsLeftAlone() async throws {
        try await Self.run(limits: ServerLimits(streamWindowBytes: 64 << 10), base: true) { peer, playground in
            // More than half of the window, read by the time that the answer comes.
            await peer.request("FullDuplexCall", stream: 1, flags: [.remoteOpen, .noData])
            var ask = ShapeTests.ask(1)
            ask.payload = TestService.payload(40_000)
            await peer.send(ask.serialized(), stream: 1, type: .data)
            #expect(await peer.next()?.header.knownType == .data)
            await peer.send(stream: 1, type: .data, flags: [.remoteClosed, .noData])
            #expect(await peer.next()?.header.flags == [.remoteClosed, .noData])
            var ping = ByteBuffer()
            ping.writePing(7, isAnswer: false)
            await peer.send(ping)
            await peer.request("StreamingOutputCall", ShapeTests.ask(1, 2).serialized(), stream: 3)
            await peer.request("UnaryCall", stream: 5)
            await peer.send([0, 0, 0, 1], stream: 7, type: .cancel)
            await peer.request("EmptyCall", stream: 7)
            var kinds: Set<UInt8> = []
            while let frame = await peer.next() {
                kinds.insert(frame.header.type)
                if frame.header.stream == 7 { break }
            }
            #expect(kinds == [2, 3])
            await playground.server.drain(grace: .milliseconds(50))
            while let frame = await peer.next() { Issue.record("\(frame.header)") }
        }
    }

    @Test("a base caller who is not admitted is refused, call by call")
    func baseRefused() async throws {
        try await Playground.run(.tls) { playground in
            let peer = try await RawPeer(port: playground.port, applicationProtocols: ["ttrpc"])
            await peer.request("EmptyCall", stream: 1)
            try await peer.expect(7, stream: 1)
            try await peer.close()
        }
    }

    @Test("an unknown type is skipped, with our protocol and without", arguments: [true, false])
    func unknownType(base: Bool) async throws {
        try await Self.run(base: base) { peer, _ in
            var buffer = ByteBuffer()
            buffer.writeMultipleIntegers(UInt32(3), UInt32(1), UInt8(0x77), UInt8(0xFF))
            buffer.writeBytes([1, 2, 3])
            await peer.send(buffer)
            await peer.request("EmptyCall", stream: 1)
            try await peer.expect(0, stream: 1)
        }
    }

    @Test(
        "a first byte that is not zero closes the connection at once, with a log line that says what the peer speaks",
        arguments: [
            (Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), "HTTP"),
            ([0x16, 0x03, 0x01, 0x02, 0x00, 0x01], "TLS"), ([0x7F], "unknown (first byte 127)"),
        ], [true, false])
    func alien(_ sent: ([UInt8], speaks: String), base: Bool) async throws {
        let (log, cancelled, started) = (Heard(), Signal(Void.self), Signal(Void.self))
        let service = TestService(empty: { _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
        })
        try await Playground.run(.tls, service, baseCallers: ["operator"], logger: log.logger) { playground in
            let peer = try await RawPeer(port: playground.port, applicationProtocols: base ? [] : ["colophon/1"])
            await peer.request("EmptyCall", stream: 1)
            _ = await started.next()
            await peer.send(ByteBuffer(bytes: sent.0))
            while await peer.next() != nil {}
            #expect(await cancelled.next() != nil)
            #expect(
                log.lines(.warning) == ["closing: the peer does not speak ttrpc, this looks like \(sent.speaks)"])
            #expect(log.metadata("peer", .warning) == ["spiffe://colophon/operator/1"])
            try await peer.close()
        }
    }

    @Test("a negative timeout is none")
    func negativeTimeout() async throws {
        try await Self.run(TestService(empty: { context in #expect(context.deadline == nil) })) { peer, _ in
            await peer.request("EmptyCall", stream: 1, timeoutNanoseconds: -5)
            try await peer.expect(0, stream: 1)
        }
    }

    @Test("the server ends a call at its deadline by itself")
    func deadline() async throws {
        let cancelled = Signal(Void.self)
        let service = TestService(empty: { _ in try await DeadlineTests.sleepUntilCancelled(cancelled) })
        try await Self.run(service) { peer, _ in
            await peer.request("EmptyCall", stream: 1, timeoutNanoseconds: 20_000_000)
            try await peer.expect(4, stream: 1)
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("the end of the peer's sending cancels everything on its connection")
    func halfClose() async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(empty: { _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
        })
        try await Self.run(service) { peer, _ in
            await peer.request("EmptyCall", stream: 1)
            _ = await started.next()
            try await peer.close()
            #expect(await cancelled.next() != nil)
        }
    }

    @Test("Ping comes back with the same eight bytes")
    func ping() async throws {
        try await Self.run { peer, _ in
            var ping = ByteBuffer()
            ping.writePing(0x0102_0304_0506_0708, isAnswer: false)
            await peer.send(ping)
            let pong = try #require(await peer.next(stream: 0, .pong))
            #expect(Array(pong.payload.readableBytesView) == [1, 2, 3, 4, 5, 6, 7, 8])
        }
    }

    @Test("a flood of pings or cancels ends in a GoAway that says so", arguments: [FrameType.ping, .cancel])
    func flood(type: FrameType) async throws {
        try await Self.run { peer, _ in
            var flood = ByteBuffer()
            for _ in 0..<(Limits.controlFramesPerSecondMax * 3) {
                if type == .ping { flood.writePing(1, isAnswer: false) } else { flood.writeCancel(stream: 1, code: 1) }
            }
            await peer.send(flood)
            let frame = try #require(await peer.next(stream: 0, .goAway))
            let goAway = try #require(GoAway(frame.payload))
            #expect(goAway.code == 8)
            #expect(goAway.text.contains("enhance your calm"))
            while await peer.next() != nil {}
        }
    }

    @Test("a stream that overruns its window is refused alone, a window that overflows closes")
    func windows() async throws {
        let go = Signal(Void.self)
        let service = TestService(input: { requests, _ in
            _ = await go.next()
            for try await _ in requests {}
            return .init()
        })
        let limits = ServerLimits(streamWindowBytes: 64 << 10)
        try await Self.run(service, limits: limits) { peer, _ in
            await peer.request("StreamingInputCall", stream: 1, flags: [.remoteOpen, .noData])
            let message = GRPCTesting.StreamingInputCallRequest(payload: TestService.payload(40_000)).serialized()
            for _ in 0..<3 { await peer.send(message, stream: 1, type: .data) }
            try await peer.expect(8, stream: 1)
            await peer.request("EmptyCall", stream: 3)
            try await peer.expect(0, stream: 3)
            for _ in 0..<2 { await peer.send([0x7F, 0xFF, 0xFF, 0xFF], stream: 0, type: .window) }
            let goAway = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(goAway.payload)?.code == 8)
            go.tell()
        }
    }

    @Test("streams beyond the limit are refused before any work, and told so")
    func tooManyStreams() async throws {
        let go = Signal(Void.self)
        let service = TestService(empty: { _ in _ = await go.next() })
        try await Self.run(service, limits: ServerLimits(streamsPerConnectionMax: 2)) { peer, _ in
            for stream in [UInt32(1), 3, 5] { await peer.request("EmptyCall", stream: stream) }
            let refusal = try #require(try await peer.response(stream: 5)?.status)
            #expect(refusal.code == 14)
            let reason = try GoogleRPC.ErrorInfo(serialized: try #require(refusal.details.first).value)
            #expect(reason == GoogleRPC.ErrorInfo(reason: "REFUSED_BEFORE_WORK", domain: "colophon.rpc"))
            go.tell()
            go.tell()
        }
    }

    @Test("a cancelled stream is over; its neighbours and its late frames do not matter")
    func cancel() async throws {
        let (started, cancelled) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(empty: { _ in
            started.tell()
            try await DeadlineTests.sleepUntilCancelled(cancelled)
        })
        try await Self.run(service) { peer, playground in
            await peer.request("EmptyCall", stream: 1)
            _ = await started.next()
            await peer.send([0, 0, 0, 1], stream: 1, type: .cancel)
            #expect(await cancelled.next() != nil)
            await peer.send([0, 0, 0, 1], stream: 1, type: .cancel)
            await peer.send([1], stream: 1, type: .data)
            await peer.request("UnaryCall", stream: 3)
            try await peer.expect(0, stream: 3)
            #expect(await playground.server.calls().recent.map(\.status) == ["CANCELLED", "OK"])
        }
    }

    @Test("a draining server says so twice and closes when the client has left")
    func goAway() async throws {
        let (started, go) = (Signal(Void.self), Signal(Void.self))
        let service = TestService(empty: { _ in
            started.tell()
            _ = await go.next()
        })
        try await Self.run(service) { peer, playground in
            await peer.request("EmptyCall", stream: 1)
            _ = await started.next()
            let server = playground.server
            let drain = Task { await server.drain(grace: .seconds(20)) }
            let first = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(first.payload)?.lastStream == Limits.streamIDMax)
            // A request that crossed the farewell is still served.
            await peer.request("UnaryCall", stream: 3)
            try await peer.expect(0, stream: 3)
            go.tell()
            try await peer.expect(0, stream: 1)
            let last = try #require(await peer.next(stream: 0, .goAway))
            #expect(GoAway(last.payload)?.lastStream == 3)
            try await peer.close()
            await drain.value
        }
    }
}
