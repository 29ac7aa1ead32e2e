import Yams

/// A mapping of the file, laid over with the variables that name its keys.
struct ConfigurationMapping<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let session: ConfigurationSession
    let mapping: Node.Mapping?
    let path: ConfigurationPath

    var codingPath: [any CodingKey] { path.components.map(AnyConfigurationKey.init) }

    var allKeys: [Key] {
        (mapping ?? [:]).compactMap { pair in
            pair.key.scalar.flatMap { Key(stringValue: $0.string) }
        }
    }

    private func source(_ key: Key) -> ConfigurationSource {
        session.source(at: path, key: key.fileName, in: mapping)
    }

    private func decoder(_ key: Key) -> ConfigurationDecoder {
        ConfigurationDecoder(session: session, source: source(key), path: path.key(key.fileName), parent: path)
    }

    private func scalar(_ key: Key) -> ConfigurationScalar {
        ConfigurationScalar(decoder: decoder(key))
    }

    private func optional<T>(_ key: Key, _ read: (ConfigurationScalar) throws -> T) throws -> T? {
        let value = scalar(key)
        return value.decodeNil() ? nil : try read(value)
    }

    func contains(_ key: Key) -> Bool {
        if case .absent = source(key) { return session.hasVariables(below: path.key(key.fileName)) }
        return true
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        let found = source(key)
        return found.isNull && !session.hasVariables(below: path.key(key.fileName))
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try scalar(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try scalar(key).decode(type) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try scalar(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try scalar(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try scalar(key).decode(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try scalar(key).decode(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try scalar(key).decode(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try scalar(key).decode(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try scalar(key).decode(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try scalar(key).decode(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try scalar(key).decode(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try scalar(key).decode(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try scalar(key).decode(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try scalar(key).decode(type) }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try decoder(key).value(type) }

    // A variable below a key makes its section present, but never a single value: these look at the key alone.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try optional(key) { try $0.decode(type) }
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try optional(key) { try $0.decode(type) }
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try optional(key) { try $0.decode(type) }
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try optional(key) { try $0.decode(type) }
    }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try optional(key) { try $0.decode(type) }
    }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try optional(key) { try $0.decode(type) }
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        let value = decoder(key)
        guard value.source.isNull else { return try value.value(type) }
        guard session.hasVariables(below: value.path) else {
            // Nothing to decode, but the section's keys must be known for a stray variable's nearest name.
            return nil
        }
        let before = session.usedVariableCount
        do {
            return try value.value(type)
        } catch ConfigurationError.missing where session.usedVariableCount == before {
            // The variable belongs to a neighbour whose name begins alike (`log` and `log_key`).
            return nil
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        ConfigurationDecoder(
            session: session, source: mapping.map { .node(.mapping($0)) } ?? .absent, path: path, parent: path)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { decoder(key) }
}
