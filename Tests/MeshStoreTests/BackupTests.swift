import MeshStore
import MeshTestKit
import Testing

@Suite("Backup", .timeLimit(.minutes(5)))
struct BackupTests {
    @Test("a copy made while everybody writes is whole, sound, and one moment of the store")
    func running() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let store = temporary.store
        for number in 0..<200 { try await store.write(Rows.insert(0, number, bytes: 5_000)) }
        let before = 200
        let copy = temporary.folder.file("copy.sqlite")
        let writers = Task {
            var written = 0
            while !Task.isCancelled {
                // Two rows in one transaction: a copy that is no single moment may hold one of them.
                let number = 200 + written
                try await store.write { transaction in
                    try Rows.insert(1, number)(transaction)
                    try Rows.insert(2, number)(transaction)
                }
                written += 1
            }
        }
        try await eventually("the writers are at work") { store.statistics.commits > 210 }
        try await store.backup(to: copy)
        writers.cancel()
        _ = await writers.result

        let check = try StoreCheck.run(path: copy)
        #expect(check.isSound)
        #expect(check.epoch == store.epoch)
        #expect(check.serviceMigrations == 1)

        let folder = try TemporaryFolder("restored")
        try WholeFile.replace(folder.file("store.sqlite"), with: try WholeFile.contents(copy))
        let restored = try TemporaryStore(Rows.migrations, folder: folder)
        let callers = try await Rows.callers(restored.store)
        #expect(callers.count { $0 == 0 } == before)
        #expect(callers.count { $0 == 1 } == callers.count { $0 == 2 })
    }

    @Test("a copy is never written over a file that is there")
    func occupied() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        let copy = temporary.folder.file("copy.sqlite")
        try WholeFile.replace(copy, with: "somebody's")
        await #expect(throws: StoreError.self) { try await temporary.store.backup(to: copy) }
        #expect(try WholeFile.text(copy) == "somebody's")
    }

    @Test("the check finds damaged pages and dangling references")
    func damaged() async throws {
        let temporary = try TemporaryStore(Rows.migrations)
        for number in 0..<200 { try await temporary.store.write(Rows.insert(0, number, bytes: 5_000)) }
        let copy = temporary.folder.file("copy.sqlite")
        try await temporary.store.backup(to: copy)
        var bytes = try WholeFile.contents(copy)
        #expect(try StoreCheck.run(path: copy).isSound)
        for offset in 0..<8_192 { bytes[bytes.count / 8_192 / 2 * 8_192 + offset] = 0xA5 }
        try WholeFile.replace(copy, with: bytes)
        #expect(try !StoreCheck.run(path: copy).isSound)
    }
}
