public import MeshKernel

/// Where a call stands in a distributed trace: W3C Trace Context, version 00 of `traceparent`.
public struct TraceContext: Sendable, Hashable {
    /// First eight bytes of the trace id, big-endian.
    public let traceHigh: UInt64
    /// Last eight bytes of the trace id, big-endian.
    public let traceLow: UInt64
    /// The span id, big-endian.
    public let span: UInt64
    /// Bit 0: the caller recorded this trace.
    public let flags: UInt8

    /// Length of a `traceparent` in bytes: `00-`, 32 digits, `-`, 16 digits, `-`, 2 digits.
    static let textBytes = 55

    /// Puts a context together; nil when either id is zero, which the standard forbids.
    public init?(traceHigh: UInt64, traceLow: UInt64, span: UInt64, flags: UInt8) {
        guard traceHigh | traceLow != 0, span != 0 else { return nil }
        self.init(checkedHigh: traceHigh, low: traceLow, span: span, flags: flags)
    }

    init(checkedHigh: UInt64, low: UInt64, span: UInt64, flags: UInt8) {
        self.traceHigh = checkedHigh
        self.traceLow = low
        self.span = span
        self.flags = flags
    }

    /// The start of a new trace.
    public static func root(random: some RandomSource, sampled: Bool) -> TraceContext {
        // A zero half is as likely as any other, so the lowest bit is set to rule zero ids out.
        TraceContext(
            checkedHigh: random.word(), low: random.word() | 1, span: random.word() | 1, flags: sampled ? 1 : 0)
    }

    /// The same trace with another span, e.g. that of a call made by a handler.
    public func child(span: UInt64) -> TraceContext {
        TraceContext(checkedHigh: traceHigh, low: traceLow, span: span | (span == 0 ? 1 : 0), flags: flags)
    }

    /// Parses a `traceparent` of version 00, or the leading part of a later version's; nil for anything else.
    public init?(traceparent: String) {
        var digits = traceparent.utf8.makeIterator()
        func number(_ count: Int) -> UInt64? {
            var value: UInt64 = 0
            for _ in 0..<count {
                guard let digit = digits.next(), let nibble = Self.nibble(digit) else { return nil }
                value = value << 4 | nibble
            }
            return value
        }
        func dash() -> Bool { digits.next() == UInt8(ascii: "-") }
        let count = traceparent.utf8.count
        guard count >= Self.textBytes, let version = number(2), version != 0xFF, dash(),
            version != 0 || count == Self.textBytes,
            let high = number(16), let low = number(16), dash(), let span = number(16), dash(),
            let flags = number(2)
        else { return nil }
        self.init(traceHigh: high, traceLow: low, span: span, flags: UInt8(flags))
    }

    /// As a `traceparent` of version 00.
    public var traceparent: String {
        String(unsafeUninitializedCapacity: Self.textBytes) { buffer in
            var position = 0
            func put(_ byte: UInt8) {
                buffer[position] = byte
                position += 1
            }
            func put(_ value: UInt64, digits: Int) {
                for index in 0..<digits {
                    let nibble = UInt8(truncatingIfNeeded: value >> (4 * UInt64(digits - 1 - index))) & 0x0F
                    put(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
                }
            }
            put(0, digits: 2)
            put(UInt8(ascii: "-"))
            put(traceHigh, digits: 16)
            put(traceLow, digits: 16)
            put(UInt8(ascii: "-"))
            put(span, digits: 16)
            put(UInt8(ascii: "-"))
            put(UInt64(flags), digits: 2)
            return position
        }
    }

    /// The sixteen bytes of the trace id.
    public var traceID: [UInt8] { Self.bytes(traceHigh) + Self.bytes(traceLow) }

    /// The eight bytes of the span id.
    public var spanID: [UInt8] { Self.bytes(span) }

    /// Whether the caller recorded this trace.
    public var isSampled: Bool { flags & 1 == 1 }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }

    private static func nibble(_ digit: UInt8) -> UInt64? {
        // Upper case is not allowed by the standard.
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
