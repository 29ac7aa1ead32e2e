internal import MeshCrypto
internal import MeshRuntime

extension EvidenceServer {
    /// The DER TimeStampResp for a stranger's query; what cannot be granted is refused in the response. Few are made at
    /// once, so that sealing goes on.
    func timestampResponse(to query: [UInt8]) async throws -> [UInt8] {
        try await publicTimestamps.hold {
            try await offload.run { [authority] () throws(TimestampError) in try authority.respond(to: query) }
        }
    }
}
