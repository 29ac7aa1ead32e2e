import Foundation
import MeshKernel
import Testing

@testable import colophon

@Suite("A file is sealed whole, as it was, or not at all", .timeLimit(.minutes(5)))
struct SealedFileTests {
    private func refusal(_ path: String) -> Failure? {
        do {
            _ = try SealedFile(path)
            return nil
        } catch {
            return error
        }
    }

    private func readAll(_ file: SealedFile) throws(Failure) -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let piece = try file.read(3)
            if piece.isEmpty { return all }
            all += piece
        }
    }

    @Test("an unchanged file is read whole, and again from its beginning")
    func whole() throws {
        let scratch = try Scratch()
        let file = try SealedFile(try scratch.write("a.txt", "twelve bytes"))
        #expect(file.size == 12)
        #expect(file.name == "a.txt")
        for _ in 0..<2 {
            try file.rewind()
            #expect(try readAll(file) == Array("twelve bytes".utf8))
            try file.checkUnchanged()
        }
    }

    @Test("what cannot be sealed is refused, and the refusal names it")
    func refused() throws {
        let scratch = try Scratch()
        let fifo = scratch.file("fifo")
        mkfifo(fifo, 0o600)
        let long = try scratch.write(String(repeating: "ü", count: 127), "x")
        #expect(refusal(long) == nil)
        for (path, words) in [
            (scratch.file("none"), "no such file"), (scratch.path, "is a folder"),
            (try scratch.write("empty", ""), "is empty"), (fifo, "is not a regular file"),
            ("/dev/null", "is not a regular file"), (try scratch.write("a", "x") + "/b", "no such file"),
        ] {
            let failure = try #require(refusal(path), "\(path)")
            #expect(failure.kind == .inputRefused)
            #expect(failure.summary.contains(path) && failure.summary.contains(words), "\(failure.summary)")
        }
    }

    /// Ways to change a file after its first bytes have been read.
    enum Change: CaseIterable {
        case grows, shrinks, isRewritten, isReplaced, isRemoved
    }

    @Test("a file that changes while it is read is refused", arguments: Change.allCases)
    func changed(_ change: Change) throws {
        let scratch = try Scratch()
        let path = try scratch.write("a", "twelve bytes")
        // An old time of change, so that the rewritten file cannot have the same one.
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        let file = try SealedFile(path)
        _ = try file.read(3)
        switch change {
        case .grows: try #require(FileHandle(forWritingAtPath: path)).appendText("more")
        case .shrinks: truncate(path, 5)
        case .isRewritten: try #require(FileHandle(forWritingAtPath: path)).writeText("TWELVE BYTES")
        case .isReplaced: rename(try scratch.write("b", "twelve bytes"), path)
        case .isRemoved: unlink(path)
        }
        do {
            _ = try readAll(file)
            try file.checkUnchanged()
            Issue.record("the change was not seen")
        } catch {
            #expect(error.kind == .inputRefused)
            #expect(error.summary.contains("changed while it was read"), "\(error.summary)")
        }
    }

    @Test("an interrupted submission is taken up under its key, a finished one is not")
    func pending() throws {
        let scratch = try Scratch()
        let folder = StateFolder(scratch.file("state"))
        let file = try SealedFile(try scratch.write("a", "x"))
        let random = SystemRandom()
        func begin(_ project: String) throws -> PendingSubmission {
            try PendingSubmission(of: file, project: project, account: "acc", folder: folder, random: random)
        }
        let first = try begin("p")
        #expect(try begin("p").key == first.key)
        #expect(try begin("q").key != first.key)
        first.settle()
        #expect(try begin("p").key != first.key)
    }

    @Test("a state folder keeps the account it made, and refuses one it did not")
    func account() throws {
        let scratch = try Scratch()
        let folder = StateFolder(scratch.file("state"))
        let ids = IdentifierSource(time: SystemTime(), random: SystemRandom())
        let made = try DevelopmentAccount.id(in: folder, ids: ids)
        #expect(Identifier(made, kind: .account) != nil)
        #expect(try DevelopmentAccount.id(in: folder, ids: ids) == made)
        _ = try scratch.write("state/account", "somebody")
        #expect(throws: Failure.self) { try DevelopmentAccount.id(in: folder, ids: ids) }
    }

    @Test(
        "the type follows the name's ending",
        arguments: [("a.PNG", "image/png"), ("a.b.pdf", "application/pdf"), (".png", ""), ("a", "")])
    func mediaTypes(_ name: String, _ type: String) { #expect(colophon.MediaType.of(name) == type) }
}

extension FileHandle {
    fileprivate func appendText(_ text: String) throws {
        try seekToEnd()
        try writeText(text)
    }

    fileprivate func writeText(_ text: String) throws {
        try write(contentsOf: Data(text.utf8))
        try close()
    }
}
