import MeshRPC
import NIOCore

/// What a frame decoder must say about bytes, found the slow and obvious way.
struct FrameOracle {
    private(set) var steps: [FrameDecoder.Step] = []
    /// Whether the bytes end inside a frame.
    private(set) var endsInside = false

    init(_ bytes: [UInt8], frameBytesMax: Int) {
        func number(_ place: Int) -> UInt32 { bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        var place = 0
        while place < bytes.count {
            guard bytes[place] == 0 else {
                steps.append(.alien(Self.alien(bytes[place])))
                return
            }
            guard bytes.count - place >= Limits.frameHeaderBytes else { break }
            let length = Int(number(place))
            let header = FrameHeader(
                length: UInt32(length), stream: number(place + 4), type: bytes[place + 8],
                flags: FrameFlags(rawValue: bytes[place + 9]))
            let end = place + Limits.frameHeaderBytes + length
            guard length <= frameBytesMax else {
                steps.append(.oversize(header))
                guard end <= bytes.count else {
                    endsInside = true
                    return
                }
                place = end
                continue
            }
            guard end <= bytes.count else { break }
            let payload = bytes[(place + Limits.frameHeaderBytes)..<end]
            steps.append(.frame(Frame(header: header, payload: ByteBuffer(bytes: payload))))
            place = end
        }
        endsInside = place < bytes.count
    }

    private static func alien(_ first: UInt8) -> FrameDecoder.Alien {
        switch first {
        case 0x15, 0x16: .tls
        case UInt8(ascii: "P"), UInt8(ascii: "G"), UInt8(ascii: "H"), UInt8(ascii: "D"), UInt8(ascii: "O"): .http
        default: .other(first)
        }
    }
}
