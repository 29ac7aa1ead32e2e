/// How errors name a place in a message.
enum JSONPath {
    static func member(_ name: String, of path: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    static func key(_ key: String, of path: String) -> String { "\(path)[\"\(key)\"]" }
}
