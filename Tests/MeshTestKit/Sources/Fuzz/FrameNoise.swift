import MeshRPC

/// Frames as an input's content, right and wrong ones.
struct FrameNoise {
    /// The bytes so far.
    private(set) var bytes: [UInt8]

    /// Frames after `head`.
    init(head: [UInt8] = []) { bytes = head }

    /// Appends a frame with the length that it has.
    mutating func frame(_ type: UInt8, stream: UInt32, flags: UInt8 = 0, _ payload: [UInt8] = []) {
        header(length: UInt32(payload.count), type, stream: stream, flags: flags)
        bytes += payload
    }

    /// Appends a header, whatever follows it.
    mutating func header(length: UInt32, _ type: UInt8, stream: UInt32, flags: UInt8) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: stream >> shift)) }
        bytes.append(type)
        bytes.append(flags)
    }

    /// Appends bytes.
    mutating func append(_ more: [UInt8]) { bytes += more }
}
