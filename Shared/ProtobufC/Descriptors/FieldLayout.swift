import CProtobufC

/// Where one field lies in a struct of a `MessageLayout`.
struct FieldLayout {
    let schema: FieldSchema
    /// The value: a number, `ProtobufCBinaryData`, a pointer to a struct, or for lists a pointer to the first.
    let offset: Int
    /// The count of a list (`size_t`), the case of a oneof or the presence of a proto2 scalar (`int`); 0 when it has
    /// none.
    let quantifierOffset: Int
    /// For messages: the place in the pool of the layout that the pointers lead to.
    let message: Int?

    /// protobuf-c's name of the type. Strings are `bytes`, as in all of our C.
    static func cType(of kind: FieldKind) -> ProtobufCType {
        switch kind {
        case .double: PROTOBUF_C_TYPE_DOUBLE
        case .float: PROTOBUF_C_TYPE_FLOAT
        case .int64: PROTOBUF_C_TYPE_INT64
        case .uint64: PROTOBUF_C_TYPE_UINT64
        case .sint64: PROTOBUF_C_TYPE_SINT64
        case .fixed64: PROTOBUF_C_TYPE_FIXED64
        case .sfixed64: PROTOBUF_C_TYPE_SFIXED64
        case .int32: PROTOBUF_C_TYPE_INT32
        case .uint32: PROTOBUF_C_TYPE_UINT32
        case .sint32: PROTOBUF_C_TYPE_SINT32
        case .fixed32: PROTOBUF_C_TYPE_FIXED32
        case .sfixed32: PROTOBUF_C_TYPE_SFIXED32
        case .bool: PROTOBUF_C_TYPE_BOOL
        case .enumeration: PROTOBUF_C_TYPE_ENUM
        case .string, .bytes, .group: PROTOBUF_C_TYPE_BYTES
        case .message: PROTOBUF_C_TYPE_MESSAGE
        }
    }

    /// Bytes of one value in a struct or a list.
    static func size(of kind: FieldKind) -> Int {
        switch kind {
        case .double, .int64, .uint64, .sint64, .fixed64, .sfixed64: 8
        case .float, .int32, .uint32, .sint32, .fixed32, .sfixed32, .bool, .enumeration: 4
        case .string, .bytes, .group: MemoryLayout<ProtobufCBinaryData>.size
        case .message: MemoryLayout<UnsafeMutableRawPointer?>.size
        }
    }

    /// What the address of one value must be a multiple of.
    static func alignment(of kind: FieldKind) -> Int { min(size(of: kind), 8) }
}
