import MeshRPC
import NIOCore

/// The frame decoder.
struct DecoderTarget: FuzzTarget {
    private static let bounds = [8, 64, 1_024, Limits.frameBytesMax]

    func input(_ random: SeededRandom) -> [UInt8] {
        var noise = FrameNoise(head: random.bytes(FuzzHead.byteCount))
        for _ in 0..<random.integer(in: 50...400) {
            let word = random.next()
            let (stream, kind) = (UInt32(truncatingIfNeeded: word >> 16) & 0xFF, UInt8(truncatingIfNeeded: word >> 8))
            switch word & 0xFF {
            case 0: noise.frame(kind, stream: stream, random.bytes(random.integer(in: 0...2_000)))
            case 1:
                noise.header(length: UInt32(truncatingIfNeeded: random.edge()) & 0xFF_FFFF, kind, stream: 1, flags: 0)
            case 2: noise.frame(kind, stream: UInt32(truncatingIfNeeded: random.edge()), random.bytes(60))
            default:
                let payload = (0..<Int(word >> 24 & 7)).map { UInt8(truncatingIfNeeded: word >> (UInt64($0) * 8)) }
                noise.frame(kind % 12, stream: stream, flags: kind >> 5, payload)
            }
        }
        return random.once(in: 4) ? random.mutated(noise.bytes) : noise.bytes
    }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 0 }
        let bytes = Array(head.content)
        let bound = Self.bounds[Int(head.choice & 3)]
        let expected = FrameOracle(bytes, frameBytesMax: bound)
        try compare(expected, decode([bytes[...]], bound), "in one piece")
        let pieces = head.random.pieces(of: bytes[...], most: head.choice & 4 == 0 ? 100 : 7)
        try compare(expected, decode(pieces, bound), "in \(pieces.count) pieces")
        return expected.steps.count
    }

    private typealias Outcome = (steps: [FrameDecoder.Step], isInside: Bool)

    private func decode(_ pieces: [ArraySlice<UInt8>], _ bound: Int) throws -> Outcome {
        var decoder = FrameDecoder(frameBytesMax: bound)
        var steps: [FrameDecoder.Step] = []
        for piece in pieces {
            decoder.append(ByteBuffer(bytes: piece))
            while true {
                let step = decoder.next()
                if step == .needMore { break }
                steps.append(step)
            }
            guard decoder.heldBytes < Limits.frameHeaderBytes + bound else {
                throw FuzzFinding("\(decoder.heldBytes) bytes are held, and a frame has at most \(bound)")
            }
        }
        return (steps, decoder.isInsideFrame)
    }

    private func compare(_ expected: FrameOracle, _ found: Outcome, _ how: String) throws {
        for (index, (right, step)) in zip(expected.steps, found.steps).enumerated() where right != step {
            throw FuzzFinding("\(how), step \(index) is \(step) and should be \(right)")
        }
        guard expected.steps.count == found.steps.count else {
            throw FuzzFinding("\(how), \(found.steps.count) steps and should be \(expected.steps.count)")
        }
        guard expected.endsInside == found.isInside else {
            throw FuzzFinding("\(how), the bytes should end \(expected.endsInside ? "inside" : "between frames")")
        }
    }
}
