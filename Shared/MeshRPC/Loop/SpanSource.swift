/// Span and trace ids for one loop: SplitMix64 (Steele, Lea and Flood, 2014) from a random seed. Ids must be unique,
/// not secret, so the hot path draws nothing from the kernel.
struct SpanSource {
    private var state: UInt64
    private let sampleBelow: UInt64

    /// Ids from `seed`; the share `traceRatio` (0…1) of the traces that start here asks to be recorded.
    init(seed: UInt64, traceRatio: Double = 0) {
        state = seed
        sampleBelow = traceRatio >= 1 ? .max : UInt64(max(traceRatio, 0) * 0x1p64)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// The start of a trace that no caller has named.
    mutating func root() -> TraceContext {
        let low = next() | 1
        let isSampled = sampleBelow > 0 && low <= sampleBelow
        return TraceContext(checkedHigh: next(), low: low, span: next() | 1, flags: isSampled ? 1 : 0)
    }
}
