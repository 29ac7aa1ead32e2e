/// How far a peer's records have come (RFC 8446, section 5.1), read from their lengths alone: OpenSSL does not say
/// whether it waits inside a record or between two.
struct RecordProgress: Equatable {
    /// Bytes that arrived, whole records or not.
    private(set) var bytesIn = 0
    /// Records that arrived whole.
    private(set) var recordsIn = 0
    /// Whether the bytes so far end inside a record.
    var isInside: Bool { headerCount > 0 || bodyLeft > 0 }

    /// Bytes of the header in hand; 0 inside a body as between records.
    private var headerCount = 0
    /// The length's high byte, in its place, until the low one is there.
    private var length = 0
    private var bodyLeft = 0

    /// Type, version, length.
    private static let headerBytes = 5

    /// `bytes` arrived.
    mutating func advance(over bytes: UnsafeRawBufferPointer) {
        bytesIn += bytes.count
        var offset = 0
        while offset < bytes.count {
            if bodyLeft > 0 {
                let step = min(bodyLeft, bytes.count - offset)
                bodyLeft -= step
                offset += step
                if bodyLeft == 0 { recordsIn += 1 }
            } else {
                take(bytes[offset])
                offset += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8) {
        headerCount += 1
        if headerCount == Self.headerBytes - 1 { length = Int(byte) << 8 }
        guard headerCount == Self.headerBytes else { return }
        headerCount = 0
        bodyLeft = length | Int(byte)
        if bodyLeft == 0 { recordsIn += 1 }
    }
}
