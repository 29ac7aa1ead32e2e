package import MeshRPC

/// The section `limits` of a service's file: the bounds with which its server protects itself and its callers. Every key
/// may be left out; each has the least and the most that make sense.
package struct ServerLimitsSection: Sendable, Equatable, Decodable {
    /// The bounds as the server takes them.
    package var limits = ServerLimits()

    /// The defaults.
    package init() {}

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read<Number: FixedWidthInteger & Decodable>(
            _ key: CodingKeys, _ range: ClosedRange<Number>, zeroIsNone: Bool = false,
            _ path: WritableKeyPath<ServerLimits, Number>
        ) throws {
            guard let number = try container.decodeIfPresent(Number.self, forKey: key) else { return }
            guard range.contains(number) || zeroIsNone && number == 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription:
                        "must be from \(range.lowerBound) to \(range.upperBound)\(zeroIsNone ? ", or 0 for none" : "")")
            }
            limits[keyPath: path] = number
        }
        try read(.streamsPerConnectionMax, 1...65_536, \.streamsPerConnectionMax)
        try read(.messageBytesMax, 1_024...4_194_304, \.messageBytesMax)
        try read(.streamWindowBytes, 65_536...67_108_864, \.streamWindowBytes)
        try read(.connectionWindowBytes, 1_048_576...1_073_741_824, \.connectionWindowBytes)
        try read(.connectionsMax, 1...1_000_000, \.connectionsMax)
        try read(.callsPerLoopMin, 1...1_000_000, \.callsPerLoopMin)
        try read(.callsPerLoopMax, 1...1_000_000, zeroIsNone: true, \.callsPerLoopMax)
        try read(.handshakeMilliseconds, 100...60_000, \.handshakeMilliseconds)
        try read(.frameMilliseconds, 1_000...3_600_000, zeroIsNone: true, \.frameMilliseconds)
        try read(.pingMillisecondsMin, 1...3_600_000, zeroIsNone: true, \.pingMillisecondsMin)
        try read(.idleMilliseconds, 1_000...Self.weekMilliseconds, zeroIsNone: true, \.idleMilliseconds)
        try read(.keepaliveMilliseconds, 1_000...Self.weekMilliseconds, zeroIsNone: true, \.keepaliveMilliseconds)
        try read(.keepaliveTimeoutMilliseconds, 100...3_600_000, \.keepaliveTimeoutMilliseconds)
        try read(.ageMilliseconds, 1_000...Self.weekMilliseconds, zeroIsNone: true, \.ageMilliseconds)
        try read(.ageGraceMilliseconds, 0...Self.weekMilliseconds, \.ageGraceMilliseconds)
        try read(.drainProbeMilliseconds, 10...60_000, \.drainProbeMilliseconds)
        guard limits.callsPerLoopMax == 0 || limits.callsPerLoopMin <= limits.callsPerLoopMax else {
            throw DecodingError.dataCorruptedError(
                forKey: .callsPerLoopMin, in: container,
                debugDescription: "is \(limits.callsPerLoopMin), more than calls_per_loop_max")
        }
    }

    private static let weekMilliseconds: Int64 = 604_800_000

    private enum CodingKeys: String, CodingKey {
        case streamsPerConnectionMax, messageBytesMax, streamWindowBytes, connectionWindowBytes, connectionsMax
        case callsPerLoopMin, callsPerLoopMax, handshakeMilliseconds, frameMilliseconds, pingMillisecondsMin
        case idleMilliseconds, keepaliveMilliseconds, keepaliveTimeoutMilliseconds
        case ageMilliseconds, ageGraceMilliseconds, drainProbeMilliseconds
    }
}
