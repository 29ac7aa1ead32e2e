/// A frame's flags.
package struct FrameFlags: OptionSet, Sendable, Hashable {
    /// The byte on the wire.
    package let rawValue: UInt8

    /// From the byte on the wire; unknown bits are kept and mean nothing.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The sender of this frame sends no more on the stream.
    package static let remoteClosed = FrameFlags(rawValue: 0x01)
    /// The sender of this Request goes on with Data.
    package static let remoteOpen = FrameFlags(rawValue: 0x02)
    /// There is no message in this frame; without it, an empty payload is an empty message.
    package static let noData = FrameFlags(rawValue: 0x04)
}
