import Yams

/// One reading of a configuration: the file, the environment, and the record of which keys were asked for. What was
/// asked for is what is known, so any `Decodable` type is closed without listing its keys twice.
final class ConfigurationSession {
    let file: String
    private let root: Node?
    private let variables: [String: String]
    private var askedKeys: [ConfigurationPath: Set<String>] = [:]
    private var openedMappings: [ConfigurationPath: Node.Mapping] = [:]
    private var variablePaths: [String: Set<String>] = [:]
    private var usedVariables: Set<String> = []

    init(file: String, root: Node?, variables: [String: String]) {
        self.file = file
        self.root = root
        self.variables = variables
    }

    var rootSource: ConfigurationSource {
        root.map(ConfigurationSource.node) ?? .absent
    }

    /// What stands at `key` of a mapping; the variable wins over the file.
    func source(at path: ConfigurationPath, key: String, in mapping: Node.Mapping?) -> ConfigurationSource {
        let child = path.key(key)
        askedKeys[path, default: []].insert(key)
        let name = child.variable
        variablePaths[name, default: []].insert(child.description)
        if let text = variables[name] {
            usedVariables.insert(name)
            return .variable(name: name, text: text)
        }
        let node = mapping?.first { $0.key.scalar?.string == key }?.value
        return node.map(ConfigurationSource.node) ?? .absent
    }

    /// Whether a variable could set something below `path`.
    func hasVariables(below path: ConfigurationPath) -> Bool {
        let prefix = path.variable + "_"
        return variables.keys.contains { $0.hasPrefix(prefix) }
    }

    /// How many variables have been used so far.
    var usedVariableCount: Int { usedVariables.count }

    func open(_ mapping: Node.Mapping, at path: ConfigurationPath) {
        openedMappings[path] = mapping
    }

    func place(_ source: ConfigurationSource) -> String {
        switch source {
        case .variable(let name, _): name
        case .node, .absent: ConfigurationError.place(file, source.line)
        }
    }

    func missing(_ path: ConfigurationPath, in parent: ConfigurationPath) -> ConfigurationError {
        let present = openedMappings[parent]?.compactMap { $0.key.scalar?.string } ?? []
        let unknown = present.filter { !askedKeys[parent, default: []].contains($0) }
        let lookalike = NearestName.to(path.last, among: unknown).map { parent.key($0).description }
        return .missing(file: file, path: path.description, variable: path.variable, lookalike: lookalike)
    }

    func wrongType(_ source: ConfigurationSource, at path: ConfigurationPath, expected: String) -> ConfigurationError {
        .wrongType(place: place(source), path: path.description, expected: expected, found: source.kind)
    }

    /// Complains of everything that nothing asked for. Call it after decoding.
    func refuseUnknown() throws(ConfigurationError) {
        var unknown: [ConfigurationError.UnknownKey] = []
        for (path, mapping) in openedMappings {
            let known = askedKeys[path, default: []]
            for (keyNode, _) in mapping {
                let key = keyNode.scalar?.string ?? "?"
                guard !known.contains(key) else { continue }
                unknown.append(
                    .init(
                        path: path.key(key).description, line: keyNode.mark?.line,
                        nearest: NearestName.to(key, among: known).map { path.key($0).description }))
            }
        }
        if !unknown.isEmpty {
            throw .unknownKeys(file: file, unknown.sorted { ($0.line ?? 0, $0.path) < ($1.line ?? 0, $1.path) })
        }
        for (name, paths) in variablePaths where paths.count > 1 && variables[name] != nil {
            throw .ambiguousVariable(name: name, paths: paths.sorted())
        }
        let stray = variables.keys.filter { !usedVariables.contains($0) }.sorted()
        if !stray.isEmpty {
            throw .unknownVariables(
                stray.map { .init(name: $0, nearest: NearestName.to($0, among: variablePaths.keys)) })
        }
    }
}
