import CProtobufC

extension DescriptorPool {
    /// A message as JSON, by proto3's mapping: lowerCamelCase names, 64-bit integers as strings, bytes as base64,
    /// defaults left out. `pretty` indents by two spaces. Throws `unknownType` and `message`.
    public func json(_ serialized: [UInt8], type: String, pretty: Bool = false) throws(JSONError) -> String {
        try JSONWriter(pool: self).value(of: serialized, type: type, path: "").text(pretty: pretty)
    }

    /// The message of a JSON text. Accepts lowerCamelCase and original names, integers as numbers or strings, both
    /// base64 alphabets, enums by name or number, and null for an absent field; refuses everything that it would have
    /// to guess or drop, and names its path.
    public func serialized(json: String, type: String) throws(JSONError) -> [UInt8] {
        try JSONReader(pool: self).bytes(of: try JSONParser.parse(json), type: type, path: "")
    }
}
