import Yams

/// One mapping of a YAML file whose keys are all known; refusals name the file, the line and the field.
struct Section {
    private let entries: [String: Node]
    private let name: String
    private let path: String
    private let line: Int?

    /// Takes `node` as a mapping; a missing node is an empty one. `name` is the dotted path that leads here.
    init(_ node: Node?, name: String, path: String, known: [String]) throws(Failure) {
        self.name = name
        self.path = path
        line = node?.mark?.line
        var entries: [String: Node] = [:]
        switch node {
        case nil:
            break
        case .mapping(let mapping)?:
            for (key, value) in mapping {
                let word = key.string ?? ""
                guard known.contains(word) else {
                    throw .refused(
                        "\(Self.place(path, key.mark?.line)): \(Self.join(name, word)) is not a known key",
                        advice: "Known here: \(known.joined(separator: ", ")).")
                }
                entries[word] = value
            }
        case .scalar?, .sequence?, .alias?:
            throw .refused(
                "\(Self.place(path, node?.mark?.line)): \(name.isEmpty ? "the file" : name) is not a mapping")
        }
        self.entries = entries
    }

    subscript(key: String) -> Node? { entries[key] }

    /// The text of a scalar; nil when the key is absent.
    func text(_ key: String) throws(Failure) -> String? {
        guard let node = entries[key] else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else { throw refusal(key, "is not a word") }
        return text
    }

    /// A whole number within bounds; nil when the key is absent.
    func number(_ key: String, within bounds: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let node = entries[key] else { return nil }
        guard let number = node.int, bounds.contains(number) else {
            throw refusal(key, "is not a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return number
    }

    /// "host:port"; nil when the key is absent.
    func socket(_ key: String) throws(Failure) -> SocketName? {
        guard let text = try text(key) else { return nil }
        guard let socket = SocketName(text) else { throw refusal(key, "\"\(text)\" is not host:port") }
        return socket
    }

    /// A list of words; empty when the key is absent.
    func words(_ key: String) throws(Failure) -> [String] {
        guard let node = entries[key] else { return [] }
        guard case .sequence(let sequence) = node else { throw refusal(key, "is not a list") }
        var words: [String] = []
        for element in sequence {
            guard let word = element.scalar?.string, !word.isEmpty else {
                throw refusal(key, "holds something else than words")
            }
            words.append(word)
        }
        return words
    }

    /// A refusal that names the file, the line and the field.
    func refusal(_ key: String?, _ what: String, advice: String? = nil) -> Failure {
        let field = key.map { Self.join(name, $0) } ?? name
        let at = key.flatMap { entries[$0]?.mark?.line } ?? line
        return .refused("\(Self.place(path, at)): \(field) \(what)", advice: advice)
    }

    private static func join(_ name: String, _ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }

    private static func place(_ path: String, _ line: Int?) -> String { line.map { "\(path):\($0)" } ?? path }
}
