/// The kinds of frame. 0x01–0x03 are ttrpc's own; the others are sent only to a peer that chose `colophon/1`.
package enum FrameType: UInt8, Sendable, CaseIterable {
    case request = 0x01
    case response = 0x02
    case data = 0x03
    case ping = 0x04
    case pong = 0x05
    case cancel = 0x06
    case window = 0x07
    case goAway = 0x08
    case settings = 0x09

    /// Whether its payload consumes the windows.
    package var isFlowControlled: Bool { rawValue <= FrameType.data.rawValue }
}
