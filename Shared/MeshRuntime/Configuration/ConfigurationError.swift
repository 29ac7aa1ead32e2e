/// Why a configuration was refused. Each case names what is wrong in the operator's words.
package enum ConfigurationError: Error, Sendable, Equatable {
    /// A key that nothing reads, where it stands, and the known key nearest to it.
    package struct UnknownKey: Sendable, Equatable {
        /// Dotted path, e.g. `log.levl`.
        package var path: String
        /// Line in the file, from 1.
        package var line: Int?
        /// Dotted path of the nearest known key.
        package var nearest: String?
    }

    /// An environment variable that names no key, and the known one nearest to it.
    package struct UnknownVariable: Sendable, Equatable {
        /// The variable, e.g. `COLOPHON_LOG_LEVLE`.
        package var name: String
        /// The nearest known variable.
        package var nearest: String?
    }

    /// The file cannot be read, or is larger than `Limits.configurationBytesMax`.
    case unreadable(file: String, reason: String)
    /// The file is not YAML, or not a mapping.
    case syntax(file: String, line: Int?, reason: String)
    /// Keys that nothing reads.
    case unknownKeys(file: String, [UnknownKey])
    /// Variables beginning with `COLOPHON_` that name no key.
    case unknownVariables([UnknownVariable])
    /// A required key that is neither in the file nor in the environment. `lookalike` is an unknown key close to it.
    case missing(file: String, path: String, variable: String, lookalike: String?)
    /// A value of another kind. `place` is `file:line` or the variable's name.
    case wrongType(place: String, path: String, expected: String, found: String)
    /// One variable that would set two keys.
    case ambiguousVariable(name: String, paths: [String])
    /// A value of the right kind that makes no sense.
    case invalid(place: String, path: String, reason: String)
    /// Something that only development may use, named under `environment: production`.
    case developmentOnly(path: String)
}

extension ConfigurationError: CustomStringConvertible {
    /// One line for each fault.
    package var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .syntax(let file, let line, let reason):
            "\(Self.place(file, line)): \(reason)"
        case .unknownKeys(let file, let keys):
            keys.map { key in
                "\(Self.place(file, key.line)): unknown key '\(key.path)'"
                    + (key.nearest.map { "; did you mean '\($0)'?" } ?? "")
            }.joined(separator: "\n")
        case .unknownVariables(let variables):
            variables.map { variable in
                "environment: unknown variable \(variable.name)"
                    + (variable.nearest.map { "; did you mean \($0)?" } ?? "")
            }.joined(separator: "\n")
        case .missing(let file, let path, let variable, let lookalike):
            "\(file): missing key '\(path)' (or variable \(variable))"
                + (lookalike.map { "; there is '\($0)', which is not a key" } ?? "")
        case .wrongType(let place, let path, let expected, let found):
            "\(place): '\(path)' must be \(expected), not \(found)"
        case .ambiguousVariable(let name, let paths):
            "environment: \(name) could set any of \(paths.map { "'\($0)'" }.joined(separator: ", "))"
        case .invalid(let place, let path, let reason):
            "\(place): '\(path)' \(reason)"
        case .developmentOnly(let path):
            "'\(path)' is only for development and this is 'environment: production'"
        }
    }

    static func place(_ file: String, _ line: Int?) -> String {
        line.map { "\(file):\($0)" } ?? file
    }
}
