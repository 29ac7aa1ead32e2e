import CProtobufC

/// What the wire must look like for a field of protobuf-c's descriptor.
enum WireField {
    /// The index of field number `number`. `near` is tried first, because fields usually come in order.
    @inline(__always)
    static func index(
        of number: UInt32, in descriptor: UnsafePointer<ProtobufCMessageDescriptor>, near guess: Int
    ) -> Int? {
        let count = Int(descriptor.pointee.n_fields)
        guard let fields = descriptor.pointee.fields else { return nil }
        if guess < count, fields[guess].id == number { return guess }
        if guess > 0, guess <= count, fields[guess - 1].id == number { return guess - 1 }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let id = fields[middle].id
            if id == number { return middle }
            if id < number { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The kind of one value of `type` outside a packed field.
    @inline(__always)
    static func wireType(of type: ProtobufCType) -> WireType {
        switch type {
        case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE: .fixed64
        case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT: .fixed32
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: .lengthPrefixed
        default: .varint
        }
    }

    /// Whether a 32-bit field can hold the varint. A negative `int32` or enum comes sign-extended to 64 bits, or from
    /// old writers as 32 bits.
    @inline(__always)
    static func fits(_ value: UInt64, _ type: ProtobufCType) -> Bool {
        switch type {
        case PROTOBUF_C_TYPE_INT32, PROTOBUF_C_TYPE_ENUM:
            value <= UInt64(UInt32.max) || value >= UInt64(bitPattern: Int64(Int32.min))
        case PROTOBUF_C_TYPE_UINT32, PROTOBUF_C_TYPE_SINT32: value <= UInt64(UInt32.max)
        default: true
        }
    }
}
