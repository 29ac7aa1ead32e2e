/// What the first bytes of a connection say about a peer that does not speak TLS.
enum FirstBytes {
    /// TLS records begin with their type (RFC 8446, section 5.1).
    private static let handshakeRecord: UInt8 = 22
    private static let alertRecord: UInt8 = 21

    /// nil when `first` may begin a TLS connection; a server that refuses at once answers with an alert.
    static func plaintext(
        _ bytes: some Collection<UInt8>, isServer: Bool, first: UInt8
    ) -> TLSError.Plaintext? {
        if first == handshakeRecord || first == alertRecord { return nil }
        let words =
            isServer
            ? ["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PRI * HTTP/2"]
            : ["HTTP/"]
        // The first buffer may hold less than the whole word.
        let isHTTP = words.contains { word in zip(word.utf8, bytes).allSatisfy { $0 == $1 } }
        if isHTTP { return .http }
        // A ttrpc frame's length is at most 4 MiB, so its first byte is zero.
        return first == 0 ? .ttrpc : .other
    }
}

extension TLSError {
    /// Whether a refused client is given a moment to read why: not when it does not answer anyway.
    var deservesLinger: Bool {
        switch self {
        case .handshakeTimedOut, .closedInHandshake, .handshakeTooLong: false
        default: true
        }
    }
}
