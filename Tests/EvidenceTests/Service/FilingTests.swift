import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("First-publication filings", .timeLimit(.minutes(5)))
struct FilingTests {
    private static let day: Int64 = 86_400

    private func request(
        _ items: [String], in project: String, at room: EvidenceRoom
    ) -> EvidenceV1.ApplyFilingRequest {
        EvidenceV1.ApplyFilingRequest(
            project: project, evidence: items, kind: .designDrawing, storer: "存证人甲", content: "a chair\nin oak",
            statedAt: GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 - 60))
    }

    private func apply(in room: EvidenceRoom, key: String? = nil) async throws -> EvidenceV1.Filing {
        let project = try await room.project()
        let item = try await room.seal([1], in: project)
        return try await room.filings.applyFiling(
            request([item.id], in: project, at: room), options: room.options(key: key))
    }

    private func get(_ id: String, in room: EvidenceRoom) async throws -> EvidenceV1.Filing {
        try await room.filings.getFiling(EvidenceV1.GetFilingRequest(filing: id), options: room.options())
    }

    private func events(in room: EvidenceRoom) async throws -> [(type: String, change: EvidenceV1.FilingChanged)] {
        try await room.store.events(after: 0, limit: 100, reader: "operator").events
            .filter { $0.type.hasPrefix("filing.") }
            .map { ($0.type, try EvidenceV1.FilingChanged(serialized: $0.payload)) }
    }

    private func sweep(_ room: EvidenceRoom) async throws -> Int {
        try await room.server.sweepFilings(telling: FilingsEndpoint.notice)
    }

    @Test("a filing says what was stated, ends a year after its item's credit, and a repetition answers alike")
    func applied() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let first = try await room.seal([1], in: project)
            room.time.advance(by: .seconds(100 * Self.day))
            let second = try await room.seal([2], in: project)
            let request = request([second.id, first.id], in: project, at: room)
            let options = room.options(key: "apply")
            let filing = try await room.filings.applyFiling(request, options: options)
            #expect(filing.evidence == [second.id, first.id] && filing.kind == .designDrawing)
            #expect(filing.storer == "存证人甲" && filing.content == "a chair\nin oak" && filing.state == .active)
            let accepted = try #require(first.acceptedAt.flatMap { WallTime(milliseconds: $0.seconds * 1_000) })
            #expect(filing.expiresAt?.seconds == FilingTerm.end(from: accepted).milliseconds / 1_000)
            #expect(filing.records.map(\.kind) == [.applied])
            #expect(try await room.filings.applyFiling(request, options: options) == filing)
            // The statement that the timestamp is over comes with it here alone.
            var read = try await get(filing.id, in: room)
            #expect(Digest.sha256(read.statement) == filing.statementSha256)
            read.statement = []
            #expect(read == filing)
            let told = try await events(in: room)
            #expect(told.map(\.type) == ["filing.applied"])
            #expect(told.first?.change.filing == filing.id && told.first?.change.expiresAt == filing.expiresAt)
            let stored = try await room.store.read { try $0.row("SELECT statement FROM filings")?.blob("statement") }
            #expect(stored?.firstRange(of: Array("存证人甲".utf8)) == nil)
            // Sealed a hundred days later with a credit of the same pack, the other item ends with that pack too.
            let later = try await room.filings.applyFiling(
                self.request([second.id], in: project, at: room), options: room.options())
            #expect(later.expiresAt == filing.expiresAt && later.order == filing.order && !later.order.isEmpty)
        }
    }

    @Test("each wrong field is a violation of its own, and items of others are not there")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let other = try await room.project("Other")
            let item = try await room.seal([1], in: project).id
            let foreign = try await room.seal([1], in: other).id
            func refusal(_ change: (inout EvidenceV1.ApplyFilingRequest) -> Void) async -> RPCError? {
                var request = request([item], in: project, at: room)
                change(&request)
                return await #expect(throws: RPCError.self) {
                    try await room.filings.applyFiling(request, options: room.options())
                }
            }
            let all = await refusal {
                $0.kind = .unrecognized(3)
                $0.storer = " "
                $0.content = String(repeating: "x", count: 2_001)
                $0.statedAt = GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 + 3_600)
                $0.evidence = [item, item, "evd_1"]
            }
            #expect(
                all?.fieldViolations.map(\.field) == [
                    "kind", "storer", "content", "stated_at", "evidence[1]", "evidence[2]",
                ])
            #expect(await refusal { $0.evidence = [] }?.fieldViolations.map(\.field) == ["evidence"])
            #expect(await refusal { $0.statedAt = nil }?.fieldViolations.map(\.field) == ["stated_at"])
            let many = await refusal { $0.evidence = Array(repeating: "x", count: 65) }
            #expect(many?.fieldViolations.first?.description == "holds at most 64")
            #expect(await refusal { $0.evidence = [item, foreign] }?.reason?.reason == "EVIDENCE_NOT_FOUND")
            #expect(await refusal { $0.project = "prj" }?.reason?.reason == "INVALID_PROJECT")
            let theirs = await #expect(throws: RPCError.self) {
                try await room.filings.applyFiling(
                    request([item], in: project, at: room), options: room.options("acc_b"))
            }
            #expect(theirs?.code == .notFound)
            #expect(try await events(in: room).isEmpty)
        }
    }

    @Test("reminders come 30, 7 and 1 days before the end, then it is void, each told once")
    func expiring() async throws {
        try await EvidenceRoom.run { room in
            let filing = try await apply(in: room)
            let end = try #require(filing.expiresAt).seconds
            #expect(try await sweep(room) == 0)
            func at(_ days: Int64) {
                room.time.advance(by: .seconds(end - days * Self.day - room.time.wall().milliseconds / 1_000 + 1))
            }
            for (days, state) in [
                (Int64(30), EvidenceV1.FilingState.expiring), (7, .expiring), (1, .expiring), (0, .void),
            ] {
                at(days)
                #expect(try await get(filing.id, in: room).state == state)
                #expect(try await sweep(room) == 1)
                #expect(try await sweep(room) == 0)
            }
            let told = try await events(in: room)
            #expect(
                told.map(\.type) == [
                    "filing.applied", "filing.expiring", "filing.expiring", "filing.expiring", "filing.void",
                ])
            #expect(told.map(\.change.daysBefore) == [0, 30, 7, 1, 0])
            let records = try await get(filing.id, in: room).records.map(\.kind)
            #expect(records == [.applied, .reminded, .reminded, .reminded, .voided])
            // Void for the platform; what was sealed stays proven.
            #expect(try await room.audit().size == 1)
        }
    }

    @Test("what was missed while nobody looked is told in its latest form only")
    func missed() async throws {
        try await EvidenceRoom.run { room in
            let filing = try await apply(in: room)
            room.time.advance(by: .seconds(360 * Self.day))
            #expect(try await sweep(room) == 1)
            #expect(try await events(in: room).map(\.change.daysBefore) == [0, 7])
            room.time.advance(by: .seconds(400 * Self.day))
            #expect(try await sweep(room) == 1)
            #expect(try await events(in: room).last?.type == "filing.void")
            #expect(try await get(filing.id, in: room).state == .void)
        }
    }

    @Test("a renewal uses one credit and moves the end by a year, from the end or from now, once for each key")
    func renewed() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 3) { room in
            let filing = try await apply(in: room)
            let end = WallTime(milliseconds: try #require(filing.expiresAt).seconds * 1_000)
            func renew(_ key: String) async throws -> EvidenceV1.Filing {
                try await room.filings.renewFiling(
                    EvidenceV1.RenewFilingRequest(filing: filing.id), options: room.options(key: key))
            }
            let early = try await renew("one")
            #expect(early.expiresAt?.seconds == FilingTerm.end(from: end).milliseconds / 1_000)
            let many = try await withThrowingTaskGroup(of: EvidenceV1.Filing.self) { group in
                for _ in 0..<8 { group.addTask { try await renew("one") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(many.allSatisfy { $0 == early })
            room.time.advance(by: .seconds(800 * Self.day))
            #expect(try await sweep(room) == 1)
            #expect(try await get(filing.id, in: room).state == .void)
            // One credit was left, and is void like the filing.
            let void = await #expect(throws: RPCError.self) { try await renew("void") }
            #expect(void?.reason?.reason == "CREDIT_EXPIRED")
            try await room.give(1)
            let late = try await renew("two")
            #expect(late.state == .active)
            #expect(late.expiresAt?.seconds == FilingTerm.end(from: room.time.wall()).milliseconds / 1_000)
            #expect(late.records.map(\.kind) == [.applied, .renewed, .voided, .renewed])
            let spent = await #expect(throws: RPCError.self) { try await renew("three") }
            #expect(spent?.reason?.reason == "NO_CREDIT")
            #expect(try await renew("two") == late)
            #expect(try await events(in: room).map(\.type).filter { $0 == "filing.renewed" }.count == 2)
        }
    }

    @Test("an end cannot be moved more than ten years ahead, and the refused renewal costs nothing")
    func farAhead() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 11) { room in
            let filing = try await apply(in: room)
            func renew() async throws {
                _ = try await room.filings.renewFiling(
                    EvidenceV1.RenewFilingRequest(filing: filing.id), options: room.options())
            }
            for _ in 0..<9 { try await renew() }
            let refusal = await #expect(throws: RPCError.self) { try await renew() }
            #expect(refusal?.code == .failedPrecondition && refusal?.reason?.reason == "RENEWAL_TOO_EARLY")
            // Ten of eleven are used; the eleventh seals.
            let project = try await room.project()
            _ = try await room.seal([2], in: project)
            await #expect(throws: RPCError.self) { try await room.seal([3], in: project) }
        }
    }

    @Test("after the year of its item's credit a filing uses a credit of its own, and ends with it")
    func oldItem() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 2) { room in
            let project = try await room.project()
            let item = try await room.seal([1], in: project)
            room.time.advance(by: .seconds(500 * Self.day))
            let pack = try await room.give(1)
            room.time.advance(by: .seconds(100 * Self.day))
            let filing = try await room.filings.applyFiling(
                request([item.id], in: project, at: room), options: room.options())
            #expect(filing.expiresAt?.seconds == pack.expiresAt.milliseconds / 1_000 && filing.order == pack.id.text)
            let refusal = await #expect(throws: RPCError.self) {
                try await room.filings.applyFiling(
                    request([item.id], in: project, at: room), options: room.options())
            }
            #expect(refusal?.reason?.reason == "NO_CREDIT")
        }
    }

    @Test("lists are filtered by state and project, page by page, and hide what is another's")
    func listed() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 0) { room in
            var ids: [String] = []
            for _ in 0..<4 {
                try await room.give(1)
                ids.append(try await apply(in: room).id)
                room.time.advance(by: .seconds(120 * Self.day))
            }
            // 480 days on: the first is void since day 365, the second, whose credit is good until 485, not yet.
            func list(_ request: EvidenceV1.ListFilingsRequest) async throws -> [String] {
                try await room.filings.listFilings(request, options: room.options()).filings.map(\.id)
            }
            #expect(try await list(EvidenceV1.ListFilingsRequest()) == ids)
            #expect(try await list(EvidenceV1.ListFilingsRequest(state: .void)) == [ids[0]])
            #expect(try await list(EvidenceV1.ListFilingsRequest(state: .expiring)) == [ids[1]])
            #expect(try await list(EvidenceV1.ListFilingsRequest(state: .active)) == [ids[2], ids[3]])
            let project = try await get(ids[2], in: room).project
            #expect(try await list(EvidenceV1.ListFilingsRequest(project: project)) == [ids[2]])
            let page = try await room.filings.listFilings(
                EvidenceV1.ListFilingsRequest(pageSize: 3), options: room.options())
            #expect(page.filings.count == 3)
            #expect(try await list(EvidenceV1.ListFilingsRequest(pageToken: page.nextPageToken)) == [ids[3]])
            for (request, reason) in [
                (EvidenceV1.ListFilingsRequest(state: .void, pageToken: page.nextPageToken), "INVALID_PAGE_TOKEN"),
                (EvidenceV1.ListFilingsRequest(state: .unrecognized(4)), "INVALID_FILING_STATE"),
                (EvidenceV1.ListFilingsRequest(project: "x"), "INVALID_PROJECT"),
            ] {
                let refusal = await #expect(throws: RPCError.self) { try await list(request) }
                #expect(refusal?.reason?.reason == reason)
            }
            let theirs = room.options("acc_b")
            #expect(
                try await room.filings.listFilings(EvidenceV1.ListFilingsRequest(), options: theirs).filings.isEmpty)
            for id in [ids[0], "fil_1"] {
                let refusal = await #expect(throws: RPCError.self) {
                    try await room.filings.getFiling(EvidenceV1.GetFilingRequest(filing: id), options: theirs)
                }
                #expect(refusal?.code == (id == "fil_1" ? .invalidArgument : .notFound))
            }
        }
    }
}
