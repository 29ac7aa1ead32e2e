import FoundationEssentials
import Logging
import MeshKernel
import MeshTestKit
import Testing

@testable import MeshRuntime

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("Logs", .timeLimit(.minutes(2)))
struct LogTests {
    static let hostile: [String] = [
        "plain", "", "two words", "a=b", "\"quoted\"", "back\\slash", "line\nbreak\r\ttab", "\u{1B}[31mred\u{1B}[0m",
        "\u{0}nul", "\u{7F}\u{9B}31m", "\u{2028}\u{2029}", "\u{202E}txt.exe", "😀 文书 é", "}{\",\"level\":\"critical",
    ]

    @Test("a JSON line is one line and one object, whatever the strings are")
    func json() throws {
        for text in Self.hostile {
            let bytes = LogFormat.json.line(
                time: WallTime(milliseconds: 1_767_225_600_123), level: .warning, label: "evidence", message: text,
                metadata: [
                    text: "\(text)", "list": .array(["\(text)", "x"]), "map": .dictionary(["\(text)": "\(text)"]),
                ])
            #expect(bytes.last == UInt8(ascii: "\n") && bytes.filter { $0 < 0x20 }.count == 1)
            let line = try JSONDecoder().decode(Line.self, from: Data(bytes))
            #expect(line.time == "2026-01-01T00:00:00.123Z")
            #expect(line.level == "warning" && line.label == "evidence" && line.message == text)
            #expect(line.metadata?[text] == .text(text))
            #expect(line.metadata?["list"] == .list([text, "x"]))
            #expect(line.metadata?["map"] == .map([text: text]))
        }
    }

    @Test("a line for people has no control character but its end, and values keep to themselves")
    func human() {
        for text in Self.hostile {
            let bytes = LogFormat.human(isColoured: false).line(
                time: WallTime(milliseconds: 0), level: .info, label: "evidence", message: text,
                metadata: ["key": "\(text)"])
            let line = String(decoding: bytes, as: UTF8.self)
            #expect(bytes.filter { $0 < 0x20 || $0 == 0x7F }.count == 1)
            #expect(!line.unicodeScalars.contains { (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E })
            #expect(line.hasPrefix("1970-01-01T00:00:00.000Z info     evidence "))
        }
        let line = String(
            decoding: LogFormat.human(isColoured: false).line(
                time: WallTime(milliseconds: 0), level: .error, label: "l", message: "m",
                metadata: ["b": "x y", "a": "1", "c": "\"", "d": ""]), as: UTF8.self)
        #expect(line == #"1970-01-01T00:00:00.000Z error    l m a=1 b="x y" c="\"" d="""# + "\n")
    }

    @Test("a line is cut at its bound, between characters, and stays whole JSON")
    func cut() throws {
        let long = String(repeating: "文", count: 100_000)
        for format in [LogFormat.json, .human(isColoured: false)] {
            let bytes = format.line(
                time: WallTime(milliseconds: 0), level: .info, label: "l", message: long,
                metadata: ["a": "\(long)", "b": .array(["\(long)"]), "c": "x"])
            #expect(bytes.count <= Limits.logLineBytesMax + 1)
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
        let json = LogFormat.json.line(
            time: WallTime(milliseconds: 0), level: .info, label: "l", message: long, metadata: ["a": "\(long)"])
        #expect(try JSONDecoder().decode(Line.self, from: Data(json)).message.hasSuffix("文…"))
    }

    @Test(
        "times are UTC dates of the Gregorian calendar",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (1_709_251_199_000, "2024-02-29T23:59:59.000Z"),
        ] as [(Int64, String)])
    func times(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test("what is logged is in the file after a flush, in order, with metadata of logger and call merged")
    func file() async throws {
        let folder = try TemporaryFolder()
        var configuration = CommonConfiguration.Log()
        configuration.file = folder.file("out.log")
        configuration.format = .json
        configuration.level = .debug
        let log = try ServiceLog(configuration, label: "evidence", time: SeededTime())
        var logger = log.logger
        logger[metadataKey: "trace_id"] = "abc"
        for number in 0..<100 { logger.info("line", metadata: ["number": "\(number)"]) }
        logger.trace("not shown")
        await log.writer.flush()
        let lines = try folder.lines("out.log").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.map { $0.metadata?["number"] } == (0..<100).map { .text("\($0)") })
        #expect(lines.allSatisfy { $0.metadata?["trace_id"] == .text("abc") })
        #expect(try folder.mode("out.log") == 0o600)
    }

