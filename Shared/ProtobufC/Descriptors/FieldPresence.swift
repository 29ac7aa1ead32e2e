import CProtobufC

/// Whether a field of a struct would be written: proto3's defaults are not.
enum FieldPresence {
    static func isPresent(_ field: FieldLayout, in source: UnsafeRawPointer) -> Bool {
        let place = source + field.offset
        let quantifier = source + field.quantifierOffset
        if field.schema.isRepeated { return quantifier.load(as: Int.self) > 0 }
        if field.schema.oneofIndex != nil { return quantifier.load(as: UInt32.self) == field.schema.number }
        if case .message = field.schema.kind { return place.load(as: UnsafeRawPointer?.self) != nil }
        if field.schema.hasPresence { return quantifier.load(as: Int32.self) != 0 }
        if field.schema.isRequired { return true }
        switch field.schema.kind {
        case .double, .int64, .uint64, .sint64, .fixed64, .sfixed64: return place.load(as: UInt64.self) != 0
        case .float, .int32, .uint32, .sint32, .fixed32, .sfixed32, .bool, .enumeration:
            return place.load(as: UInt32.self) != 0
        case .string, .bytes, .group: return place.load(as: ProtobufCBinaryData.self).len > 0
        case .message: return false
        }
    }
}
