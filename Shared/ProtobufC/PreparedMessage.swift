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
}
