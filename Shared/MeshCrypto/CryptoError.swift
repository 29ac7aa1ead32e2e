/// Why a key, a certificate or a sealed value cannot be used.
package enum CryptoError: Error, Sendable, Equatable {
    /// Nothing is at `path`. Keys are made by `colophon pki init` only, and never remade on their own.
    case missing(path: String)
    /// The system refused to read `path`.
    case unreadable(path: String, reason: String)
    /// The key at `path` can be read by others than its owner.
    case exposed(path: String, mode: UInt32)
    /// The file at `path` is longer than a key or certificate can be.
    case tooLarge(path: String, limitBytes: Int)
    /// What is at `path` is not what its reader expects.
    case malformed(path: String, expected: String)
    /// The system refused to write `path`.
    case unwritable(path: String, reason: String)
    /// `path` exists, and making it again would destroy a key.
    case exists(path: String)
    /// The key and the certificate do not belong together.
    case mismatched(certificate: String, key: String)
    /// A sealed value was made with another key, for another place, or was changed.
    case notAuthentic
    /// A name cannot stand in a certificate.
    case invalidName(String)
    /// OpenSSL refused an operation.
    case refused(operation: String, reason: String)
}

extension CryptoError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let path):
            "\(path) is missing; `colophon pki init` makes it, nothing else does"
        case .unreadable(let path, let reason):
            "\(path) cannot be read: \(reason)"
        case .exposed(let path, let mode):
            "\(path) may be read by others (mode 0\(String(mode, radix: 8))); make it 0600"
        case .tooLarge(let path, let limitBytes):
            "\(path) is longer than \(limitBytes) bytes"
        case .malformed(let path, let expected):
            "\(path) does not hold \(expected)"
        case .unwritable(let path, let reason):
            "\(path) cannot be written: \(reason)"
        case .exists(let path):
            "\(path) exists already and is not overwritten"
        case .mismatched(let certificate, let key):
            "the key in \(key) does not belong to the certificate in \(certificate)"
        case .notAuthentic:
            "the sealed value was made with another key, for another place, or was changed"
        case .invalidName(let name):
            "\"\(name)\" cannot stand in a certificate: letters, digits, '-', '_' and '.' can, up to 64 of them"
        case .refused(let operation, let reason):
            "\(operation) failed: \(reason)"
        }
    }
}
