import Yams

/// Decodes any `Decodable` from a file and the environment, through a session that remembers what was asked for.
struct ConfigurationDecoder: Decoder {
    let session: ConfigurationSession
    let source: ConfigurationSource
    let path: ConfigurationPath
    let parent: ConfigurationPath

    var codingPath: [any CodingKey] { path.components.map(AnyConfigurationKey.init) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        switch source {
        case .node(.mapping(let mapping)):
            session.open(mapping, at: path)
            return KeyedDecodingContainer(ConfigurationMapping(session: session, mapping: mapping, path: path))
        case .absent:
            return KeyedDecodingContainer(ConfigurationMapping(session: session, mapping: nil, path: path))
        case .node where source.isNull:
            return KeyedDecodingContainer(ConfigurationMapping(session: session, mapping: nil, path: path))
        case .node, .variable:
            throw session.wrongType(source, at: path, expected: "a mapping")
        }
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch source {
        case .node(.sequence(let sequence)):
            return ConfigurationList(session: session, elements: sequence.map(ConfigurationSource.node), path: path)
        case .variable(let name, let text):
            let parts = text.split(separator: ",").map { part in
                ConfigurationSource.variable(name: name, text: part.trimmingSpaces)
            }
            return ConfigurationList(session: session, elements: parts, path: path)
        case .absent:
            throw session.missing(path, in: parent)
        case .node:
            throw session.wrongType(source, at: path, expected: "a list")
        }
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        ConfigurationScalar(decoder: self)
    }
}

extension Substring {
    /// Without spaces at both ends.
    var trimmingSpaces: String {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
