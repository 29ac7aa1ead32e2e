import MeshRPC

extension KeyedDecodingContainer {
    /// The value of `key`, nil when it is not there; refused outside `range`.
    func bounded<Value: Decodable & Comparable>(_ key: Key, _ range: ClosedRange<Value>) throws -> Value? {
        guard let value = try decodeIfPresent(Value.self, forKey: key) else { return nil }
        guard range.contains(value) else {
            throw refusal(key, "must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Puts the value of `key` in the place of `value`, which stays when there is none; refused outside `range`.
    func take<Value: Decodable & Comparable>(
        _ key: Key, _ range: ClosedRange<Value>, into value: inout Value
    ) throws {
        value = try bounded(key, range) ?? value
    }

    /// The same with a time of at least a millisecond.
    func takeMilliseconds(_ key: Key, into value: inout Int64) throws {
        value = try milliseconds(key) ?? value
    }

    /// The same with a time, or 0 for never.
    func takeMillisecondsOrNever(_ key: Key, into value: inout Int64) throws {
        value = try millisecondsOrNever(key) ?? value
    }

    /// A time of at least a millisecond.
    func milliseconds(_ key: Key) throws -> Int64? {
        try bounded(key, 1...MeshRPC.Limits.timeoutMillisecondsMax)
    }

    /// A time, or 0 for never.
    func millisecondsOrNever(_ key: Key) throws -> Int64? {
        try bounded(key, 0...MeshRPC.Limits.timeoutMillisecondsMax)
    }

    /// Status codes by gRPC's names.
    func statusCodes(_ key: Key) throws -> Set<RPCError.Code>? {
        guard let names = try decodeIfPresent([String].self, forKey: key) else { return nil }
        var codes: Set<RPCError.Code> = []
        for name in names {
            guard let code = RPCError.Code.allCases.first(where: { $0.name == name }) else {
                throw refusal(key, "must name status codes as UNAVAILABLE does, not '\(name)'")
            }
            codes.insert(code)
        }
        return codes
    }

    /// Decodes a section, when it is there, and hands it to `use`.
    func section<Section: Decodable>(_ key: Key, _ type: Section.Type, _ use: (Section) -> Void) throws {
        if let section = try decodeIfPresent(type, forKey: key) { use(section) }
    }

    /// A refusal of what stands under `key`.
    func refusal(_ key: Key, _ words: String) -> DecodingError {
        DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: words)
    }
}
