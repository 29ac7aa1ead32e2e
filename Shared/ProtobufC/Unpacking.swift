public import CProtobufC

/// The only way from bytes to a protobuf-c struct: checks first what protobuf-c would let pass, then lets it unpack.
public enum Unpacking {
    /// The struct for `bytes`; what it points to is memory of `arena`, or of `bytes` for a long string. Strings are not yet checked for UTF-8.
    public static func unpack(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>, in arena: Arena
    ) throws(ProtobufError) -> UnsafeMutablePointer<ProtobufCMessage> {
        guard bytes.count <= Limits.messageBytesMax else { throw .tooLarge }
        if try WireCheck.check(bytes, as: descriptor) {
            return try unpackChecked(WireMerge.merged(bytes, as: descriptor, in: arena), as: descriptor, in: arena)
        }
        if bytes.count >= Limits.lentBytesMin, let loan = try WireLoan(bytes, as: descriptor, in: arena) {
            let message = try unpackChecked(loan.rest, as: descriptor, in: arena)
            loan.complete(message)
            return message
        }
        return try unpackChecked(bytes, as: descriptor, in: arena)
    }

    private static func unpackChecked(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>, in arena: Arena
    ) throws(ProtobufError) -> UnsafeMutablePointer<ProtobufCMessage> {
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard let message = protobuf_c_message_unpack(descriptor, arena.allocator, bytes.count, start) else {
            if arena.limitWasHit { throw .tooLarge }
            throw .refused(message: String(cString: descriptor.pointee.name))
        }
        return message
    }
}
