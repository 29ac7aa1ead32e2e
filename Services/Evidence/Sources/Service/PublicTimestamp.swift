internal import MeshCrypto
internal import MeshRuntime

extension EvidenceServer {
    /// The DER TimeStampResp for a stranger's query; what cannot be granted is refused in the response. Few are made at
    /// once, so that sealing goes on. An ordinary query takes less than handing it to another thread is worth.
    func timestampResponse(to query: [UInt8]) async throws -> [UInt8] {
        try await publicTimestamps.hold {
            if query.count <= Limits.inlineQueryBytesMax { return try authority.respond(to: query) }
            return try await offload.run { [authority] () throws(TimestampError) in try authority.respond(to: query) }
        }
    }
}
