import Yams

/// What stands at a path: a node of the file, the text of a variable, or nothing.
enum ConfigurationSource {
    case node(Node)
    case variable(name: String, text: String)
    case absent

    /// The value's text when it is a single value.
    var text: String? {
        switch self {
        case .node(.scalar(let scalar)): scalar.string
        case .variable(_, let text): text
        case .node, .absent: nil
        }
    }

    /// Whether the file says `null`, `~` or nothing after the colon.
    var isNull: Bool {
        switch self {
        case .node(.scalar(let scalar)):
            scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        case .node, .variable: false
        case .absent: true
        }
    }

    /// The value in an error's words.
    var kind: String {
        switch self {
        case .node(.scalar(let scalar)): isNull ? "nothing" : "'\(scalar.string)'"
        case .node(.mapping): "a mapping"
        case .node(.sequence): "a list"
        case .node(.alias): "an alias"
        case .variable(_, let text): "'\(text)'"
        case .absent: "nothing"
        }
    }

    /// Line in the file, from 1.
    var line: Int? {
        switch self {
        case .node(let node): node.mark?.line
        case .variable, .absent: nil
        }
    }
}
