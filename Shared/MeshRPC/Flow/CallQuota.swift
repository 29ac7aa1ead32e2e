/// What one caller may ask of a server, over all its connections.
public struct CallQuota: Sendable, Hashable, Codable {
    /// Calls a second, in the long run; 0 is without limit.
    public var callsPerSecond: Int
    /// Calls that may come at once after a pause; at least one second's worth when 0.
    public var burstCalls: Int
    /// Calls under way at once; 0 is without limit.
    public var inFlightMax: Int

    /// A quota; what is not given is without limit.
    public init(callsPerSecond: Int = 0, burstCalls: Int = 0, inFlightMax: Int = 0) {
        self.callsPerSecond = callsPerSecond
        self.burstCalls = burstCalls
        self.inFlightMax = inFlightMax
    }
}
