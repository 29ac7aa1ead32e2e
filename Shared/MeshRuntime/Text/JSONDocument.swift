internal import ProtobufC

/// What another program answered in JSON (RFC 8259): read by name, nothing is trusted to be there.
package struct JSONDocument: Sendable {
    private let value: JSONValue

    /// Nil for bytes that are not JSON in UTF-8, and for objects that name a member twice.
    package init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self),
            let value = try? JSONValue(parsing: text)
        else { return nil }
        self.value = value
    }

    private init(_ value: JSONValue) {
        self.value = value
    }

    /// The member `name`; nil without one, and for what is no object.
    package subscript(_ name: String) -> JSONDocument? {
        guard case .object(let members) = value, let member = members.first(where: { $0.name == name }) else {
            return nil
        }
        return JSONDocument(member.value)
    }

    /// The text, or a number as it was written: some write numbers as texts. Nil for anything else.
    package var text: String? {
        switch value {
        case .string(let text), .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// The values of an array; nil for anything else.
    package var elements: [JSONDocument]? {
        guard case .array(let values) = value else { return nil }
        return values.map { JSONDocument($0) }
    }
}
