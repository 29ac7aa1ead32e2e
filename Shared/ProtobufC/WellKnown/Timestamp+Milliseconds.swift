extension GoogleProtobuf.Timestamp {
    /// The moment `milliseconds` after 1970-01-01T00:00:00Z, or before it when negative.
    public init(millisecondsSince1970 milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let borrow: Int64 = remainder < 0 ? 1 : 0
        self.init(seconds: quotient - borrow, nanos: Int32((remainder + borrow * 1000) * 1_000_000))
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z, rounded down. Nil when the seconds lie outside the years 1 to
    /// 9999 or the nanoseconds outside 0 to 999,999,999, the bounds that timestamp.proto states.
    public var millisecondsSince1970: Int64? {
        guard isValid else { return nil }
        return seconds * 1000 + Int64(nanos / 1_000_000)
    }

    /// Whether it lies within the bounds that timestamp.proto states.
    public var isValid: Bool {
        (CivilTime.firstSecond...CivilTime.lastSecond).contains(seconds) && (0..<1_000_000_000).contains(nanos)
    }
}
