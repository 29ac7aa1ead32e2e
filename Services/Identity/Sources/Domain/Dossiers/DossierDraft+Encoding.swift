extension DossierDraft {
    /// For the store, fields in the order of the form: name and text, each preceded by its length in two bytes, so that no
    /// two dossiers read alike.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for field in DossierField.allCases {
            guard let value = values[field] else { continue }
            for part in [field.rawValue, value] {
                bytes += [UInt8(truncatingIfNeeded: part.utf8.count >> 8), UInt8(truncatingIfNeeded: part.utf8.count)]
                bytes += part.utf8
            }
        }
        return bytes
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        var parts: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 2 else { return nil }
            let count = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(2)
            guard rest.count >= count, let text = String(validating: rest.prefix(count), as: UTF8.self) else {
                return nil
            }
            parts.append(text)
            rest = rest.dropFirst(count)
        }
        guard parts.count.isMultiple(of: 2) else { return nil }
        var values: [DossierField: String] = [:]
        for place in stride(from: 0, to: parts.count, by: 2) {
            guard let field = DossierField(rawValue: parts[place]) else { return nil }
            values[field] = parts[place + 1]
        }
        self.init(values)
    }
}
