extension GoogleProtobuf.Duration {
    /// The bounds of duration.proto: about 10,000 years, seconds.
    static let secondsMax: Int64 = 315_576_000_000

    /// The same length, rounded towards zero to nanoseconds. Nil when it is beyond ±10,000 years.
    public init?(_ duration: Swift.Duration) {
        let (seconds, attoseconds) = duration.components
        guard (-Self.secondsMax...Self.secondsMax).contains(seconds) else { return nil }
        self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
    }

    /// The same length, or nil when it is outside the bounds that duration.proto states.
    public var duration: Swift.Duration? {
        guard isValid else { return nil }
        return .seconds(seconds) + .nanoseconds(nanos)
    }

    /// Whether it is within the bounds that duration.proto states: seconds and nanoseconds of one sign.
    public var isValid: Bool {
        (-Self.secondsMax...Self.secondsMax).contains(seconds) && (-999_999_999...999_999_999).contains(nanos)
            && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0))
    }
}
