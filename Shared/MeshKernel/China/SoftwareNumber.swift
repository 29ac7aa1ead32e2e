/// The number of a registered piece of software, `2023SR0854088`: the year, SR, and six digits or seven (the Copyright
/// Protection Centre's own form).
package struct SoftwareNumber: Sendable, Hashable {
    /// Not such a number.
    package enum Fault: Error, Sendable, Equatable {
        case malformed
    }

    /// As it is written.
    package let text: String
    /// When it was registered.
    package let year: Int64

    /// Parses `text`; nothing is put right.
    package init(_ text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        guard (12...13).contains(bytes.count), bytes[4..<6] == [UInt8(ascii: "S"), UInt8(ascii: "R")],
            let year = ASCIIDigits.values(String(decoding: bytes[..<4], as: UTF8.self)),
            ASCIIDigits.values(String(decoding: bytes[6...], as: UTF8.self)) != nil
        else { throw .malformed }
        self.text = text
        self.year = ASCIIDigits.number(year[...])
    }
}
