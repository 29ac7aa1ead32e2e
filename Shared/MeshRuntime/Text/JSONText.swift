/// Writes JSON (RFC 8259) into bytes, in the order in which it is told.
package struct JSONText {
    /// What was written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// An object whose members `body` writes.
    package mutating func object(_ body: (inout JSONText) -> Void) { enclosed("{", "}", body) }

    mutating func array(_ body: (inout JSONText) -> Void) { enclosed("[", "]", body) }

    /// A member that is an object.
    package mutating func object(_ name: String, _ body: (inout JSONText) -> Void) {
        key(name)
        object(body)
    }

    mutating func array(_ name: String, _ body: (inout JSONText) -> Void) {
        key(name)
        array(body)
    }

    /// The name of the member whose value follows.
    mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A member that is a text.
    package mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: some BinaryInteger) {
        key(name)
        raw(String(value))
    }

    mutating func member(_ name: String, _ value: Double) {
        key(name)
        number(value)
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        raw(value ? "true" : "false")
    }

    /// A value that is a string.
    mutating func string(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    /// A value that is a number; JSON has no infinities, so those become null.
    mutating func number(_ value: Double) {
        raw(value.isFinite ? "\(value)" : "null")
    }

    /// A value that is already JSON.
    mutating func raw(_ value: String) {
        separate()
        bytes.append(contentsOf: value.utf8)
        needsComma = true
    }

    private mutating func enclosed(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONText) -> Void) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        ControlCharacters.escape(text, quotes: true, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}
