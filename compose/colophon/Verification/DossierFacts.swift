import Yams

/// What somebody says of a dossier's fields and pictures on a command line, and in a file that nobody else can list.
struct DossierFacts: Equatable {
    private static let bytesMax = 65_536

    /// Fields with what is to stand in them.
    var fields: [String: String] = [:]
    /// Files of pictures, by what they show.
    var pictures: [String: String] = [:]

    /// Reads `FIELD=VALUE` and `SLOT=FILE`; a word of a command line goes before one of the file at `path`, a YAML mapping
    /// of fields to texts.
    init(path: String?, settings: [String], pictures: [String]) throws(Failure) {
        if let path { fields = try Self.read(path, option: "--facts") }
        for (name, value) in try Self.pairs(settings, option: "--set", form: "FIELD=VALUE") { fields[name] = value }
        if let stranger = fields.keys.sorted().first(where: { !DossierWords.fieldNames.contains($0) }) {
            throw .refused(
                "\"\(stranger)\" is no field of a dossier",
                advice: "Fields: \(DossierWords.fieldNames.joined(separator: ", ")).")
        }
        for (slot, file) in try Self.pairs(pictures, option: "--picture", form: "SLOT=FILE") {
            self.pictures[slot] = file
        }
    }

    private static func pairs(
        _ words: [String], option: String, form: String
    ) throws(Failure) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for word in words {
            guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
                throw .refused("\(option) \(word) is not \(form)")
            }
            pairs.append((String(word[..<equals]), String(word[word.index(after: equals)...])))
        }
        return pairs
    }

    /// The fields of a YAML file that `option` names.
    static func read(_ path: String, option: String) throws(Failure) -> [String: String] {
        guard let bytes = StateFolder.contents(path), bytes.count <= bytesMax else {
            throw .refused("\(option): \(path) is not there, cannot be read, or is larger than 64 KiB")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .refused("\(option): \(path): \(error)")
        }
        guard case .mapping(let mapping)? = node else {
            throw .refused("\(option): \(path) is not a mapping of fields, e.g. real_name: 张三")
        }
        var fields: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.string, case .scalar(let scalar) = value else {
                throw .refused("\(option): \(path): every field has one text")
            }
            fields[name] = scalar.string
        }
        return fields
    }
}
