import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// What is done again and again to one item.
@Suite("Custody counts what repeats itself", .timeLimit(.minutes(5)))
struct CustodyCountingTests {
    private let content = Array("the first sketch".utf8)

    private func log(
        _ item: String, in room: EvidenceRoom, size: UInt32 = 200, token: String = ""
    ) async throws -> EvidenceV1.CustodyLog {
        try await room.custody.getCustody(
            EvidenceV1.GetCustodyRequest(which: .id(item), pageSize: size, pageToken: token), options: room.options())
    }

    private func fact(_ entry: EvidenceV1.CustodyEntry?, _ name: String) -> String? {
        entry?.facts.first { $0.name == name }?.value
    }

    private func records(_ item: String, in room: EvidenceRoom) async throws -> Int64? {
        try await room.store.read {
            try $0.row("SELECT custody_records FROM evidence WHERE id = ?", .text(item))?.integer("custody_records")
        }
    }

    @Test("one caller adds a record an hour however often it asks; each kind and each doer has its own")
    func counted() async throws {
        try await EvidenceRoom.run { room in
            let member = "acc_a by acc_m"
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            for hour in 0..<3 {
                for _ in 0..<20 {
                    room.time.advance(by: .seconds(60))
                    _ = try await room.bundle(item.id)
                    // The log grows meanwhile, and the bundle with it.
                    if hour == 1 { _ = try await room.seal(content, in: project) }
                }
                _ = try await room.bundle(item.id, account: member)
                for _ in 0..<2 {
                    _ = try await room.client.sealChain(
                        EvidenceV1.SealChainRequest(project: project), options: room.options()
                    ) { chunks in for try await _ in chunks {} }
                }
                room.time.advance(by: .seconds(3_600))
            }
            let found = try await log(item.id, in: room)
            #expect(found.intact)
            let later = Array(found.entries.dropFirst(5))
            #expect(later.map(\.kind) == Array(repeating: [.given, .given, .exported], count: 3).flatMap(\.self))
            #expect(later.filter { $0.kind == .given }.map(\.actor) == ["", "acc_m", "", "acc_m", "", "acc_m"])
            #expect(later.map { fact($0, "repeated") } == Array(repeating: ["19", nil, "1"], count: 3).flatMap(\.self))
            // When it was last done is known too.
            let first = try #require(later.first?.at)
            #expect(
                fact(later.first, "until")
                    == Moment.text(
                        WallTime(milliseconds: first.seconds * 1_000 + 19 * 60_000 + Int64(first.nanos) / 1_000_000)))
        }
    }

    @Test("checks that say the same are counted, and one that says something else is written down at once")
    func checks() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal([UInt8](repeating: 5, count: 40_000), in: try await room.project())
            func check() async throws -> EvidenceV1.ItemCheck {
                try await room.custody.checkItem(
                    EvidenceV1.CheckItemRequest(which: .id(item.id)), options: room.options())
            }
            for _ in 0..<3 { #expect(try await check().passed) }
            let file = try #require(room.blobFiles.first)
            var bytes = try WholeFile.contents(file)
            bytes[bytes.count / 2] ^= 1
            try WholeFile.replace(file, with: bytes)
            for _ in 0..<2 { #expect(try await check().failed == ["bytes"]) }
            let checked = try await log(item.id, in: room).entries.filter { $0.kind == .checked }
            #expect(checked.map { fact($0, "outcome") } == ["passed", "failed"])
            #expect(checked.map { fact($0, "repeated") } == ["2", "1"])
        }
    }

    @Test("a count that was changed, put back or taken away is seen, and counted no further")
    func tampered() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let changes: [@Sendable (Transaction, String, Row) throws -> Void] = [
                { transaction, item, _ in
                    try transaction.execute("UPDATE custody_repetitions SET count = 9 WHERE evidence = ?", .text(item))
                },
                { transaction, item, _ in
                    try transaction.execute("DELETE FROM custody_repetitions WHERE evidence = ?", .text(item))
                },
                // What it was before, with the code that it had then.
                { transaction, item, old in
                    try transaction.execute("DELETE FROM custody_repetitions WHERE evidence = ?", .text(item))
                    try transaction.execute(
                        "INSERT INTO custody_repetitions (evidence, position, count, last_at, code) VALUES (?, ?, ?, ?, ?)",
                        .text(item), .integer(try old.integer("position")), .integer(try old.integer("count")),
                        .integer(try old.integer("last_at")), .blob(try old.blob("code")))
                },
                // The same, and the sum in the item's row with it.
                { transaction, item, old in
                    try transaction.execute("DELETE FROM custody_repetitions WHERE evidence = ?", .text(item))
                    try transaction.execute(
                        "INSERT INTO custody_repetitions (evidence, position, count, last_at, code) VALUES (?, ?, ?, ?, ?)",
                        .text(item), .integer(try old.integer("position")), .integer(try old.integer("count")),
                        .integer(try old.integer("last_at")), .blob(try old.blob("code")))
                    try transaction.execute(
                        "UPDATE evidence SET custody_repetitions = ? WHERE id = ?",
                        .integer(try old.integer("count")), .text(item))
                },
            ]
            for (number, change) in changes.enumerated() {
                let item = try await room.seal(content, in: project).id
                for _ in 0..<2 { _ = try await room.bundle(item) }
                let old = try #require(
                    try await room.store.read {
                        try $0.row("SELECT * FROM custody_repetitions WHERE evidence = ?", .text(item))
                    })
                for _ in 0..<2 { _ = try await room.bundle(item) }
                #expect(try await log(item, in: room).intact)
                for sql in [
                    "UPDATE custody_repetitions SET count = count - 1", "DELETE FROM custody_repetitions",
                    "INSERT OR REPLACE INTO custody_repetitions SELECT * FROM custody_repetitions",
                ] {
                    await #expect(throws: StoreError.self, "\(sql)") {
                        try await room.store.write { try $0.execute(sql) }
                    }
                }
                try await room.store.write { transaction in
                    let opening = try #require(
                        try transaction.row(
                            "SELECT opening, response FROM openings WHERE evidence = ?", .text(item)))
                    try transaction.execute("DELETE FROM openings WHERE evidence = ?", .text(item))
                    try change(transaction, item, old)
                    try transaction.execute(
                        "INSERT INTO openings (evidence, opening, response) VALUES (?, ?, ?)", .text(item),
                        .blob(try opening.blob("opening")), .blob(try opening.blob("response")))
                }
                let broken = try await log(item, in: room)
                #expect(!broken.intact && broken.brokenAt >= 1, "change \(number)")
                _ = try await room.bundle(item)
            }
        }
    }

    @Test(
        "a full log keeps nobody from reading: what is given out is counted for everybody, and an erasure has its place"
    )
    func full() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let id = Identifier(stored: item.id)
            let key = try await ServiceKeySource(store: room.store).key()
            let start = room.time.wall()
            let places = Int64(CustodyRecord.Limits.recordsMax - CustodyRepetition.Limits.reservedRecords)
            // What an institution of many members does to a work in years.
            for piece in stride(from: Int64(1), to: places, by: 4_096) {
                try await room.store.write { transaction in
                    for number in piece..<min(piece + 4_096, places) {
                        let actor = CustodyActor(account: "acc_\(number)", service: "operator")
                        let at = start.advanced(by: .seconds(7_200 * (number - places)))
                        try transaction.append(
                            CustodyRecord([CustodyEvent(at: at, kind: .given, actor: actor)]), to: id, key: key)
                    }
                }
            }
            #expect(try await records(item.id, in: room) == places)
            for round in 0..<5 {
                room.time.advance(by: .seconds(7_200))
                let reader = CustodyActor(account: "acc_reader_\(round)", service: "operator")
                try await room.store.write { [now = room.time.wall()] transaction in
                    try transaction.append(
                        CustodyRecord([CustodyEvent(at: now, kind: .read, actor: reader)]), to: id, key: key)
                }
                let bundle = try await room.bundle(item.id)
                #expect(try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: content)).isProven)
                _ = try await room.client.sealChain(
                    EvidenceV1.SealChainRequest(project: project), options: room.options()
                ) { chunks in for try await _ in chunks {} }
                _ = try await room.renewal.renewBundle(
                    EvidenceV1.RenewBundleRequest(
                        size: 1, logIndex: item.logIndex, timestampMilliseconds: room.time.wall().milliseconds,
                        openingSha256: try BundleRenewal(bundle.bytes).openingDigest))
            }
            #expect(try await records(item.id, in: room) == places + 4)
            let rows = try await room.store.read { snapshot in
                try snapshot.rows(
                    """
                    SELECT custody.kind AS kind, record, count FROM custody
                    LEFT JOIN custody_repetitions USING (evidence, position)
                    WHERE position >= ? ORDER BY position
                    """, .integer(places)
                ).map {
                    (
                        try $0.text("kind"), String(decoding: try $0.blob("record"), as: UTF8.self),
                        try $0.optionalInteger("count")
                    )
                }
            }
            #expect(rows.map(\.0) == ["read", "given", "exported", "renewed"])
            #expect(rows.map(\.2) == [4, 4, 4, nil])
            #expect(rows.allSatisfy { $0.1.contains("everybody") && !$0.1.contains("acc_a") })
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
            #expect(try await records(item.id, in: room) == places + 5)
        }
    }
}
