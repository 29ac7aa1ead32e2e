internal import MeshCrypto
internal import MeshKernel

/// The time in a bundle's token, read without believing it.
struct BundleToken: Sendable {
    let time: WallTime

    /// From a DER TimeStampResp; nil when it is none or holds no token.
    init?(_ response: [UInt8]) {
        guard let token = try? TimestampToken(der: TimestampResponse(der: response).granted()) else { return nil }
        time = token.time
    }
}
