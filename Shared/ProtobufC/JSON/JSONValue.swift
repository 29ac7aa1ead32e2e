/// A JSON text as a tree. Numbers keep the characters they were written with, so that 64-bit integers stay exact.
enum JSONValue {
    /// One member of an object.
    struct Member {
        var name: String
        var value: JSONValue
    }

    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in the order of the text; no name occurs twice.
    case object([Member])
}
