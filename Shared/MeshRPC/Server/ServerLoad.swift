/// How busy a server is, as it tells its callers.
struct ServerLoad: Sendable {
    var inFlight: UInt32
    /// 0 is without limit.
    var limit: UInt32
}
