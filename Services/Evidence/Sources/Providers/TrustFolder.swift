internal import MeshCrypto
package import MeshDocument

/// The folder in which a verifier keeps what it believes: `log.pub` (the log's key in one line), `tsa-ca.pem` (roots of the
/// authorities that time works) and, for the word of others, `witnesses.txt` (a witness's key a line; empty lines and lines
/// that begin with `#` say nothing) and `tsa-NAME.pem` (roots of an authority that times checkpoints).
package enum TrustFolder {
    /// File with the log's key.
    package static let logKey = "log.pub"
    /// File with the keys that the log had before, one a line; need not be there.
    package static let retiredLogKeys = "log-retired.pub"
    /// File with the roots.
    package static let authorities = "tsa-ca.pem"

    /// File with the witnesses' keys; may be absent.
    package static let witnesses = "witnesses.txt"
    private static let externalPrefix = "tsa-"

    /// Bounds of its files.
    package enum Limits {
        /// Larger files are refused unread.
        package static let fileBytesMax: UInt64 = 1_048_576
        /// External timestamp authorities.
        package static let externalAuthoritiesMax = 16
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
        let retired = retired(in: path, before: log)
        return TrustAnchors(
            log: log, retiredLogKeys: retired, authorities: trust,
            witnesses: try witnesses(path, logs: [log] + retired), externalAuthorities: try externalAuthorities(path))
    }

    /// The keys that `log` had before; a line that is no key of this log vouches for nothing.
    static func retired(in folder: String, before log: NoteKey) -> [NoteKey] {
        keys(at: folder + "/" + retiredLogKeys).filter { $0.name == log.name && $0 != log }
    }

    /// The keys in the file at `path`, one a line; none when there is no such file.
    static func keys(at path: String) -> [NoteKey] {
        guard let bytes = try? bytes(path) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { NoteKey(parsing: String($0)) }
    }

    private static func witnesses(_ folder: String, logs: [NoteKey]) throws(Failure) -> WitnessQuorum {
        let path = folder + "/" + witnesses
        guard FileBytes.exists(path) else { return .none }
        var keys: [WitnessKey] = []
        for line in String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let key = WitnessKey(parsing: String(line)), !logs.contains(where: { key.isKey(of: $0) }) else {
                throw .malformed(path: path)
            }
            keys.append(key)
        }
        guard let quorum = WitnessQuorum(keys, threshold: 0) else { throw .malformed(path: path) }
        return quorum
    }

    private static func externalAuthorities(_ folder: String) throws(Failure) -> [TrustAnchors.ExternalAuthority] {
        let names = (try? FileBytes.names(in: folder, ending: ".pem")) ?? []
        let own = authorities.dropLast(4)
        let external = names.filter { $0.hasPrefix(externalPrefix) && $0 != own }
        guard external.count <= Limits.externalAuthoritiesMax else { throw .malformed(path: folder) }
        var found: [TrustAnchors.ExternalAuthority] = []
        for name in external {
            let path = "\(folder)/\(name).pem"
            guard let trust = try? TimestampTrust(pem: try bytes(path), path: path) else {
                throw .malformed(path: path)
            }
            found.append(
                TrustAnchors.ExternalAuthority(name: String(name.dropFirst(externalPrefix.count)), trust: trust))
        }
        return found
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
