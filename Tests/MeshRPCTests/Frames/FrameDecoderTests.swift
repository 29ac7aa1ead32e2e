import MeshRPC
import MeshTestKit
import NIOCore
import Testing

@Suite("Frames are cut from any byte stream", .timeLimit(.minutes(2)))
struct FrameDecoderTests {
    static func frame(
        _ payload: [UInt8], stream: UInt32 = 1, type: FrameType = .data, flags: FrameFlags = []
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeFrameHeader(length: payload.count, stream: stream, type: type, flags: flags)
        buffer.writeBytes(payload)
        return buffer
    }

    static func frames(_ decoder: inout FrameDecoder) -> [Frame] {
        var frames: [Frame] = []
        while case .frame(let frame) = decoder.next() { frames.append(frame) }
        return frames
    }

    @Test("a header is ten bytes, big-endian")
    func header() {
        let bytes = Array(
            Self.frame([7, 8], stream: 0x0102_0304, type: .request, flags: .remoteOpen).readableBytesView)
        #expect(bytes == [0, 0, 0, 2, 1, 2, 3, 4, 0x01, 0x02, 7, 8])
    }

    @Test("a frame cut at any byte comes out whole, and so do the ones around it")
    func splitAnywhere() {
        var wire = Self.frame([1, 2, 3])
        wire.writeImmutableBuffer(Self.frame([], stream: 3, flags: [.remoteClosed, .noData]))
        wire.writeImmutableBuffer(Self.frame([9], stream: 5, type: .response))
        let bytes = Array(wire.readableBytesView)
        for cut in 0...bytes.count {
            var decoder = FrameDecoder()
            decoder.append(ByteBuffer(bytes: bytes[..<cut]))
            var frames = Self.frames(&decoder)
            decoder.append(ByteBuffer(bytes: bytes[cut...]))
            frames += Self.frames(&decoder)
            #expect(frames.map(\.header.stream) == [1, 3, 5], "cut at \(cut)")
            #expect(frames.map { Array($0.payload.readableBytesView) } == [[1, 2, 3], [], [9]], "cut at \(cut)")
            #expect(decoder.next() == .needMore)
            #expect(!decoder.isInsideFrame)
        }
    }

    @Test("four mebibytes are legal, one byte more is not")
    func largest() {
        var decoder = FrameDecoder()
        decoder.append(Self.frame([UInt8](repeating: 1, count: Limits.frameBytesMax)))
        #expect(Self.frames(&decoder).first?.payload.readableBytes == Limits.frameBytesMax)
        let header = FrameHeader(length: UInt32(Limits.frameBytesMax + 1), stream: 9, type: 3)
        var buffer = ByteBuffer()
        buffer.writeFrameHeader(length: Limits.frameBytesMax + 1, stream: 9, type: .data)
        decoder.append(buffer)
        #expect(decoder.next() == .oversize(header))
    }

    @Test("an oversized frame costs exactly its bytes, however they arrive")
    func oversizeIsSkipped() {
        let random = SeededRandom(seed: 41)
        let wire =
            Array(Self.frame([UInt8](repeating: 0xEE, count: 3_000), stream: 7).readableBytesView)
            + Array(Self.frame([1], stream: 9).readableBytesView)
        for _ in 0..<200 {
            var decoder = FrameDecoder(frameBytesMax: 1_000)
            var rest = wire[...]
            var refused: [UInt32] = []
            var frames: [Frame] = []
            while !rest.isEmpty {
                let piece = rest.prefix(random.integer(in: 1...700))
                rest = rest.dropFirst(piece.count)
                decoder.append(ByteBuffer(bytes: piece))
                steps: while true {
                    switch decoder.next() {
                    case .oversize(let header): refused.append(header.stream)
                    case .frame(let frame): frames.append(frame)
                    case .needMore: break steps
                    case .alien: Issue.record("nothing alien here")
                    }
                }
                #expect(decoder.heldBytes < 1_010, "skipped bytes are not kept")
            }
            #expect(refused == [7])
            #expect(frames.map(\.header.stream) == [9])
        }
    }

    @Test(
        "a first byte that cannot begin a frame is named and ends it",
        arguments: [
            ([0x16, 0x03, 0x01], FrameDecoder.Alien.tls), (Array("PRI * HTTP/2.0\r\n".utf8), .http),
            (Array("GET / HTTP/1.1".utf8), .http), ([0x80], .other(0x80)),
        ])
    func alien(bytes: [UInt8], expected: FrameDecoder.Alien) {
        var decoder = FrameDecoder()
        decoder.append(ByteBuffer(bytes: bytes))
        #expect(decoder.next() == .alien(expected))
        decoder.append(ByteBuffer(bytes: bytes))
        #expect(decoder.next() == .needMore, "nothing more comes out")
        #expect(decoder.heldBytes == 0)
    }

    @Test("random bytes never crash it, never hold more than a frame, and well-formed frames survive random cuts")
    func fuzz() {
        let random = SeededRandom(seed: 0xF0_22)
        for round in 0..<20_000 {
            var decoder = FrameDecoder(frameBytesMax: 512)
            var wire: [UInt8] = []
            var expected = 0
            for _ in 0..<random.integer(in: 0...4) {
                if random.integer(in: 0...3) == 0 {
                    wire += random.bytes(random.integer(in: 0...40))
                    // What follows noise cannot be foretold; only that nothing breaks.
                    expected = -1
                } else {
                    let payload = random.bytes(random.integer(in: 0...300))
                    wire += Array(
                        Self.frame(payload, stream: UInt32(truncatingIfNeeded: random.next())).readableBytesView)
                    if expected >= 0 { expected += 1 }
                }
            }
            var seen = 0
            var rest = wire[...]
            var steps = 0
            while !rest.isEmpty {
                let piece = rest.prefix(random.integer(in: 1...97))
                rest = rest.dropFirst(piece.count)
                decoder.append(ByteBuffer(bytes: piece))
                loop: while true {
                    steps += 1
                    switch decoder.next() {
                    case .frame(let frame):
                        #expect(frame.payload.readableBytes == Int(frame.header.length))
                        seen += 1
                    case .oversize: break
                    case .alien, .needMore: break loop
                    }
                }
            }
            #expect(decoder.heldBytes <= 512 + Limits.frameHeaderBytes + 97, "seed 0xF022, round \(round)")
            #expect(steps <= wire.count * 2 + 4, "bounded work")
            if expected >= 0 { #expect(seen == expected, "seed 0xF022, round \(round)") }
        }
    }
}
