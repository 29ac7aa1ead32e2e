public import CProtobufC

/// A message that lies in an arena as C structs, ready to be written; valid until the arena is reset.
public struct PreparedMessage {
    /// The struct.
    public let message: UnsafePointer<ProtobufCMessage>
    /// Its bytes on the wire.
    public let byteCount: Int

    /// Measures a filled struct.
    @inlinable
    public init(_ message: UnsafePointer<ProtobufCMessage>) {
        self.message = message
        self.byteCount = protobuf_c_message_get_packed_size(message)
    }

    /// Writes the message to `target`, which must have room for `byteCount` bytes.
    @inlinable
    public func write(to target: UnsafeMutableRawBufferPointer) {
        precondition(target.count >= byteCount, "the message does not fit its target")
        guard let start = target.baseAddress else { return }
        let written = protobuf_c_message_pack(message, start.assumingMemoryBound(to: UInt8.self))
        assert(written == byteCount, "protobuf-c measured and wrote different sizes")
    }

    /// Gives the message to `body` in order, piece after piece as protobuf-c has them: a long byte string is one piece,
    /// in the memory where it lies. Together they are `byteCount` bytes.
    public func write(inPieces body: (UnsafeRawBufferPointer) -> Void) {
        withoutActuallyEscaping(body) { body in
            var sink = Sink(
                buffer: ProtobufCBuffer { buffer, count, bytes in
                    guard let buffer, let bytes else { return }
                    let sink = UnsafeMutableRawPointer(buffer).assumingMemoryBound(to: Sink.self)
                    sink.pointee.body(UnsafeRawBufferPointer(start: bytes, count: count))
                }, body: body)
            withUnsafeMutablePointer(to: &sink) { sink in
                let buffer = UnsafeMutableRawPointer(sink).assumingMemoryBound(to: ProtobufCBuffer.self)
                let written = protobuf_c_message_pack_to_buffer(message, buffer)
                assert(written == byteCount, "protobuf-c measured and wrote different sizes")
            }
        }
    }

    /// What protobuf-c appends to: it knows the first field only and hands a pointer to it back.
    private struct Sink {
        var buffer: ProtobufCBuffer
        let body: (UnsafeRawBufferPointer) -> Void
    }
}
