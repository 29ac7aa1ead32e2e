import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Holding items against their seals again", .timeLimit(.minutes(5)))
struct CheckTests {
    private let content = SeededRandom(seed: 4).bytes(300_000)
    private static let day: Int64 = 86_400

    private func check(_ item: String, in room: EvidenceRoom, key: String? = nil) async throws -> EvidenceV1.ItemCheck {
        try await room.custody.checkItem(
            EvidenceV1.CheckItemRequest(which: .id(item)), options: room.options(key: key))
    }

    private func due(_ room: EvidenceRoom, days: Int64 = 90, items: Int = 100) async throws -> (Int, Int) {
        let found = try await room.server.checkDue(
            period: .seconds(days * Self.day), items: items, telling: CustodyEndpoint.telling)
        return (found.checked, found.failed)
    }

    private func checks(of item: String, in room: EvidenceRoom) async throws -> [EvidenceV1.ItemCheck] {
        try await room.custody.listChecks(
            EvidenceV1.GetCustodyRequest(which: .id(item)), options: room.options()
        ).checks
    }

    private func damaged(_ room: EvidenceRoom) async throws -> [EvidenceV1.EvidenceDamaged] {
        try await room.store.events(after: 0, limit: 100, reader: "notify").events
            .filter { $0.type == "evidence.damaged" }
            .map { try EvidenceV1.EvidenceDamaged(serialized: $0.payload) }
    }

    private func counter(_ room: EvidenceRoom, _ outcome: String) -> UInt64 {
        room.metrics.counter(
            "colophon_evidence_checks_total", help: "Items held against their seals again, by outcome.",
            labels: [("outcome", outcome)]
        ).value
    }

    @Test("an item that is what was sealed passes, is read whole, and nobody is told")
    func passed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "a", size: 5, hashOnly: true, sha256: Digest.sha256(content),
                sm3: Digest.sm3(content))
            let declared = try #require(try await room.submit([.header(header)]).evidence)
            let check = try await check(item.id, in: room, key: "once")
            #expect(check.passed && check.failed.isEmpty && check.bytes == 300_000 && check.account == "acc_a")
            #expect(try await self.check(item.id, in: room, key: "once") == check)
            #expect(try await checks(of: item.id, in: room) == [check])
            let other = try await self.check(declared.id, in: room)
            #expect(other.passed && other.bytes == 0)
            #expect(try await damaged(room).isEmpty && counter(room, "passed") == 2)
        }
    }

    @Test("stored bytes that were changed, cut or lost are found, told and counted; the proof stays")
    func bytes() async throws {
        let changes: [@Sendable (String) throws -> Void] = [
            { path in
                var bytes = try WholeFile.contents(path)
                bytes[bytes.count / 2] ^= 1
                try WholeFile.replace(path, with: bytes)
            },
            { path in try WholeFile.replace(path, with: Array(try WholeFile.contents(path).dropLast(40))) },
            { path in try WholeFile.replace(path, with: []) },
        ]
        for change in changes {
            try await EvidenceRoom.run { room in
                let item = try await room.seal(content, in: try await room.project())
                try change(try #require(room.blobFiles.first))
                let check = try await check(item.id, in: room)
                #expect(!check.passed && check.failed == ["bytes"])
                let told = try await damaged(room)
                #expect(told.map(\.evidence) == [item.id] && told.first?.number == item.number)
                #expect(told.first?.account == "acc_a" && told.first?.failed == ["bytes"])
                #expect(counter(room, "failed") == 1)
                #expect(try await checks(of: item.id, in: room) == [check])
                let bundle = try await room.bundle(item.id)
                let report = try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: content))
                #expect(report.isProven)
            }
        }
    }

    @Test("a file that is gone, a changed entry, token or opening, each is found for what it is")
    func rows() async throws {
        let changes: [(String, Set<String>)] = [
            ("DELETE FROM contents", ["bytes"]),
            ("UPDATE contents SET blob = '00000000000000000000000000000000'", ["bytes"]),
            ("UPDATE openings SET opening = substr(opening, 1, length(opening) - 1)", ["opening"]),
            ("UPDATE openings SET response = zeroblob(100)", ["opening"]),
        ]
        for (sql, failed) in changes {
            try await EvidenceRoom.run { room in
                let item = try await room.seal(content, in: try await room.project())
                try await room.store.write { _ = try $0.execute(sql) }
                let check = try await check(item.id, in: room)
                #expect(Set(check.failed) == failed, "\(sql)")
                #expect(try await damaged(room).count == 1)
            }
        }
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            try await room.store.write { transaction in
                var leaf = try transaction.row("SELECT leaf FROM log_entries")?.blob("leaf") ?? []
                leaf[180] ^= 1
                try transaction.execute("UPDATE log_entries SET leaf = ?", .blob(leaf))
            }
            #expect(!(try await check(item.id, in: room)).failed.isEmpty)
        }
    }

    @Test("items come due in their turn, a bounded number in a run, and again after the period")
    func schedule() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var items: [String] = []
            for number in 0..<5 {
                items.append(try await room.seal([UInt8(number)], in: project).id)
                room.time.advance(by: .seconds(Self.day))
            }
            #expect(try await due(room) == (0, 0))
            room.time.advance(by: .seconds(86 * Self.day))
            // 91 days after the first: two are due.
            #expect(try await due(room, items: 1) == (1, 0))
            #expect(try await checks(of: items[0], in: room).count == 1)
            #expect(try await checks(of: items[1], in: room).isEmpty)
            #expect(try await due(room) == (1, 0))
            #expect(try await due(room) == (0, 0))
            room.time.advance(by: .seconds(10 * Self.day))
            #expect(try await due(room) == (3, 0))
            #expect(try await checks(of: items[4], in: room).first?.account == "")
            room.time.advance(by: .seconds(91 * Self.day))
            #expect(try await due(room) == (5, 0))
            #expect(try await checks(of: items[0], in: room).count == 2)
        }
    }

    @Test("a damaged item does not keep the others from their check, an erased one is passed over")
    func mixed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let theirs = try await room.project(account: "acc_b")
            let first = try await room.seal([1], in: project)
            _ = try await room.seal([2], in: theirs, account: "acc_b")
            _ = try await room.seal([3], in: project)
            try await room.store.write { transaction in
                try transaction.execute("DELETE FROM contents WHERE evidence = ?", .text(first.id))
                try transaction.destroySubjectKey("acc_b")
            }
            room.time.advance(by: .seconds(91 * Self.day))
            #expect(try await due(room) == (2, 1))
            #expect(try await due(room) == (0, 0))
            #expect(try await damaged(room).map(\.evidence) == [first.id])
        }
    }
}
