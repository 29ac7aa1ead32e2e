package import NIOCore

/// Cuts a byte stream into frames. A value without I/O: give it bytes, then take steps until it needs more.
package struct FrameDecoder: Sendable {
    /// What a peer speaks whose first byte cannot begin a frame.
    package enum Alien: Sendable, Equatable {
        /// A TLS record: TLS inside TLS, or towards a plain listener.
        case tls
        /// The preface of HTTP/2 or a method of HTTP/1.
        case http
        /// Nothing we recognise; the byte.
        case other(UInt8)
    }

    /// What the next bytes are.
    package enum Step: Sendable, Equatable {
        /// A whole frame.
        case frame(Frame)
        /// The header of a frame that is too large; its payload will be skipped, byte for byte.
        case oversize(FrameHeader)
        /// Not this protocol; nothing more comes out of this decoder.
        case alien(Alien)
        /// Everything given so far is used up.
        case needMore
    }

    private var bytes = ByteBuffer()
    private var skip = 0
    private var isAlien = false
    private let frameBytesMax: UInt32

    /// A decoder that refuses payloads over `frameBytesMax`, which is at most 4 MiB.
    package init(frameBytesMax: Int = Limits.frameBytesMax) {
        precondition((1...Limits.frameBytesMax).contains(frameBytesMax), "a frame's bound lies within the protocol's")
        self.frameBytesMax = UInt32(frameBytesMax)
    }

    /// Bytes held back because they are not yet a whole frame.
    package var heldBytes: Int { bytes.readableBytes }

    /// Whether the bytes so far end inside a frame.
    package var isInsideFrame: Bool { skip > 0 || bytes.readableBytes > 0 }

    /// Adds bytes that arrived.
    package mutating func append(_ new: ByteBuffer) {
        guard !isAlien else { return }
        if bytes.readableBytes == 0 {
            bytes = new
        } else {
            if bytes.readerIndex > 0 { bytes.discardReadBytes() }
            bytes.writeImmutableBuffer(new)
        }
    }

    /// Takes the next step.
    package mutating func next() -> Step {
        if skip > 0 {
            let skipped = min(skip, bytes.readableBytes)
            bytes.moveReaderIndex(forwardBy: skipped)
            skip -= skipped
            if skip > 0 { return rest() }
        }
        let readable = bytes.readableBytes
        let start = bytes.readerIndex
        guard readable >= Limits.frameHeaderBytes, let length = bytes.getInteger(at: start, as: UInt32.self) else {
            if isAlien { return .needMore }
            // One byte is enough to know: a legal length begins with zero.
            if let first = bytes.getInteger(at: start, as: UInt8.self), first != 0 { return alien(first) }
            return rest()
        }
        guard length >> 24 == 0 else { return alien(UInt8(length >> 24)) }
        guard let stream = bytes.getInteger(at: start + 4, as: UInt32.self),
            let kind = bytes.getInteger(at: start + 8, as: UInt16.self)
        else { return rest() }
        let header = FrameHeader(
            length: length, stream: stream, type: UInt8(kind >> 8), flags: FrameFlags(rawValue: UInt8(kind & 0xFF)))
        guard length <= frameBytesMax else {
            bytes.moveReaderIndex(forwardBy: Limits.frameHeaderBytes)
            skip = Int(length)
            return .oversize(header)
        }
        guard let payload = bytes.getSlice(at: start + Limits.frameHeaderBytes, length: Int(length)) else {
            return .needMore
        }
        bytes.moveReaderIndex(forwardBy: Limits.frameHeaderBytes + Int(length))
        return .frame(Frame(header: header, payload: payload))
    }

    /// Lets go of a buffer that holds nothing any more, so that an idle connection costs no memory.
    private mutating func rest() -> Step {
        if bytes.readableBytes == 0 { bytes = ByteBuffer() }
        return .needMore
    }

    private mutating func alien(_ first: UInt8) -> Step {
        isAlien = true
        bytes = ByteBuffer()
        return switch first {
        case 0x16, 0x15: .alien(.tls)
        case UInt8(ascii: "P"), UInt8(ascii: "G"), UInt8(ascii: "H"), UInt8(ascii: "D"), UInt8(ascii: "O"):
            .alien(.http)
        default: .alien(.other(first))
        }
    }
}

extension FrameDecoder.Alien: CustomStringConvertible {
    /// What it seems to be, for a log line.
    package var description: String {
        switch self {
        case .tls: "TLS"
        case .http: "HTTP"
        case .other(let byte): "unknown (first byte \(byte))"
        }
    }
}
