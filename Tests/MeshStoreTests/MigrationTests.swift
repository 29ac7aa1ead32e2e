import MeshStore
import MeshTestKit
import Testing

@Suite("Migrations", .timeLimit(.minutes(5)))
struct MigrationTests {
    private static let first = Migration(1, "one", ["CREATE TABLE one (id INTEGER NOT NULL PRIMARY KEY) STRICT"])
    private static let second = Migration(
        2, "two", ["CREATE TABLE two (id INTEGER NOT NULL PRIMARY KEY) STRICT", "INSERT INTO two (id) VALUES (7)"])

    @Test("the schema that every store has is the golden one")
    func golden() async throws {
        let temporary = try TemporaryStore()
        let schema = try await temporary.store.schema()
        let path = #filePath.replacing("MigrationTests.swift", with: "Golden/schema.sql")
        let golden = try WholeFile.text(path)
        #expect(schema == golden, "when the change is meant, write the schema to Golden/schema.sql")
    }

    @Test("steps that are new are taken when the store is opened again, and only those")
    func forward() async throws {
        let folder = try TemporaryFolder("store")
        let old = try TemporaryStore([Self.first], folder: folder)
        await old.store.close()
        for _ in 0..<2 {
            let new = try TemporaryStore([Self.first, Self.second], folder: folder)
            let ids = try await new.store.read { try $0.rows("SELECT id FROM two").map { try $0.integer("id") } }
            #expect(ids == [7])
            await new.store.close()
        }
    }

    @Test("a store that a newer version wrote is refused")
    func newer() async throws {
        let folder = try TemporaryFolder("store")
        let new = try TemporaryStore([Self.first, Self.second], folder: folder)
        await new.store.close()
        #expect(throws: StoreError.newerSchema(scope: "service", found: 2, known: 1)) {
            _ = try TemporaryStore([Self.first], folder: folder)
        }
    }

    @Test("an old step that was changed is refused, in its name as in its statements")
    func changed() async throws {
        let folder = try TemporaryFolder("store")
        let store = try TemporaryStore([Self.first], folder: folder)
        await store.store.close()
        for changed in [
            Migration(1, "one", ["CREATE TABLE one (id TEXT NOT NULL PRIMARY KEY) STRICT"]),
            Migration(1, "uno", Self.first.statements),
            Migration(1, "one", Self.first.statements + ["INSERT INTO one (id) VALUES (1)"]),
        ] {
            #expect(throws: StoreError.migrationChanged(scope: "service", number: 1)) {
                _ = try TemporaryStore([changed], folder: folder)
            }
        }
        _ = try TemporaryStore([Self.first], folder: folder)
    }

    @Test("a step that fails leaves the store as it was before it")
    func failing() async throws {
        let folder = try TemporaryFolder("store")
        let broken = Migration(
            2, "broken",
            ["CREATE TABLE three (id INTEGER NOT NULL PRIMARY KEY) STRICT", "INSERT INTO nowhere VALUES (1)"])
        do {
            _ = try TemporaryStore([Self.first, broken], folder: folder)
            Issue.record("a broken step was taken")
        } catch let error as StoreError {
            guard case .migrationFailed("service", 2, _) = error else { throw error }
        }
        let store = try TemporaryStore([Self.first, Self.second], folder: folder)
        let schema = try await store.store.schema()
        #expect(schema.contains("CREATE TABLE one") && schema.contains("CREATE TABLE two"))
        #expect(!schema.contains("three"))
    }

    @Test("steps that do not count one, two, three are refused", arguments: [[2], [1, 1], [1, 3], [0]])
    func misnumbered(numbers: [Int]) throws {
        #expect(throws: StoreError.self) {
            _ = try TemporaryStore(
                numbers.map { Migration($0, "n", ["CREATE TABLE t\($0) (i INTEGER NOT NULL PRIMARY KEY) STRICT"]) })
        }
    }
}
