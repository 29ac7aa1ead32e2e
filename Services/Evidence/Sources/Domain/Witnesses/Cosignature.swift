/// What a witness puts on a checkpoint (c2sp.org/tlog-cosignature): when it saw it, and a signature over both.
struct Cosignature: Sendable, Equatable {
    /// Length of the time before the signature, in bytes.
    private static let timeBytes = 8
    /// Length of the whole, in bytes.
    private static let byteCount = 72

    /// Seconds since 1970.
    let time: UInt64
    /// Ed25519, 64 bytes.
    let signature: [UInt8]

    init(time: UInt64, signature: [UInt8]) {
        self.time = time
        self.signature = signature
    }

    /// Reads the part of a signature line after the key's id; nil for another length.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        time = bytes[..<Self.timeBytes].reduce(0) { $0 << 8 | UInt64($1) }
        signature = Array(bytes[Self.timeBytes...])
    }

    var encoded: [UInt8] {
        (0..<UInt64(Self.timeBytes)).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) } + signature
    }

    /// What is signed.
    static func message(time: UInt64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }
}
