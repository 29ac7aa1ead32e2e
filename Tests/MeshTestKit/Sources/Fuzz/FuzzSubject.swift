/// Every target, by the name that `Tests/fuzz.sh` knows.
package enum FuzzSubject: String, CaseIterable, Sendable {
    /// The frame decoder, compared with a parser that cannot go wrong, whatever the pieces that bytes come in.
    case decoder
    /// Both sides' stream state machines, joined, and each alone against a peer that obeys nothing.
    case streams
    /// Windows of both sides, and the table of streams.
    case windows
    /// Messages: generated values and those known at run time only.
    case messages
    /// JSON texts.
    case json
    /// A whole server over TLS.
    case server
    /// A whole client over TLS.
    case client
    /// A server's socket before TLS is established.
    case handshake

    /// Sets the target up.
    package func target() async throws -> any FuzzTarget {
        switch self {
        case .decoder: DecoderTarget()
        case .streams: StreamTarget()
        case .windows: WindowTarget()
        case .messages: try MessageTarget()
        case .json: try JSONTarget()
        case .server: try await ServerConnectionTarget()
        case .client: try await ClientConnectionTarget()
        case .handshake: try await HandshakeTarget()
        }
    }
}
