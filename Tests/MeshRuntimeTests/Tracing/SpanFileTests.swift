import MeshTestKit
import Synchronization
import Testing

@testable import MeshRuntime

@Suite("Files of spans", .timeLimit(.minutes(2)))
struct SpanFileTests {
    private func document(_ writer: Int, _ number: Int) -> [UInt8] {
        Array("{\"writer\":\(writer),\"number\":\(number),\"rest\":\"\(String(repeating: "x", count: 60))\"}".utf8)
    }

    @Test("a file that would grow past its bound is moved aside, and the oldest goes")
    func bounded() throws {
        let folder = try TemporaryFolder()
        let file = try SpanFile(path: folder.file("spans"), rotation: LogRotation(fileBytesMax: 1_000, filesMax: 3))
        for number in 100..<200 { try file.deliver(document(1, number)) }
        let names = FileTree.entries(folder.path)
        #expect(names == ["spans", "spans.1", "spans.2"])
        for name in names {
            let bytes = try WholeFile.contents(folder.file(name)).count
            #expect(bytes <= 1_000 && bytes > 0, "\(name)")
        }
        let newest = try folder.lines("spans").last
        #expect(newest == String(decoding: document(1, 199), as: UTF8.self))
        // One that is larger than a file may be has one for itself.
        let large = [UInt8](repeating: 0x7B, count: 5_000)
        try file.deliver(large)
        #expect(try WholeFile.contents(folder.file("spans")).count == 5_001)
    }

    @Test("services that write the same file lose and mix nothing, whoever of them moves it aside")
    func shared() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("spans")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let file = try SpanFile(path: path, rotation: LogRotation(fileBytesMax: 300, filesMax: 1_000))
                    for number in 0..<200 { try file.deliver(document(writer, number)) }
                }
            }
            try await group.waitForAll()
        }
        var lines: [String] = []
        let names = FileTree.entries(folder.path)
        #expect(names.count > 200)
        for name in names {
            #expect(try WholeFile.contents(folder.file(name)).count <= 300)
            lines += try folder.lines(name)
        }
        let expected = (0..<4).flatMap { writer in
            (0..<200).map { String(decoding: document(writer, $0), as: UTF8.self) }
        }
        #expect(lines.sorted() == expected.sorted())
    }

    @Test("a file that somebody took away is made again")
    func removed() throws {
        let folder = try TemporaryFolder()
        let file = try SpanFile(path: folder.file("spans"))
        try file.deliver(document(1, 1))
        #expect(folder.removeFiles(beginning: "spans") == 1)
        try file.deliver(document(1, 2))
        #expect(try folder.lines("spans") == [String(decoding: document(1, 2), as: UTF8.self)])
    }
}
