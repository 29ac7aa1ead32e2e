import CProtobufC

/// A message whose one long string stays where it lies: protobuf-c would copy it only for us to copy it again.
///
/// The input has passed `WireCheck`.
struct WireLoan {
    /// The message without the long field, for protobuf-c.
    let rest: UnsafeRawBufferPointer
    private let field: UnsafePointer<ProtobufCFieldDescriptor>
    private let string: ProtobufCBinaryData

    /// Nil when there is no such field, or its meaning depends on another: it occurs twice, is repeated, or another
    /// member of its oneof is there too.
    init?(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>, in arena: Arena
    ) throws(ProtobufError) {
        guard let start = bytes.baseAddress else { return nil }
        var reader = WireReader(start, start + bytes.count)
        var found: (index: Int, before: Int, after: Int, string: ProtobufCBinaryData)?
        while !reader.isAtEnd {
            let before = reader.cursor - start
            let tag = try reader.tag()
            let index = WireField.index(of: tag.field, in: descriptor, near: 0)
            if let found, let index, Self.concern(index, found.index, in: descriptor) { return nil }
            guard let index, found == nil, Self.isString(descriptor.pointee.fields + index) else {
                try reader.skip(tag)
                continue
            }
            let payload = try reader.lengthPrefixed()
            guard payload.count >= Limits.lentBytesMin else { continue }
            found = (index, before, reader.cursor - start, Self.string(payload))
        }
        guard let found else { return nil }
        let field = descriptor.pointee.fields + found.index
        guard try !Self.isConcerned(found.index, before: found.before, start, descriptor) else { return nil }
        self.field = field
        string = found.string
        let tail = bytes.count - found.after
        let target = UnsafeMutableRawBufferPointer(
            start: arena.allocate(byteCount: found.before + tail), count: found.before + tail)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<found.before]))
        UnsafeMutableRawBufferPointer(rebasing: target[found.before...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[found.after...]))
        rest = UnsafeRawBufferPointer(target)
    }

    /// Points the struct's field at the long string.
    func complete(_ message: UnsafeMutablePointer<ProtobufCMessage>) {
        let base = UnsafeMutableRawPointer(message)
        base.storeBytes(of: string, toByteOffset: Int(field.pointee.offset), as: ProtobufCBinaryData.self)
        if Self.isInOneof(field) {
            base.storeBytes(of: field.pointee.id, toByteOffset: Int(field.pointee.quantifier_offset), as: UInt32.self)
        }
    }

    private static func string(_ payload: WireReader) -> ProtobufCBinaryData {
        let start = UnsafeMutableRawPointer(mutating: payload.cursor).assumingMemoryBound(to: UInt8.self)
        return ProtobufCBinaryData(len: payload.count, data: start)
    }

    /// A single string as proto3 has it; its struct holds no presence bit that would have to be set too.
    private static func isString(_ field: UnsafePointer<ProtobufCFieldDescriptor>) -> Bool {
        field.pointee.type == PROTOBUF_C_TYPE_BYTES && field.pointee.label == PROTOBUF_C_LABEL_NONE
    }

    private static func isInOneof(_ field: UnsafePointer<ProtobufCFieldDescriptor>) -> Bool {
        field.pointee.flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) != 0
    }

    /// Whether two occurrences decide on each other.
    private static func concern(
        _ one: Int, _ other: Int, in descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) -> Bool {
        if one == other { return true }
        let (one, other) = (descriptor.pointee.fields + one, descriptor.pointee.fields + other)
        return isInOneof(one) && isInOneof(other)
            && one.pointee.quantifier_offset == other.pointee.quantifier_offset
    }

    private static func isConcerned(
        _ index: Int, before: Int, _ start: UnsafeRawPointer,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws(ProtobufError) -> Bool {
        var reader = WireReader(start, start + before)
        while !reader.isAtEnd {
            let tag = try reader.tag()
            let other = WireField.index(of: tag.field, in: descriptor, near: 0)
            if let other, concern(other, index, in: descriptor) { return true }
            try reader.skip(tag)
        }
        return false
    }
}
