import MeshCrypto
import MeshStore
import MeshTestKit
import Testing

@Suite("Subject keys", .timeLimit(.minutes(5)))
struct SubjectKeyTests {
    private static let place = SealedPlace(table: "people", column: "name", row: "acc_1")

    @Test("a value opens in its place and in no other, under its subject's key and no other")
    func sealing() async throws {
        let temporary = try TemporaryStore()
        let (sealed, again) = try await temporary.store.write { transaction in
            let key = try transaction.makeSubjectKey("acc_1")
            return (
                try key.seal([1, 2, 3], at: Self.place),
                try transaction.makeSubjectKey("acc_1").open(key.seal([4], at: Self.place), at: Self.place)
            )
        }
        #expect(again == [4])
        let key = try #require(try await temporary.store.read { try $0.subjectKey("acc_1") })
        #expect(try key.open(sealed, at: Self.place) == [1, 2, 3])
        for other in [
            SealedPlace(table: "people", column: "name", row: "acc_2"),
            SealedPlace(table: "people", column: "phone", row: "acc_1"),
            SealedPlace(table: "peopl", column: "ename", row: "acc_1"),
            SealedPlace(table: "people", column: "name", row: "acc", "_1"),
        ] {
            #expect(throws: StoreError.sealBroken) { try key.open(sealed, at: other) }
        }
        let stranger = try await temporary.store.write { try $0.makeSubjectKey("acc_2") }
        #expect(throws: StoreError.sealBroken) { try stranger.open(sealed, at: Self.place) }
    }

    @Test("destroying the key erases, and the subject's key does not come back")
    func erased() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(try await store.read { try $0.subjectKey("acc_1") == nil })
        _ = try await store.write { try $0.makeSubjectKey("acc_1") }
        try await store.write { try $0.destroySubjectKey("acc_1") }
        await #expect(throws: StoreError.subjectErased) { _ = try await store.read { try $0.subjectKey("acc_1") } }
        await #expect(throws: StoreError.subjectErased) { _ = try await store.write { try $0.makeSubjectKey("acc_1") } }
    }

    @Test("the blind index is equal for equal values of one column, and for nothing else")
    func blindIndex() async throws {
        let temporary = try TemporaryStore()
        let key = try await temporary.store.write { try $0.makeSubjectKey("acc_1") }
        let index = key.blindIndex([1], table: "people", column: "phone")
        #expect(index == key.blindIndex([1], table: "people", column: "phone"))
        #expect(index != key.blindIndex([2], table: "people", column: "phone"))
        #expect(index != key.blindIndex([1], table: "people", column: "name"))
    }

    @Test("after the master key changes, old values open, and a rewrapped key needs the new one only")
    func rotation() async throws {
        let folder = try TemporaryFolder("store")
        let old = TemporaryStore.masterKey
        let new = try #require(SealingKey(bytes: [UInt8](repeating: 5, count: 32)))
        let first = try TemporaryStore(folder: folder)
        let sealed = try await first.store.write { try $0.makeSubjectKey("acc_1").seal([7], at: Self.place) }
        await first.store.close()

        let both = try TemporaryStore(folder: folder) { $0.masterKeys = MasterKeys([1: old, 2: new]) }
        #expect(try await both.store.read { try $0.subjectKey("acc_1")?.open(sealed, at: Self.place) } == [7])
        #expect(try await both.store.write { try $0.rewrapSubjectKey("acc_1") })
        #expect(try await !both.store.write { try $0.rewrapSubjectKey("acc_1") })
        await both.store.close()

        let after = try TemporaryStore(folder: folder) { $0.masterKeys = MasterKeys([2: new]) }
        #expect(try await after.store.read { try $0.subjectKey("acc_1")?.open(sealed, at: Self.place) } == [7])
        await after.store.close()
        let without = try TemporaryStore(folder: folder)
        await #expect(throws: StoreError.masterKeyMissing(version: 2)) {
            _ = try await without.store.read { try $0.subjectKey("acc_1") }
        }
    }
}
