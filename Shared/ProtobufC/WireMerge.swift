import CProtobufC

/// Joins message fields that occur more than once, as protobuf's rules ask: their payloads one after the other. A
/// member of a oneof ends what came before of the other members.
///
/// The input has passed `WireCheck`. Rare in practice, so clarity goes before speed here.
enum WireMerge {
    /// The same message with every singular message field at most once, in memory of `arena`.
    static func merged(
        _ bytes: UnsafeRawBufferPointer, as descriptor: UnsafePointer<ProtobufCMessageDescriptor>, in arena: Arena
    ) throws(ProtobufError) -> UnsafeRawBufferPointer {
        let copy = arena.copy(try merged(Array(bytes), as: descriptor, depth: 1))
        return UnsafeRawBufferPointer(start: copy.data, count: copy.len)
    }

    private struct Entry {
        var index: Int?
        var tag: WireTag
        /// The whole field as it stood, or for a singular message only its payload.
        var bytes: [UInt8]
    }

    private static func merged(
        _ bytes: [UInt8], as descriptor: UnsafePointer<ProtobufCMessageDescriptor>, depth: Int
    ) throws(ProtobufError) -> [UInt8] {
        // Joining can nest deeper than either part, never deeper than the limit that both have passed; checked anyway.
        guard depth <= Limits.nestingDepthMax else { throw .tooDeep }
        var result: [UInt8] = []
        for entry in try entries(bytes, descriptor) {
            guard let index = entry.index, let nested = nested(descriptor, index) else {
                result += entry.bytes
                continue
            }
            let payload = try merged(entry.bytes, as: nested, depth: depth + 1)
            append(UInt64(entry.tag.field) << 3 | UInt64(WireType.lengthPrefixed.rawValue), to: &result)
            append(UInt64(payload.count), to: &result)
            result += payload
        }
        return result
    }

    /// The descriptor of a message field, repeated or not.
    private static func nested(
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, _ index: Int
    ) -> UnsafePointer<ProtobufCMessageDescriptor>? {
        let field = descriptor.pointee.fields[index]
        guard field.type == PROTOBUF_C_TYPE_MESSAGE else { return nil }
        return field.descriptor?.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
    }

    private static func entries(
        _ bytes: [UInt8], _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws(ProtobufError) -> [Entry] {
        let outcome: Result<[Entry], ProtobufError> = bytes.withUnsafeBytes { buffer in
            do throws(ProtobufError) {
                return .success(try entries(buffer, descriptor))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func entries(
        _ buffer: UnsafeRawBufferPointer, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws(ProtobufError) -> [Entry] {
        guard let start = buffer.baseAddress else { return [] }
        var reader = WireReader(start, start + buffer.count)
        var entries: [Entry] = []
        // Where each singular message stands, and which member each oneof (by its case's offset) has at the moment.
        var places: [Int: Int] = [:]
        var members: [UInt32: Int] = [:]
        while !reader.isAtEnd {
            let before = reader.cursor
            let tag = try reader.tag()
            let index = WireField.index(of: tag.field, in: descriptor, near: 0)
            let field = index.map { descriptor.pointee.fields[$0] }
            if let index, let field, field.flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) != 0,
                let other = members.updateValue(index, forKey: field.quantifier_offset), other != index
            {
                // Another member came between: what follows begins anew, and protobuf-c lets the last one win.
                places[other] = nil
            }
            if let index, let field, nested(descriptor, index) != nil {
                let inner = try reader.lengthPrefixed()
                let payload = UnsafeRawBufferPointer(start: inner.cursor, count: inner.count)
                if field.label != PROTOBUF_C_LABEL_REPEATED, let place = places[index] {
                    entries[place].bytes.append(contentsOf: payload)
                    continue
                }
                places[index] = entries.count
                entries.append(Entry(index: index, tag: tag, bytes: Array(payload)))
            } else {
                try reader.skip(tag)
                let whole = UnsafeRawBufferPointer(start: before, count: reader.cursor - before)
                entries.append(Entry(index: index, tag: tag, bytes: Array(whole)))
            }
        }
        return entries
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
