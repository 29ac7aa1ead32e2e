/// How much may still be sent. A frame may go while the window is positive and may overdraw it, for a message is never
/// cut; the next one waits until the debt is paid.
package struct SendWindow: Sendable, Equatable {
    /// Bytes left; negative after an overdraft.
    package private(set) var availableBytes: Int

    /// A window with `bytes` granted.
    package init(bytes: Int) {
        availableBytes = bytes
    }

    /// Whether a frame may be sent now.
    @inline(__always) package var isOpen: Bool { availableBytes > 0 }

    /// A frame with `bytes` of payload was sent.
    @inline(__always) package mutating func consume(_ bytes: Int) {
        availableBytes -= bytes
    }

    /// The peer granted `bytes`; false when that is nothing or more than a window can hold, both the peer's fault.
    package mutating func grant(_ bytes: UInt32) -> Bool {
        guard bytes > 0, bytes <= Limits.windowBytesMax,
            availableBytes + Int(bytes) <= Limits.windowBytesMax
        else { return false }
        availableBytes += Int(bytes)
        return true
    }

    /// The peer's Settings changed the size of every window by `bytes`, which may be negative.
    package mutating func resize(by bytes: Int) {
        availableBytes += bytes
    }
}
