/// The name of a submitted file, without folders: 1 to 255 bytes of UTF-8.
package struct FileName: Sendable, Hashable, CustomStringConvertible {
    /// Bounds of one name.
    package enum Limits {
        /// What file systems take.
        package static let nameBytesMax = 255
    }

    package let description: String

    /// Refuses an empty or long name, `.` and `..`, slashes, backslashes and control characters.
    package init(_ text: String) throws(EvidenceError) {
        guard !text.isEmpty else { throw .invalidName(.empty) }
        guard text.utf8.count <= Limits.nameBytesMax else { throw .invalidName(.tooLong) }
        guard text != ".", text != ".." else { throw .invalidName(.reserved) }
        guard !text.unicodeScalars.contains(where: { $0 == "/" || $0 == "\\" }) else { throw .invalidName(.folder) }
        guard !text.unicodeScalars.contains(where: ControlCharacters.contains) else {
            throw .invalidName(.controlCharacter)
        }
        description = text
    }

    /// What is wrong with a name.
    package enum Fault: Sendable, Equatable {
        case empty
        case tooLong
        case reserved
        case folder
        case controlCharacter
    }
}

/// Characters that steer a terminal or turn text around, and so may not stand in names and titles.
enum ControlCharacters {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.properties.isBidiControl
        default: false
        }
    }
}
