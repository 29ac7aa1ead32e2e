import Yams

/// A service's whole configuration: the common part and the section under the service's name.
package struct ServiceConfiguration<Section: Decodable & Sendable>: Sendable {
    /// What every service says alike.
    package let common: CommonConfiguration
    /// The service's own section.
    package let section: Section
    /// Path of the file it was read from.
    package let file: String

    /// Reads `file` for `service`, lays the `COLOPHON_…` variables of `environment` over it, and refuses whatever is
    /// unknown, missing or of the wrong kind.
    package init(
        file: String, service: String, environment: [String: String]
    ) throws(ConfigurationError) {
        try self.init(
            yaml: TextFile.configuration(file), file: file, service: service, environment: environment)
    }

    /// The same over text that is already there; `file` only names it in refusals.
    package init(
        yaml: String, file: String, service: String, environment: [String: String]
    ) throws(ConfigurationError) {
        let root = try Self.compose(yaml, file: file)
        let session = ConfigurationSession(
            file: file, root: root,
            variables: ConfigurationVariables.relevant(in: environment, to: service))
        let decoder = ConfigurationDecoder(session: session, source: session.rootSource, path: .root, parent: .root)
        do {
            common = try decoder.value(CommonConfiguration.self)
            guard common.service == service else {
                throw ConfigurationError.invalid(
                    place: file, path: "service", reason: "is '\(common.service)', but this program is '\(service)'")
            }
            let container = try decoder.container(keyedBy: AnyConfigurationKey.self)
            section = try container.decode(Section.self, forKey: AnyConfigurationKey(service))
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw .invalid(place: file, path: "", reason: "\(error)")
        }
        self.file = file
        try session.refuseUnknown()
    }

    private static func compose(_ yaml: String, file: String) throws(ConfigurationError) -> Node? {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw .syntax(file: file, line: error.line, reason: error.summary)
        } catch {
            throw .syntax(file: file, line: nil, reason: "\(error)")
        }
        switch root {
        case nil, .mapping: return root
        case .scalar, .sequence, .alias:
            throw .syntax(file: file, line: root?.mark?.line, reason: "must be a mapping of keys to values")
        }
    }
}

extension YamlError {
    /// The line of the fault, from 1.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    /// The fault in one line.
    fileprivate var summary: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            "not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, _):
            "the same key twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))"
        default:
            "not YAML: \(self)".split(separator: "\n").joined(separator: " ")
        }
    }
}
