import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Custody", .timeLimit(.minutes(5)))
struct CustodyTests {
    private let content = Array("the first sketch".utf8)

    private func log(
        _ item: String, in room: EvidenceRoom, account: String = "acc_a", size: UInt32 = 0, token: String = ""
    ) async throws -> EvidenceV1.CustodyLog {
        try await room.custody.getCustody(
            EvidenceV1.GetCustodyRequest(which: .id(item), pageSize: size, pageToken: token),
            options: room.options(account))
    }

    private func fact(_ entry: EvidenceV1.CustodyEntry?, _ name: String) -> String? {
        entry?.facts.first { $0.name == name }?.value
    }

    /// Changes an item's records behind the triggers' back: without an opening they let go of them.
    private func tamper(
        _ item: String, in room: EvidenceRoom, _ body: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        try await room.store.write { transaction in
            guard
                let row = try transaction.row(
                    "SELECT opening, response FROM openings WHERE evidence = ?", .text(item))
            else { throw SystemFailure("no opening") }
            try transaction.execute("DELETE FROM openings WHERE evidence = ?", .text(item))
            try body(transaction)
            try transaction.execute(
                "INSERT INTO openings (evidence, opening, response) VALUES (?, ?, ?)", .text(item),
                .blob(try row.blob("opening")), .blob(try row.blob("response")))
        }
    }

