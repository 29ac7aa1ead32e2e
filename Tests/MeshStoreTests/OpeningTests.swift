import Glibc
import MeshStore
import MeshTestKit
import Testing

@Suite("Opening", .timeLimit(.minutes(5)))
struct OpeningTests {
    @Test("the settings that durability rests on read back from the writer's connection")
    func settings() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let found = try await temporary.store.write { transaction in
            try ["synchronous", "foreign_keys", "page_size"].map {
                try transaction.row("SELECT * FROM pragma_\($0)")?.value("\($0)")
            }
        }
        #expect(found == [.integer(2), .integer(1), .integer(8_192)])
    }

    @Test("a second store in the same process is refused and told who holds the first")
    func lockedHere() throws {
        let folder = try TemporaryFolder("store")
        let first = try TemporaryStore(folder: folder)
        #expect(throws: StoreError.locked(path: folder.file("store.sqlite.lock"), holder: getpid())) {
            _ = try TemporaryStore(folder: folder)
        }
        withExtendedLifetime(first) {}
    }

    @Test("a second process is refused and names the first, whichever came first; a killed one holds nothing")
    func lockedElsewhere() async throws {
        let folder = try TemporaryFolder("store")
        let path = folder.file("store.sqlite")
        let program = try BuiltProgram.path("storeprobe")
        let holder = try ChildProcess(program, ["hold", path], logs: folder.path, name: "holder", holdsInput: true)
        try await eventually("the probe holds the store") { holder.output.contains("open") }
        #expect(throws: StoreError.locked(path: path + ".lock", holder: holder.pid)) {
            _ = try TemporaryStore(Rows.migrations, folder: folder)
        }
        holder.send(signal: SIGKILL)
        _ = await holder.wait()
        let mine = try TemporaryStore(Rows.migrations, folder: folder)
        let second = try await FinishedProgram([program, "hold", path], logs: folder.path)
        #expect(second.exit == .code(1))
        #expect(second.output.contains("\(getpid())"))
        withExtendedLifetime(mine) {}
    }

    @Test("a store that was forgotten lets go of its lock")
    func forgotten() async throws {
        let folder = try TemporaryFolder("store")
        var first: TemporaryStore? = try TemporaryStore(Rows.migrations, folder: folder)
        try await first?.store.write(Rows.insert(1))
        first = nil
        try await eventually("the lock is free") {
            guard let second = try? TemporaryStore(Rows.migrations, folder: folder) else { return false }
            withExtendedLifetime(second) {}
            return true
        }
    }

    @Test("a file that is no store, and a folder that is not there, refuse to open")
    func unopenable() async throws {
        let folder = try TemporaryFolder("store")
        try WholeFile.replace(folder.file("store.sqlite"), with: String(repeating: "not a database ", count: 600))
        #expect(throws: StoreError.self) { _ = try TemporaryStore(folder: folder) }
        #expect(throws: StoreError.self) {
            _ = try TemporaryStore { $0.path = folder.file("missing/store.sqlite") }
        }
    }

    @Test("the store's files are for its owner only")
    func modes() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        try await temporary.store.write(Rows.insert(1))
        for name in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm", "store.sqlite.lock"] {
            var status = stat()
            #expect(stat(temporary.folder.file(name), &status) == 0, "\(name)")
            #expect(status.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test("closing empties the write-ahead log")
    func emptied() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        var pagesMost = 0
        for caller in 0..<40 {
            try await temporary.store.write(Rows.insert(caller, bytes: 10_000))
            // Pages are counted after the answer, and a pause of the machine may let the idle writer empty the log.
            pagesMost = max(pagesMost, temporary.store.statistics.walPages)
        }
        #expect(pagesMost > 20)
        await temporary.store.close()
        var status = stat()
        let log = stat(temporary.folder.file("store.sqlite-wal"), &status)
        #expect(log != 0 || status.st_size == 0)
    }

    @Test("a log that grows is checkpointed between batches and stays bounded")
    func checkpoints() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let store = temporary.store
        for round in 0..<150 {
            try await store.write(Rows.insert(round, bytes: 500_000))
        }
        #expect(store.statistics.checkpoints >= 2)
        // 150 rows of 62 pages: without a checkpoint the log would hold 9,300.
        #expect(store.statistics.walPages < 5_000)
        #expect(try await Rows.callers(store).count == 150)
    }
}
