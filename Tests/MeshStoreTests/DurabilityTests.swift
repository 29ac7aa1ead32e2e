import Glibc
import MeshStore
import MeshTestKit
import Testing

/// What is promised about the disk, seen from outside: in traces of system calls and after a kill. Needs `strace`; a
/// machine without it fails these tests.
@Suite("Durability", .timeLimit(.minutes(5)))
struct DurabilityTests {
    private static func trace(_ command: [String], options: [String] = [], in folder: TemporaryFolder) async throws
        -> (lines: [String], program: FinishedProgram)
    {
        let file = folder.file("trace")
        let program = try await FinishedProgram(
            ["strace", "-f", "-y", "-e", "trace=fdatasync,fsync,write", "-o", file] + options
                + [try BuiltProgram.path("storeprobe")] + command,
            logs: folder.path)
        return (try WholeFile.text(file).split(separator: "\n").map(String.init), program)
    }

    private static func isLogSync(_ line: String) -> Bool {
        (line.contains("fdatasync(") || line.contains("fsync(")) && line.contains("-wal>")
    }

    @Test("between two answers the write-ahead log is synced, every time")
    func syncedBeforeAnswer() async throws {
        let folder = try TemporaryFolder("store")
        let count = 40
        let (lines, program) = try await Self.trace(
            ["acknowledge", folder.file("store.sqlite"), "\(count)"], in: folder)
        #expect(program.exit == .code(0))
        var answers = 0
        var synced = false
        for line in lines.drop(while: { !$0.contains("\"begin") }) {
            if Self.isLogSync(line) { synced = true }
            if line.contains("\"ack ") {
                #expect(synced, "answer \(answers) came before its sync")
                answers += 1
                synced = false
            }
        }
        #expect(answers == count)
    }

    @Test("the syncs of the log are at least the acknowledged batches, however many callers share one")
    func syncPerBatch() async throws {
        let folder = try TemporaryFolder("store")
        let (lines, program) = try await Self.trace(
            ["group", folder.file("store.sqlite"), "64", "20"], in: folder)
        #expect(program.exit == .code(0))
        let between = lines.drop { !$0.contains("\"begin") }.prefix { !$0.contains("\"end") }
        let syncs = between.count(where: Self.isLogSync)
        let commits = program.output.split(separator: "\n").last { $0.hasPrefix("commits ") }
            .flatMap { Int($0.dropFirst(8)) }
        let batches = try #require(commits)
        #expect(syncs >= batches)
        #expect(batches < 64 * 20 / 4, "callers share commits")
    }

    @Test("after kill -9 every acknowledged row is there", arguments: 0..<5)
    func killed(round: Int) async throws {
        let folder = try TemporaryFolder("store")
        let path = folder.file("store.sqlite")
        let process = try ChildProcess(
            try BuiltProgram.path("storeprobe"), ["pour", path, "16"], logs: folder.path, name: "pour")
        let bound = 200 + 150 * round
        try await eventually("\(bound) rows are acknowledged") {
            process.output.utf8.count { $0 == UInt8(ascii: "\n") } >= bound
        }
        process.send(signal: SIGKILL)
        #expect(await process.wait() == .signal(SIGKILL))

        let acknowledged = process.output.split(separator: "\n").compactMap { line -> [Int64]? in
            let words = line.split(separator: " ")
            guard words.count == 3, let caller = Int64(words[1]), let number = Int64(words[2]) else { return nil }
            return [caller, number]
        }
        #expect(acknowledged.count >= bound)
        let reopened = try TemporaryStore(Rows.migrations, folder: folder)
        let found = try await reopened.store.read { snapshot in
            var found: Set<[Int64]> = []
            // More than one result may hold, when this process was slow to end the other.
            try snapshot.forEachRow("SELECT caller, number FROM rows", []) { row in
                found.insert([try row.integer("caller"), try row.integer("number")])
                return true
            }
            return found
        }
        for row in acknowledged { #expect(found.contains(row), "row \(row) was acknowledged and is gone") }
        await reopened.store.close()
        #expect(try StoreCheck.run(path: path).isSound)
    }

    /// System calls of these names on the log that opening a new store takes, before its first write. Opening and
    /// writing are two threads, and strace counts calls for each: a fault due after more of them spares the opening.
    private static func callsWhileOpening(_ names: [String]) async throws -> Int {
        let folder = try TemporaryFolder("store")
        let path = folder.file("store.sqlite")
        let (lines, _) = try await trace(
            ["acknowledge", path, "1"], options: ["-e", "trace=write,\(names.joined(separator: ","))"], in: folder)
        return lines.prefix { !$0.contains("\"begin") }
            .count { line in line.contains("-wal>") && names.contains { line.contains($0 + "(") } }
    }

    @Test("a failed sync fails its callers and stops the store for good")
    func failedSync() async throws {
        let opening = try await Self.callsWhileOpening(["fdatasync", "fsync"])
        let folder = try TemporaryFolder("store")
        let path = folder.file("store.sqlite")
        let (_, program) = try await Self.trace(
            ["endure", path, "100"],
            options: ["-P", path + "-wal", "-e", "inject=fdatasync,fsync:error=EIO:when=\(opening + 5)+"], in: folder)
        let lines = program.output.split(separator: "\n").map(String.init)
        let answers = lines.prefix { $0.hasPrefix("ack ") }
        let refusals = lines.dropFirst(answers.count)
        #expect(!answers.isEmpty)
        #expect(refusals.count > 2)
        #expect(!refusals.contains { $0.hasPrefix("ack ") }, "no retry over an unknown state")
        #expect(refusals.last?.hasPrefix("failure commit") == true)
        for line in refusals.dropLast() { #expect(line.contains("failed(")) }
        let reopened = try TemporaryStore(Rows.migrations, folder: folder)
        #expect(try await Rows.callers(reopened.store).count >= answers.count)
    }

    @Test("a full disk fails its callers, keeps what was acknowledged, and the store goes on when there is room")
    func fullDisk() async throws {
        let opening = try await Self.callsWhileOpening(["pwrite64"])
        let folder = try TemporaryFolder("store")
        let path = folder.file("store.sqlite")
        let (_, program) = try await Self.trace(
            ["endure", path, "100"],
            options: [
                "-e", "trace=pwrite64", "-P", path + "-wal", "-e",
                "inject=pwrite64:error=ENOSPC:when=\(opening + 20)..\(opening + 24)",
            ], in: folder)
        let lines = program.output.split(separator: "\n").map(String.init)
        #expect(program.exit == .code(0))
        #expect(lines.contains { $0.contains("commitFailed(code: 13)") || $0.contains("transactionLost(code: 13)") })
        #expect(lines.last == "failure none")
        #expect(lines.dropLast().last?.hasPrefix("ack ") == true, "it goes on")
        let reopened = try TemporaryStore(Rows.migrations, folder: folder)
        #expect(try await Rows.callers(reopened.store).count == lines.count { $0.hasPrefix("ack ") })
    }
}
