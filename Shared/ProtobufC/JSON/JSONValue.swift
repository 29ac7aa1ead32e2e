/// A JSON text as a tree. Numbers keep the characters they were written with, so that 64-bit integers stay exact.
package enum JSONValue: Sendable {
    /// One member of an object.
    package struct Member: Sendable {
        /// Its name.
        package var name: String
        /// Its value.
        package var value: JSONValue
    }

    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as it was written.
    case number(String)
    /// A text.
    case string(String)
    /// Values in their order.
    case array([JSONValue])
    /// Members in the order of the text; no name occurs twice.
    case object([Member])

    /// The value of `text` (RFC 8259). Throws `JSONError.syntax` or `.tooDeep`.
    package init(parsing text: String) throws(JSONError) {
        self = try JSONParser.parse(text)
    }
}
