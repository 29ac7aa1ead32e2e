internal import MeshCrypto
package import MeshDocument

/// The folder in which a verifier keeps what it believes: `log.pub` (the log's key in one line) and `tsa-ca.pem` (roots
/// of the timestamp authorities).
package enum TrustFolder {
    /// File with the log's key.
    package static let logKey = "log.pub"
    /// File with the roots.
    package static let authorities = "tsa-ca.pem"

    /// Bounds of its files.
    package enum Limits {
        /// Larger files are refused unread.
        package static let fileBytesMax: UInt64 = 1_048_576
    }

    /// Why a trust folder cannot be used; names the file.
    package enum Failure: Error, Sendable, Equatable {
        case unreadable(path: String, SourceFile.Failure)
        case malformed(path: String)
    }

    /// Reads the folder at `path`.
    package static func load(_ path: String) throws(Failure) -> TrustAnchors {
        let logPath = path + "/" + logKey
        guard let log = NoteKey(parsing: String(decoding: try bytes(logPath), as: UTF8.self)) else {
            throw .malformed(path: logPath)
        }
        let authoritiesPath = path + "/" + authorities
        guard let trust = try? TimestampTrust(pem: try bytes(authoritiesPath), path: authoritiesPath) else {
            throw .malformed(path: authoritiesPath)
        }
        return TrustAnchors(log: log, authorities: trust)
    }

    private static func bytes(_ path: String) throws(Failure) -> [UInt8] {
        do {
            return try SourceFile.bytes(path, maximumBytes: Limits.fileBytesMax)
        } catch let failure as SourceFile.Failure {
            throw .unreadable(path: path, failure)
        } catch {
            throw .malformed(path: path)
        }
    }
}
