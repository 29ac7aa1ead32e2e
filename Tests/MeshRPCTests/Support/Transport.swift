import Testing

/// How a test's client reaches its server; every promise of calls holds over both.
enum Transport: String, CaseIterable, CustomTestStringConvertible {
    /// Mutual TLS over a real socket.
    case tls
    /// Frames through memory.
    case inProcess

    var testDescription: String { rawValue }
}
