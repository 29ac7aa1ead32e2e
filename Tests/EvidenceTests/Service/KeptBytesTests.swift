import Evidence
import MeshAPI
import MeshCrypto
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("How many bytes are kept for an account", .timeLimit(.minutes(5)))
struct KeptBytesTests {
    private func kept(_ room: EvidenceRoom, _ account: String = "acc_a") async throws -> Int64? {
        try await room.store.read {
            try $0.row("SELECT bytes FROM kept_bytes WHERE account = ?", .text(account))?.integer("bytes")
        }
    }

    private func refusal(_ body: () async throws -> Void) async throws -> RPCError? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error
        }
    }

    @Test("a file that is too large for what is left is refused with its header, and is told how much that is")
    func early() async throws {
        try await EvidenceRoom.run(keptBytesMax: 100) { room in
            let project = try await room.project()
            _ = try await room.seal([UInt8](repeating: 1, count: 60), in: project, key: "first")
            let header = EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 41)
            // Nothing but the header comes.
            let refused = try await refusal { _ = try await room.submit([.header(header)]) }
            #expect(refused?.code == .resourceExhausted && refused?.reason?.reason == "KEPT_BYTES_FULL")
            #expect(refused?.message.contains("40 bytes are left of the 100") == true)
            #expect(try await room.packs().map(\.used) == [1])
            // What was answered before is answered, and others have room of their own.
            _ = try await room.seal([UInt8](repeating: 1, count: 60), in: project, key: "first")
            let theirs = try await room.project(account: "acc_b")
            _ = try await room.seal([UInt8](repeating: 2, count: 100), in: theirs, account: "acc_b")
            // Digests alone need none of it.
            let declared = EvidenceV1.SubmitRequest.Header(
                project: project, name: "a", size: 5_000, hashOnly: true, sha256: Digest.sha256([1]),
                sm3: Digest.sm3([1]))
            _ = try await room.submit([.header(declared)])
            _ = try await room.seal([UInt8](repeating: 3, count: 40), in: project)
            #expect(try await kept(room) == 100)
        }
    }

    @Test("files that come at once share what is left, and one that breaks gives its part back")
    func together() async throws {
        try await EvidenceRoom.run(keptBytesMax: 100) { room in
            let project = try await room.project()
            for _ in 0..<3 {
                let broken = try await refusal {
                    _ = try await room.submit([
                        .header(.init(project: project, name: "a", size: 90)), .chunk([1]),
                    ])
                }
                #expect(broken?.reason?.reason == "SIZE_MISMATCH")
            }
            let sealed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        (try? await room.seal([UInt8](repeating: UInt8(number), count: 30), in: project)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(sealed == 3)
            #expect(try await kept(room) == 90)
            #expect(try await refusal { _ = try await room.seal([UInt8](repeating: 9, count: 11), in: project) } != nil)
        }
    }

    /// Lets `kept` read that the account has so many bytes, if it wants to know.
    private func tell(_ bytes: UInt64, to kept: KeptBytes) {
        if let changes = kept.wantsReading(of: "acc_a") { kept.learn(bytes, of: "acc_a", readAt: changes) }
    }

    /// How many bytes may still come.
    private func left(_ kept: KeptBytes) throws -> UInt64? {
        do throws(EvidenceError) {
            return try kept.hold(1_000, for: "acc_a") == nil ? nil : 1_000
        } catch .keptBytesFull(let left, _) {
            return left
        }
    }

    @Test("bytes that are erased while an account's are read are freed once, whether the reading had them or not")
    func freedOnce() throws {
        for reading in [40, 100] as [UInt64] {
            let kept = KeptBytes(bytesMax: 100)
            let freeing = kept.freeing(60, of: "acc_a")
            tell(reading, to: kept)
            // Never less than there may be.
            #expect(try left(kept) == 100 - reading)
            freeing.settle()
            tell(40, to: kept)
            #expect(try left(kept) == 60)
        }
    }

    @Test("what was read before an erasure is reduced by it, and a reading from before its end counts for nothing")
    func freedKnown() throws {
        let kept = KeptBytes(bytesMax: 100)
        tell(100, to: kept)
        kept.freeing(60, of: "acc_a").settle()
        #expect(try left(kept) == 60)
        // One that is not done in the end.
        do { _ = kept.freeing(30, of: "acc_a") }
        #expect(try left(kept) == 60)
        let other = KeptBytes(bytesMax: 100)
        let freeing = other.freeing(60, of: "acc_a")
        let changes = try #require(other.wantsReading(of: "acc_a"))
        freeing.settle()
        other.learn(100, of: "acc_a", readAt: changes)
        tell(40, to: other)
        #expect(try left(other) == 60)
    }

    @Test("what was read during an erasure is read again when nothing is on its way any more")
    func freedWhileComing() throws {
        let kept = KeptBytes(bytesMax: 100)
        let freeing = kept.freeing(60, of: "acc_a")
        tell(40, to: kept)
        let hold = try #require(try kept.hold(10, for: "acc_a"))
        freeing.settle()
        #expect(kept.wantsReading(of: "acc_a") == nil)
        #expect(try left(kept) == 50)
        hold.settle()
        tell(50, to: kept)
        #expect(try left(kept) == 50)
    }

    @Test("erasure frees what an item held, and another process knows what is kept")
    func erased() async throws {
        let folder = try await EvidenceRoom.run(keptBytesMax: 100) { room in
            let project = try await room.project()
            let item = try await room.seal([UInt8](repeating: 1, count: 70), in: project)
            #expect(try await refusal { _ = try await room.seal([UInt8](repeating: 2, count: 31), in: project) } != nil)
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
            #expect(try await kept(room) == 0)
            _ = try await room.seal([UInt8](repeating: 2, count: 31), in: project)
            #expect(try await kept(room) == 31)
            return room.folder
        }
        try await EvidenceRoom.run(folder: folder, keptBytesMax: 100) { room in
            let project = try await room.project()
            let refused = try await refusal { _ = try await room.seal([UInt8](repeating: 3, count: 70), in: project) }
            #expect(refused?.message.contains("69 bytes are left") == true)
            _ = try await room.seal([UInt8](repeating: 3, count: 69), in: project)
        }
    }
}
