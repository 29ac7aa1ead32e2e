package import MeshRPC

/// One caller's entry in the section `quotas` of a service's file. What is left out is without limit.
package struct QuotaSection: Sendable, Equatable, Decodable {
    /// The quota as the server takes it.
    package var quota = CallQuota()

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func read(_ key: CodingKeys, into number: inout Int) throws {
            guard let found = try container.decodeIfPresent(Int.self, forKey: key) else { return }
            guard Self.range.contains(found) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container,
                    debugDescription: "must be from \(Self.range.lowerBound) to \(Self.range.upperBound)")
            }
            number = found
        }
        try read(.callsPerSecond, into: &quota.callsPerSecond)
        try read(.burstCalls, into: &quota.burstCalls)
        try read(.inFlightMax, into: &quota.inFlightMax)
        guard quota.burstCalls == 0 || quota.callsPerSecond > 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .burstCalls, in: container, debugDescription: "bounds nothing without calls_per_second")
        }
    }

    private static let range = 1...1_000_000

    private enum CodingKeys: String, CodingKey {
        case callsPerSecond, burstCalls, inFlightMax
    }
}