    @Test("a reader that does not read costs lines, which are counted, but never time")
    func fullPipe() async throws {
        let folder = try TemporaryFolder()
        // A pipe of the file system with a reader that sleeps: the writer's thread blocks after 64 KiB.
        let pipe = try folder.namedPipe("log")
        let writer = try LogWriter(path: folder.file("log")) { Array("dropped \($0)\n".utf8) }
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        let count = Limits.logQueueBytesMax / 1_024 * 3
        let began = SystemTime().monotonic()
        for _ in 0..<count { writer.append(line) }
        #expect(SystemTime().monotonic().since(began) < .seconds(20))
        #expect(writer.droppedLines > 0)
        // The word about the lost ones stands where they are missing: lines may come after it.
        let dropped = Int(writer.droppedLines)
        let note = "dropped \(dropped)"
        let bytes = (count - dropped) * line.count + note.utf8.count
        let lines = pipe.readUntil { $0.utf8.count > bytes }.split(separator: "\n")
        try #require(lines.contains(Substring(note)), "the lost lines are never spoken of")
        #expect(lines.filter { $0.hasPrefix("x") }.count == count - dropped)
        await writer.flush()
    }

    @Test("a file that has grown to its bound is moved aside, lines stay whole and in order, and the oldest goes")
    func rotation() async throws {
        let folder = try TemporaryFolder()
        let writer = try LogWriter(
            path: folder.file("log"), rotation: LogRotation(fileBytesMax: 100, filesMax: 4), noteDropped: { _ in [] })
        // Ten bytes a line, ten lines a file, fifty-five lines.
        for number in 100..<155 {
            writer.append(Array("line \(number).\n".utf8))
            await writer.flush()
        }
        func numbers(_ name: String) throws -> [Int] {
            try folder.lines(name).compactMap { Int($0.dropFirst(5).prefix(3)) }
        }
        #expect(try numbers("log") == Array(150..<155))
        #expect(try numbers("log.1") == Array(140..<150))
        #expect(try numbers("log.2") == Array(130..<140))
        #expect(try numbers("log.3") == Array(120..<130))
        #expect(!folder.exists("log.4"))
        #expect(try folder.mode("log") == 0o600)
        #expect(writer.droppedLines == 0)
    }

    @Test("a file that was there before counts with what it holds, and one that is moved away begins anew")
    func continued() async throws {
        let folder = try TemporaryFolder()
        try WholeFile.replace(folder.file("log"), with: String(repeating: "x", count: 94) + "\n")
        let writer = try LogWriter(
            path: folder.file("log"), rotation: LogRotation(fileBytesMax: 100, filesMax: 2), noteDropped: { _ in [] })
        writer.append(Array("second\n".utf8))
        await writer.flush()
        #expect(try folder.text("log") == "second\n" && folder.text("log.1").count == 95)
        #expect(rename(folder.file("log"), folder.file("elsewhere")) == 0)
        try writer.reopen()
        writer.append(Array("third\n".utf8))
        await writer.flush()
        #expect(try folder.text("log") == "third\n" && folder.text("elsewhere") == "second\n")
    }

    @Test("where a file cannot be moved aside, lines go on in it")
    func stuck() async throws {
        let folder = try TemporaryFolder()
        // A folder that is not empty cannot be replaced by a file.
        try FileTree.makeFolder(folder.file("log.1"))
        try WholeFile.replace(folder.file("log.1/x"), with: "")
        let writer = try LogWriter(
            path: folder.file("log"), rotation: LogRotation(fileBytesMax: 20, filesMax: 2), noteDropped: { _ in [] })
        for number in 0..<10 {
            writer.append(Array("line \(number)\n".utf8))
            await writer.flush()
        }
        #expect(try folder.lines("log").count == 10)
    }

    struct Line: Decodable {
        var time, level, label, message: String
        var metadata: [String: Value]?
    }

    enum Value: Decodable, Equatable {
        case text(String)
        case list([String])
        case map([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([String].self) {
                self = .list(list)
            } else {
                self = .map(try container.decode([String: String].self))
            }
        }
    }
}
