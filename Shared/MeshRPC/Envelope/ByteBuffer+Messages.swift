import CProtobufC
import NIOCore
import ProtobufC

extension ByteBuffer {
    /// Appends a frame with a message as its payload; nil, with nothing appended, when that is too large for the peer.
    @inline(__always)
    mutating func writeFrame(
        _ message: PreparedMessage, stream: UInt32, type: FrameType, flags: FrameFlags, frameBytesMax: Int
    ) -> Int? {
        let count = message.byteCount
        guard count <= frameBytesMax else { return nil }
        writeFrameHeader(length: count, stream: stream, type: type, flags: flags)
        writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            message.write(to: target)
            return count
        }
        return count
    }
}

extension UnsafeRawBufferPointer {
    init(_ data: ProtobufCBinaryData) {
        self.init(start: data.data, count: data.len)
    }
}

extension ProtobufCBinaryData {
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(
            len: bytes.count,
            data: UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)))
    }
}
