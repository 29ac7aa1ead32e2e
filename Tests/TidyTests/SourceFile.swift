/// A Swift file: its lines, and the same lines with comments and the text of strings blanked, so that a word in a
/// sentence is not taken for code. What stands in an interpolation stays.
struct SourceFile {
    let path: String
    let lines: [Substring]
    let code: [Substring]

    init(path: String) {
        self.init(path: path, text: Repository.text(path))
    }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var lexer = Lexer(text)
        code = lexer.blanked().split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The room a file belongs to: a target, or for a service's library the folder below Sources.
    var room: String {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count > 2 else { return parts.dropLast().joined(separator: "/") }
        if parts[0] == "Services", parts.count > 4, parts[2] == "Sources" { return parts[0..<4].joined(separator: "/") }
        return parts[0] == "Services" ? parts[0..<3].joined(separator: "/") : parts[0..<2].joined(separator: "/")
    }
}

/// Something that breaks a rule, where it stands.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    /// From 1; 0 for the file as a whole.
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

/// Enough of Swift's lexical grammar to tell code from comments and strings.
private struct Lexer {
    private enum Context {
        /// Code, or an interpolation with the number of parentheses open in it.
        case code(parentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let characters: [UInt8]
    private var position = 0
    private var result: [UInt8] = []
    private var contexts: [Context] = [.code(parentheses: 0)]

    init(_ text: String) {
        characters = Array(text.utf8)
        result.reserveCapacity(characters.count)
    }

    private func starts(_ text: StaticString, at offset: Int = 0) -> Bool {
        text.withUTF8Buffer { word in
            position + offset + word.count <= characters.count
                && word.indices.allSatisfy { characters[position + offset + $0] == word[$0] }
        }
    }

    private func hashes(at start: Int) -> Int {
        var count = 0
        while start + count < characters.count, characters[start + count] == UInt8(ascii: "#") { count += 1 }
        return count
    }

    /// Moves over `count` bytes, keeping them or leaving blanks; the ends of lines always stay.
    private mutating func take(_ count: Int = 1, keep: Bool) {
        for _ in 0..<count where position < characters.count {
            let byte = characters[position]
            result.append(keep || byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
            position += 1
        }
    }

    mutating func blanked() -> String {
        while position < characters.count {
            switch contexts[contexts.count - 1] {
            case .code(let parentheses): stepInCode(parentheses)
            case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func stepInCode(_ parentheses: Int) {
        if starts("//") {
            while position < characters.count, characters[position] != UInt8(ascii: "\n") { take(keep: false) }
        } else if starts("/*") {
            skipBlockComment()
        } else if characters[position] == UInt8(ascii: "\"") || characters[position] == UInt8(ascii: "#") {
            let count = hashes(at: position)
            guard position + count < characters.count, characters[position + count] == UInt8(ascii: "\"") else {
                return take(max(1, count), keep: true)
            }
            take(count, keep: true)
            let isMultiline = starts("\"\"\"")
            take(isMultiline ? 3 : 1, keep: true)
            contexts.append(.string(hashes: count, isMultiline: isMultiline))
        } else {
            let byte = characters[position]
            take(keep: true)
            if contexts.count > 1, byte == UInt8(ascii: "(") {
                contexts[contexts.count - 1] = .code(parentheses: parentheses + 1)
            } else if contexts.count > 1, byte == UInt8(ascii: ")") {
                contexts[contexts.count - 1] = .code(parentheses: parentheses - 1)
                if parentheses == 1 { contexts.removeLast() }
            }
        }
    }

    private mutating func stepInString(_ count: Int, _ isMultiline: Bool) {
        if characters[position] == UInt8(ascii: "\\"), hashes(at: position + 1) >= count {
            let next = position + 1 + count
            if next < characters.count, characters[next] == UInt8(ascii: "(") {
                take(1 + count, keep: false)
                take(keep: true)
                contexts.append(.code(parentheses: 1))
            } else {
                take(2 + count, keep: false)
            }
        } else if isMultiline ? starts("\"\"\"") : starts("\"") {
            let quotes = isMultiline ? 3 : 1
            guard hashes(at: position + quotes) >= count else { return take(keep: false) }
            take(quotes + count, keep: true)
            contexts.removeLast()
        } else if !isMultiline, characters[position] == UInt8(ascii: "\n") {
            // A string cannot cross a line: what looked like one was something else, so the line's end closes it.
            contexts.removeLast()
        } else {
            take(keep: false)
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                take(2, keep: false)
            } else if starts("*/") {
                depth -= 1
                take(2, keep: false)
            } else {
                take(keep: false)
            }
        } while depth > 0 && position < characters.count
    }
}
