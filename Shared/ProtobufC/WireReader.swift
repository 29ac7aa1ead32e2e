/// The kinds of field on the wire that protobuf still has; numbers from its encoding document.
enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case lengthPrefixed = 2
    case fixed32 = 5
}

/// A field's number and its kind on the wire.
struct WireTag {
    /// 1 to 2²⁹ − 1.
    var field: UInt32
    var wireType: WireType
}

/// Reads protobuf's encoding between two pointers; every step is bounds-checked.
struct WireReader {
    private(set) var cursor: UnsafeRawPointer
    let end: UnsafeRawPointer

    init(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) {
        self.cursor = start
        self.end = end
    }

    var isAtEnd: Bool { cursor >= end }

    /// Bytes not yet read.
    var count: Int { end - cursor }

    @inline(__always)
    mutating func tag() throws(ProtobufError) -> WireTag {
        let value: UInt64
        if cursor < end, case let first = cursor.load(as: UInt8.self), first < 0x80 {
            cursor += 1
            value = UInt64(first)
        } else {
            let start = cursor
            value = try varint()
            guard cursor - start <= Limits.tagBytesMax, value <= UInt64(UInt32.max) else { throw .malformedVarint }
        }
        guard value >= 8, let wireType = WireType(rawValue: UInt8(truncatingIfNeeded: value & 7)) else {
            throw .malformedTag
        }
        return WireTag(field: UInt32(truncatingIfNeeded: value >> 3), wireType: wireType)
    }

    /// At most ten bytes whose value fits 64 bits.
    @inline(__always)
    mutating func varint() throws(ProtobufError) -> UInt64 {
        guard cursor < end else { throw .truncated }
        let first = cursor.load(as: UInt8.self)
        if first < 0x80 {
            cursor += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for position in 0..<Limits.varintBytesMax {
            guard cursor < end else { throw .truncated }
            let byte = cursor.load(as: UInt8.self)
            cursor += 1
            // The tenth byte holds only the 64th bit.
            guard position < Limits.varintBytesMax - 1 || byte <= 1 else { throw .malformedVarint }
            value |= UInt64(byte & 0x7f) << UInt64(7 * position)
            if byte < 0x80 { return value }
        }
        throw .malformedVarint
    }

    /// A reader of the payload, which is skipped here.
    @inline(__always)
    mutating func lengthPrefixed() throws(ProtobufError) -> WireReader {
        let start = cursor
        let length = try varint()
        // protobuf-c, like most implementations, reads lengths of at most 5 bytes.
        guard cursor - start <= Limits.tagBytesMax else { throw .malformedVarint }
        guard length <= UInt64(end - cursor) else { throw .truncated }
        let payload = WireReader(cursor, cursor + Int(length))
        cursor += Int(length)
        return payload
    }

    @inline(__always)
    mutating func skip(_ byteCount: Int) throws(ProtobufError) {
        guard byteCount <= end - cursor else { throw .truncated }
        cursor += byteCount
    }

    /// Skips the value of a field that the descriptor does not know.
    mutating func skip(_ tag: WireTag) throws(ProtobufError) {
        switch tag.wireType {
        case .varint: _ = try varint()
        case .fixed64: try skip(8)
        case .fixed32: try skip(4)
        case .lengthPrefixed: _ = try lengthPrefixed()
        }
    }
}
