import MeshCrypto
import MeshKernel

/// Tells one configuration of a service from another, and whether a running service can go over from one to the other.
struct ConfigurationStamp: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, hexadecimal.
    let file: String
    /// The same of what only a restart takes up.
    let lasting: String
    /// The same of the token keys that the file names.
    let tokenKeys: String

    /// Three digests as they are.
    init(file: String, lasting: String, tokenKeys: String) {
        self.file = file
        self.lasting = lasting
        self.tokenKeys = tokenKeys
    }

    init(from decoder: any Decoder) throws {
        // Records were once of the file alone. Those services run on, and are restarted at the next change.
        if let file = try? decoder.singleValueContainer().decode(String.self) {
            self.init(file: file, lasting: "", tokenKeys: "")
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            file: try container.decode(String.self, forKey: .file),
            lasting: try container.decode(String.self, forKey: .lasting),
            tokenKeys: try container.decode(String.self, forKey: .tokenKeys))
    }

    /// The stamp of a file as it would be written now, with its text.
    static func of(_ file: ServiceFile, in folder: StateFolder) throws(Failure) -> (ConfigurationStamp, text: [UInt8]) {
        let text = Array(try file.text().utf8)
        // A file that is not there is one of its own kind: the service says so when it reads it.
        let keys = file.tokenKeys.flatMap { path in
            Digest.sha256(StateFolder.contents(path.hasPrefix("/") ? path : "\(folder.base)/\(path)") ?? [])
        }
        let stamp = ConfigurationStamp(
            file: Hexadecimal.encode(Digest.sha256(text)),
            lasting: Hexadecimal.encode(Digest.sha256(Array(try file.lastingText().utf8))),
            tokenKeys: Hexadecimal.encode(Digest.sha256(keys)))
        return (stamp, text)
    }
}
