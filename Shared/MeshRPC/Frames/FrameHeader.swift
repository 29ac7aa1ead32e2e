/// The ten bytes before each payload.
package struct FrameHeader: Sendable, Hashable {
    /// Bytes of payload.
    package var length: UInt32
    /// The stream; 0 is the connection.
    package var stream: UInt32
    /// The type's byte, which may be one we do not know.
    package var type: UInt8
    /// The flags.
    package var flags: FrameFlags

    /// A header with every field given.
    package init(length: UInt32, stream: UInt32, type: UInt8, flags: FrameFlags = []) {
        self.length = length
        self.stream = stream
        self.type = type
        self.flags = flags
    }

    /// The type, when we know it.
    package var knownType: FrameType? { FrameType(rawValue: type) }
}
