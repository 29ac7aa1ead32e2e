/// The bounds with which a server protects itself.
extension Limits {
    /// Pings that may come too soon before a client is told to calm down; gRPC's own number.
    package static let pingStrikesMax = 2
    /// A peer that sends its frame at least so fast is merely slow.
    package static let frameBytesPerSecondMin = 512
    /// A Ping or a Pong: the header and eight bytes.
    package static let pingFrameBytes = frameHeaderBytes + 8
    /// How often the kernel asks a silent peer that knows no pings.
    package static let socketProbes = 4
    /// The longest pause between two looks at a server's connections.
    package static let tendMilliseconds: Int64 = 1_000
    /// Latencies are compared over windows of at least this.
    package static let concurrencyWindowNanoseconds: Int64 = 100_000_000
    /// Calls that a window holds at least.
    package static let concurrencyWindowCallsMin = 32
    /// Calls may take so many times as long as they usually do before the limit shrinks.
    package static let concurrencyTolerance = 2.0
    /// The share of a new limit that is taken over from one window to the next.
    package static let concurrencySmoothing = 0.2
    /// By how much what is usual may rise from one window to the next: a tenth of what it was in two seconds.
    package static let concurrencyUsualRiseMax = 1.005
    /// The share of a shorter latency that becomes usual with each window.
    package static let concurrencyUsualFall = 0.2
    /// When a call that was turned away may come again.
    package static let shedRetryMilliseconds: Int64 = 100
}