    @Test("who acts for an institution stands in the records of what they did, and who acts for themselves does not")
    func actors() async throws {
        try await EvidenceRoom.run { room in
            let member = "acc_i by acc_m"
            let project = try await room.project(account: member)
            let item = try await room.seal(content, in: project, account: member)
            _ = try await room.bundle(item.id, account: member)
            _ = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: project), options: room.options(member)
            ) { chunks in for try await _ in chunks {} }
            _ = try await room.custody.checkItem(
                EvidenceV1.CheckItemRequest(which: .id(item.id)), options: room.options(member))
            _ = try await room.bundle(item.id, account: "acc_i")
            func actors(_ item: String) async throws -> [String] {
                let rows = try await room.store.read { snapshot in
                    try snapshot.rows("SELECT record FROM custody WHERE evidence = ? ORDER BY position", [.text(item)])
                        .map { try $0.blob("record") }
                }
                return rows.compactMap { CanonicalJSON(parsing: $0)?.array }.joined()
                    .compactMap { event in event["account"]?.string.map { "\($0) \(event["actor"]?.string ?? "-")" } }
            }
            #expect(
                try await actors(item.id) == Array(repeating: "acc_i acc_m", count: 4) + ["acc_i -"])
            let shown = try await log(item.id, in: room, account: "acc_i")
            #expect(
                shown.intact
                    && shown.entries.filter { !$0.account.isEmpty }.map(\.actor).prefix(2) == ["acc_m", "acc_m"])
            #expect(shown.entries.filter { $0.account.isEmpty }.allSatisfy { $0.actor.isEmpty })
            // The end of it too.
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options(member))
            #expect(try await actors(item.id).last == "acc_i acc_m")
        }
    }

    @Test("every hand-over is written down with its time, its doer and what it was about")
    func handOvers() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let sealed = try await log(item.id, in: room)
            #expect(sealed.entries.map(\.kind) == [.received, .hashed, .timestamped, .stored, .logged])
            #expect(sealed.entries.map(\.record) == [0, 0, 0, 0, 0] && sealed.intact && sealed.witnesses.isEmpty)
            #expect(sealed.entries.map(\.account) == ["acc_a", "", "", "", ""])
            #expect(sealed.entries.map(\.service) == ["operator", "evidence", "evidence", "evidence", "evidence"])
            #expect(fact(sealed.entries.first, "bytes") == "16" && fact(sealed.entries.last, "index") == "0")
            #expect(sealed.entries.first?.at == item.acceptedAt && sealed.entries[2].at == item.timestampAt)

            room.time.advance(by: .seconds(60))
            let bundle = try await room.bundle(item.id)
            let opening = Digest.sha256(try #require(archive(of: bundle.bytes)[BundleFile.opening]))
            _ = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: project), options: room.options()
            ) { chunks in for try await _ in chunks {} }
            func renew() async throws {
                _ = try await room.renewal.renewBundle(
                    EvidenceV1.RenewBundleRequest(
                        size: 1, logIndex: item.logIndex,
                        timestampMilliseconds: room.time.wall().milliseconds, openingSha256: opening))
            }
            try await renew()
            try await renew()
            room.time.advance(by: .seconds(86_401))
            try await renew()
            let check = try await room.custody.checkItem(
                EvidenceV1.CheckItemRequest(which: .number(item.number)), options: room.options())
            #expect(check.passed)
            let later = Array(try await log(item.id, in: room).entries.dropFirst(5))
            #expect(later.map(\.kind) == [.given, .exported, .renewed, .renewed, .read, .checked])
            #expect(later.map(\.record) == [1, 2, 3, 4, 5, 5])
            #expect(later.map(\.account) == ["acc_a", "acc_a", "", "", "", "acc_a"])
            #expect(later.map(\.service) == Array(repeating: "operator", count: 4) + ["evidence", "operator"])
            #expect(fact(later.first, "name") == bundle.name && fact(later.first, "bytes") == "\(bundle.bytes.count)")
            #expect(fact(later[4], "bytes") == "16" && fact(later[5], "outcome") == "passed")
            #expect(try await log(item.id, in: room).intact)
            // No record has a digest of the file.
            let records = try await room.store.read { try $0.rows("SELECT record FROM custody") }
            for row in records {
                let text = String(decoding: try row.blob("record"), as: UTF8.self)
                #expect(!text.contains(Hexadecimal.encode(item.sha256)) && !text.contains("work.txt"))
            }
        }
    }

    @Test("digests alone are never stored, and witnesses stand beside the records")
    func others() async throws {
        let log = try EvidenceRoom.identity().signer
        let time = SeededTime()
        try await WitnessRoom.run(logs: [log.publicKey], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let header = EvidenceV1.SubmitRequest.Header(
                    project: try await room.project(), name: "a", size: 5, hashOnly: true,
                    sha256: Digest.sha256(content), sm3: Digest.sm3(content))
                let item = try #require(try await room.submit([.header(header)]).evidence)
                _ = try await room.bundle(item.id, wait: .witnessed)
                let answer = try await self.log(item.id, in: room)
                #expect(answer.entries.map(\.kind) == [.received, .timestamped, .logged, .given])
                #expect(fact(answer.entries.first, "mode") == "digest")
                #expect(answer.witnesses.count == 1 && answer.witnesses.first?.logSize == 1)
                #expect(answer.witnesses.first?.name == witness.peer.key.name)
            }
        }
    }

    @Test("another account's custody is not there, staff see every item's")
    func foreign() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            let request = EvidenceV1.GetCustodyRequest(which: .id(item.id))
            let theirs = room.options("acc_b")
            let refusals = [
                await #expect(throws: RPCError.self) { try await room.custody.getCustody(request, options: theirs) },
                await #expect(throws: RPCError.self) { try await room.custody.listChecks(request, options: theirs) },
                await #expect(throws: RPCError.self) {
                    try await room.custody.checkItem(
                        EvidenceV1.CheckItemRequest(which: .id(item.id)), options: theirs)
                },
            ]
            #expect(refusals.allSatisfy { $0?.code == .notFound && $0?.reason?.reason == "EVIDENCE_NOT_FOUND" })
            #expect(try await room.custody.inspectCustody(request, options: theirs).entries.count == 5)
            let check = try await room.custody.inspectItem(
                EvidenceV1.CheckItemRequest(which: .id(item.id)), options: theirs)
            #expect(check.passed && check.account == "acc_b")
            #expect(try await room.custody.inspectChecks(request, options: theirs).checks == [check])
            for (which, reason) in [
                (nil, "INVALID_EVIDENCE"), (.id("x"), "INVALID_EVIDENCE"), (.number("x"), "INVALID_EVIDENCE"),
            ] as [(EvidenceV1.GetCustodyRequest.Which?, String)] {
                let refusal = await #expect(throws: RPCError.self) {
                    try await room.custody.getCustody(
                        EvidenceV1.GetCustodyRequest(which: which), options: room.options())
                }
                #expect(refusal?.reason?.reason == reason)
            }
        }
    }

    @Test("records are never changed, replaced or removed while the item can be opened")
    func appendOnly() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            for sql in [
                "UPDATE custody SET kind = 'given'", "UPDATE custody SET record = x'00'", "DELETE FROM custody",
                """
                INSERT OR REPLACE INTO custody (evidence, position, kind, record, hash)
                SELECT evidence, position, kind, record, hash FROM custody
                """,
            ] {
                await #expect(throws: StoreError.self, "\(sql)") { try await room.store.write { try $0.execute(sql) } }
            }
            #expect(try await log(item.id, in: room).intact)
            try await room.store.write { transaction in
                try transaction.execute("DELETE FROM openings")
                #expect(try transaction.execute("DELETE FROM custody") == 1)
            }
        }
    }

    @Test("a record that was changed, moved or taken away is seen from every page, and nothing is written after it")
    func tampered() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let changes: [(broken: UInt64, @Sendable (String, Transaction) throws -> Void)] = [
                // The last one is taken away.
                (3, { try $1.execute("DELETE FROM custody WHERE evidence = ? AND position = 3", .text($0)) }),
                (
                    3,
                    {
                        try $1.execute("DELETE FROM custody WHERE evidence = ? AND position = 3", .text($0))
                        try $1.execute("UPDATE evidence SET custody_records = 3 WHERE id = ?", .text($0))
                    }
                ),
                // One in the middle is.
                (1, { try $1.execute("DELETE FROM custody WHERE evidence = ? AND position = 1", .text($0)) }),
                // Another account, or another time, is written into one.
                (
                    2,
                    { item, transaction in
                        let row = try transaction.row(
                            "SELECT kind, record, hash FROM custody WHERE evidence = ? AND position = 2", .text(item))
                        guard let row else { throw SystemFailure("no record") }
                        let text = String(decoding: try row.blob("record"), as: UTF8.self)
                        try transaction.execute("DELETE FROM custody WHERE evidence = ? AND position = 2", .text(item))
                        try transaction.execute(
                            "INSERT INTO custody (evidence, position, kind, record, hash) VALUES (?, 2, ?, ?, ?)",
                            .text(item), .text(try row.text("kind")),
                            .blob(Array(text.replacing("acc_a", with: "acc_b").utf8)), .blob(try row.blob("hash")))
                    }
                ),
            ]
            for (broken, change) in changes {
                let item = try await room.seal(content, in: project).id
                for _ in 0..<3 {
                    room.time.advance(by: .seconds(3_600))
                    _ = try await room.bundle(item)
                }
                #expect(try await log(item, in: room).intact)
                try await tamper(item, in: room) { try change(item, $0) }
                let whole = try await log(item, in: room)
                #expect(!whole.intact && whole.brokenAt == broken)
                #expect(try await log(item, in: room, size: 1).intact == false)
                // The proof does not rest on it and is still given out.
                let bundle = try await room.bundle(item)
                let report = try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: content))
                #expect(report.isProven)
                let check = try await room.custody.checkItem(
                    EvidenceV1.CheckItemRequest(which: .id(item)), options: room.options())
                #expect(check.failed == ["custody"])
                #expect(try await log(item, in: room).brokenAt == broken)
            }
        }
    }

    @Test("pages cover all records once, and a token belongs to its item")
    func pages() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project).id
            let other = try await room.seal(content, in: project).id
            for _ in 0..<6 {
                room.time.advance(by: .seconds(3_600))
                _ = try await room.bundle(item)
            }
            var records: [UInt64] = []
            var token = ""
            repeat {
                let page = try await log(item, in: room, size: 3, token: token)
                records += page.entries.map(\.record)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(records == [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6])
            let first = try await log(item, in: room, size: 3)
            let refusal = await #expect(throws: RPCError.self) {
                try await log(other, in: room, token: first.nextPageToken)
            }
            #expect(refusal?.reason?.reason == "INVALID_PAGE_TOKEN")
        }
    }
}
