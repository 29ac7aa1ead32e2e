/// How much the peer may still send us, and when to grant more: in steps of half the window, so that a Window frame is
/// rare beside the frames that it pays for.
package struct ReceiveWindow: Sendable, Equatable {
    private var sizeBytes: Int
    /// What the peer may still send before it waits for a grant; negative after a last large frame.
    package private(set) var remainingBytes: Int
    private var consumedBytes = 0

    /// A window of `bytes`. The peer is never punished for using what holds before it has read our Settings.
    package init(bytes: Int, beforeSettings: Int) {
        sizeBytes = max(bytes, beforeSettings)
        remainingBytes = sizeBytes
    }

    /// A frame with `bytes` of payload arrived; false when the window was empty before it, the peer's fault.
    @inline(__always) package mutating func receive(_ bytes: Int) -> Bool {
        guard remainingBytes > 0 || bytes == 0 else { return false }
        remainingBytes -= bytes
        return true
    }

    /// Makes the window hold `bytes`, never more than its bound; returns what to grant for it now, or 0.
    package mutating func widen(toHold bytes: Int) -> UInt32 {
        let wider = min(bytes, Limits.streamWindowWidenedBytesMax)
        guard wider > sizeBytes else { return 0 }
        let grant = wider - sizeBytes
        sizeBytes = wider
        remainingBytes += grant
        return UInt32(clamping: grant)
    }

    /// `bytes` are out of our hands; returns what to grant now, or 0.
    @inline(__always) package mutating func consume(_ bytes: Int) -> UInt32 {
        consumedBytes += bytes
        guard consumedBytes >= sizeBytes / 2 else { return 0 }
        let grant = consumedBytes
        consumedBytes = 0
        remainingBytes += grant
        return UInt32(clamping: grant)
    }
}
