internal import MeshCrypto
internal import MeshDocument
internal import MeshRuntime

/// Finds the log's key and name where the configuration says.
enum LogKeys {
    /// The log's identity. A public line beside the key must be the key's own.
    static func identity(_ configuration: EvidenceConfiguration) throws -> LogIdentity {
        let key = try SigningKey(path: configuration.logKey)
        let path = publicPath(of: configuration.logKey)
        let line = published(at: path)
        guard let origin = configuration.logOrigin ?? line?.name else {
            throw ConfigurationError.missing(
                file: "configuration", path: "evidence.log_origin", variable: "COLOPHON_EVIDENCE_LOG_ORIGIN",
                lookalike: nil)
        }
        guard let identity = LogIdentity(origin: origin, key: key) else {
            throw ConfigurationError.invalid(
                place: "configuration", path: "evidence.log_origin", reason: "cannot name a log: no spaces, no '+'")
        }
        if let line, line != identity.signer.publicKey {
            throw ConfigurationError.invalid(
                place: path, path: "evidence.log_key", reason: "is not the public half of this key under this origin")
        }
        return identity
    }

    /// The keys that the log had before `key`, as `log-retired.pub` beside the log's key names them; none without it.
    static func retired(_ configuration: EvidenceConfiguration, before key: NoteKey) -> [NoteKey] {
        TrustFolder.retired(in: folder(of: configuration.logKey), before: key)
    }

    /// The public key in the file at `path`; nil when there is none.
    static func published(at path: String) -> NoteKey? {
        let bytes = try? SourceFile.bytes(path, maximumBytes: TrustFolder.Limits.fileBytesMax)
        return bytes.flatMap { NoteKey(parsing: String(decoding: $0, as: UTF8.self)) }
    }

    /// The folder that holds `path`.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func publicPath(of key: String) -> String {
        (key.hasSuffix(".key") ? String(key.dropLast(4)) : key) + ".pub"
    }
}
