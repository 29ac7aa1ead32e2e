/// A list of the file, or a variable's text cut at its commas.
struct ConfigurationList: UnkeyedDecodingContainer {
    let session: ConfigurationSession
    let elements: [ConfigurationSource]
    let path: ConfigurationPath
    private(set) var currentIndex = 0

    init(session: ConfigurationSession, elements: [ConfigurationSource], path: ConfigurationPath) {
        self.session = session
        self.elements = elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path.components.map(AnyConfigurationKey.init) }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    private mutating func next() throws -> ConfigurationDecoder {
        guard currentIndex < elements.count else {
            throw session.missing(path.element(currentIndex), in: path)
        }
        defer { currentIndex += 1 }
        return ConfigurationDecoder(
            session: session, source: elements[currentIndex], path: path.element(currentIndex), parent: path)
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(type) }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try next() }
}
