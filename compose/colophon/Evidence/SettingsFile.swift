import MeshAPI
import ProtobufC
import Yams

/// A YAML file with a project's copyright settings: the fields of `colophon.evidence.v1.CopyrightSettings`, with the
/// words of its lists in small letters.
enum SettingsFile {
    private static let type = "colophon.evidence.v1.CopyrightSettings"
    private static let bytesMax = 1_048_576

    /// What each list's names begin with, by field.
    private static let lists = [
        "kind": "OWNER_KIND_", "document_kind": "DOCUMENT_KIND_", "signature_kind": "SIGNATURE_KIND_",
        "nature": "NATURE_", "publication": "PUBLICATION_", "acquisition": "ACQUISITION_",
        "attribution": "ATTRIBUTION_", "rights_scope": "RIGHTS_SCOPE_", "rights": "RIGHT_", "extent": "EXTENT_",
        "training_use": "TRAINING_USE_",
    ]

    /// Reads the file at `path`; refuses what is not a mapping of known fields.
    static func read(_ path: String) throws(Failure) -> EvidenceV1.CopyrightSettings {
        guard let bytes = StateFolder.contents(path), bytes.count <= bytesMax else {
            throw .refused("\(path): no such file, not readable, or larger than 1 MiB")
        }
        return try parse(String(decoding: bytes, as: UTF8.self), path: path)
    }

    /// Reads the text of such a file; `path` is what messages call it.
    static func parse(_ text: String, path: String) throws(Failure) -> EvidenceV1.CopyrightSettings {
        do {
            guard let node = try Yams.compose(yaml: text), case .mapping = node else {
                throw Failure.refused("\(path) is not a mapping of settings")
            }
            let pool = try DescriptorPool(fileDescriptorSet: EvidenceV1.fileDescriptorSet)
            return try EvidenceV1.CopyrightSettings(
                serialized: pool.serialized(json: try json(node, field: "", path: path), type: type))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .refused("\(path): \(error)", advice: "See the fields: colophon describe \(type)")
        }
    }

    private static func json(_ node: Node, field: String, path: String) throws(Failure) -> String {
        switch node {
        case .scalar(let scalar):
            guard let prefix = lists[field], !scalar.string.hasPrefix(prefix) else {
                return Console.jsonText(scalar.string)
            }
            let word = scalar.string.uppercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
            return Console.jsonText(prefix + String(word))
        case .sequence(let sequence):
            var values: [String] = []
            for value in sequence { values.append(try json(value, field: field, path: path)) }
            return "[" + values.joined(separator: ",") + "]"
        case .mapping(let mapping):
            var members: [String] = []
            for (key, value) in mapping {
                let name = key.string ?? ""
                members.append(Console.jsonText(name) + ":" + (try json(value, field: name, path: path)))
            }
            return "{" + members.joined(separator: ",") + "}"
        case .alias:
            throw .refused("\(path) uses an alias; write the value out")
        }
    }
}
