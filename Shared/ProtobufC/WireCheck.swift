import CProtobufC

/// Checks a message's bytes against its descriptor before protobuf-c sees them.
///
/// protobuf-c 1.4.1 by itself takes field number 0, drops the high bits of varints that do not fit, recurses without
/// bound, and loses fields when it merges a message field that occurs twice. All this is settled here, in one pass
/// without allocation.
struct WireCheck {
    /// Checks `bytes`, nested messages included. True when some message field occurs twice and must be merged first.
    static func check(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws(ProtobufError) -> Bool {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return false }
        var check = WireCheck()
        var reader = WireReader(start, start + bytes.count)
        try check.message(&reader, descriptor, depth: 1)
        return check.hasDuplicates
    }

    private var hasDuplicates = false

    private mutating func message(
        _ reader: inout WireReader, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, depth: Int
    ) throws(ProtobufError) {
        guard depth <= Limits.nestingDepthMax else { throw .tooDeep }
        var guess = 0
        var seen = SeenFields()
        while !reader.isAtEnd {
            let tag = try reader.tag()
            guard let index = WireField.index(of: tag.field, in: descriptor, near: guess) else {
                try reader.skip(tag)
                continue
            }
            guess = index + 1
            let field = descriptor.pointee.fields + index
            try self.field(field, of: descriptor, tag, &reader, depth: depth)
            if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE, field.pointee.label != PROTOBUF_C_LABEL_REPEATED,
                seen.insert(index)
            {
                hasDuplicates = true
            }
        }
    }

    private mutating func field(
        _ field: UnsafePointer<ProtobufCFieldDescriptor>, of descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
        _ tag: WireTag, _ reader: inout WireReader, depth: Int
    ) throws(ProtobufError) {
        let type = field.pointee.type
        let native = WireField.wireType(of: type)
        if tag.wireType == native {
            switch native {
            case .varint:
                guard WireField.fits(try reader.varint(), type) else {
                    throw .outOfRange(message: String(cString: descriptor.pointee.name), field: tag.field)
                }
            case .fixed64: try reader.skip(8)
            case .fixed32: try reader.skip(4)
            case .lengthPrefixed:
                var payload = try reader.lengthPrefixed()
                guard type == PROTOBUF_C_TYPE_MESSAGE, let rawNested = field.pointee.descriptor else { return }
                let nested = rawNested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
                try message(&payload, nested, depth: depth + 1)
            }
        } else if tag.wireType == .lengthPrefixed, field.pointee.label == PROTOBUF_C_LABEL_REPEATED {
            var payload = try reader.lengthPrefixed()
            switch native {
            case .varint:
                while !payload.isAtEnd {
                    guard WireField.fits(try payload.varint(), type) else {
                        throw .outOfRange(message: String(cString: descriptor.pointee.name), field: tag.field)
                    }
                }
            case .fixed64: guard payload.count % 8 == 0 else { throw .truncated }
            case .fixed32: guard payload.count % 4 == 0 else { throw .truncated }
            case .lengthPrefixed: break
            }
        } else {
            throw .wrongWireType(message: String(cString: descriptor.pointee.name), field: tag.field)
        }
    }
}
