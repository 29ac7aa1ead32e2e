package import Logging
package import MeshKernel

/// Turns log events into lines.
package struct LogFormat: Sendable {
    private enum Shape {
        case human(isColoured: Bool)
        case json
    }

    private let shape: Shape

    /// `time level label message key=value`; levels coloured for a terminal.
    package static func human(isColoured: Bool) -> LogFormat { LogFormat(shape: .human(isColoured: isColoured)) }
    /// One JSON object a line: time, level, label, message, and the metadata as an object.
    package static let json = LogFormat(shape: .json)

    /// One line with its end. Control characters in any part are escaped, and the line is cut at
    /// `Limits.logLineBytesMax`.
    package func line(
        time: WallTime, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata
    ) -> [UInt8] {
        switch shape {
        case .human(let isColoured):
            human(time, level, label, message, metadata, isColoured: isColoured)
        case .json:
            json(time, level, label, message, metadata)
        }
    }

    private func human(
        _ time: WallTime, _ level: Logger.Level, _ label: String, _ message: String, _ metadata: Logger.Metadata,
        isColoured: Bool
    ) -> [UInt8] {
        var line = Array("\(time.rfc3339) ".utf8)
        let name = level.rawValue + String(repeating: " ", count: max(0, 8 - level.rawValue.count))
        line.append(contentsOf: (isColoured ? "\u{1B}[\(level.colour)m\(name)\u{1B}[0m " : name + " ").utf8)
        ControlCharacters.escape(label, quotes: false, into: &line)
        line.append(UInt8(ascii: " "))
        ControlCharacters.escape(message, quotes: false, into: &line)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: " "))
            ControlCharacters.escape(key, quotes: true, into: &line)
            line.append(UInt8(ascii: "="))
            let text = value.description
            let isPlain = !text.isEmpty && !text.utf8.contains { " \"=\\".utf8.contains($0) }
            if !isPlain { line.append(UInt8(ascii: "\"")) }
            ControlCharacters.escape(text, quotes: true, into: &line)
            if !isPlain { line.append(UInt8(ascii: "\"")) }
        }
        if line.count > Limits.logLineBytesMax {
            line = Self.cut(line, to: Limits.logLineBytesMax - 3) + Array("…".utf8)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private func json(
        _ time: WallTime, _ level: Logger.Level, _ label: String, _ message: String, _ metadata: Logger.Metadata
    ) -> [UInt8] {
        var text = JSONText()
        text.object { object in
            object.member("time", time.rfc3339)
            object.member("level", level.rawValue)
            object.member("label", label)
            // A cut keeps the object whole: the parts are shortened, never the finished line.
            object.member("message", Self.shortened(message, to: Limits.logLineBytesMax / 8))
            if !metadata.isEmpty {
                object.object("metadata") { Self.write(metadata, into: &$0, budget: Limits.logLineBytesMax / 8) }
            }
        }
        return text.bytes + [UInt8(ascii: "\n")]
    }

    private static func write(_ metadata: Logger.Metadata, into text: inout JSONText, budget: Int) {
        var left = budget
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            guard left > 0 else {
                text.member("…", "cut")
                return
            }
            text.key(shortened(key, to: left))
            write(value, into: &text, left: &left)
            left -= key.utf8.count
        }
    }

    private static func write(_ value: Logger.MetadataValue, into text: inout JSONText, left: inout Int) {
        switch value {
        case .dictionary(let members):
            text.object { write(members, into: &$0, budget: max(0, left / 2)) }
            left /= 2
        case .array(let elements):
            text.array { array in
                for element in elements where left > 0 { write(element, into: &array, left: &left) }
            }
        case .string, .stringConvertible:
            let words = shortened(value.description, to: max(0, left))
            text.string(words)
            left -= words.utf8.count
        }
    }

    private static func shortened(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        return String(decoding: cut(Array(text.utf8), to: bytes), as: UTF8.self) + "…"
    }

    /// The first `count` bytes, less when that would split a character.
    private static func cut(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        var end = max(0, min(count, bytes.count))
        while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Array(bytes[..<end])
    }
}

extension Logger.Level {
    /// The terminal's colour number.
    fileprivate var colour: Int {
        switch self {
        case .trace, .debug: 90
        case .info: 32
        case .notice: 36
        case .warning: 33
        case .error: 31
        case .critical: 35
        }
    }
}
