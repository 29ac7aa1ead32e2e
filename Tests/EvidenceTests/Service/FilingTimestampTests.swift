import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Filings timed by their suppliers", .timeLimit(.minutes(5)))
struct FilingTimestampTests {
    private func apply(_ items: [String], in project: String, supplier: String = "", at room: EvidenceRoom) async throws
        -> EvidenceV1.Filing
    {
        try await room.filings.applyFiling(
            EvidenceV1.ApplyFilingRequest(
                project: project, evidence: items, kind: .productPicture, storer: "存证人甲", content: "a chair",
                statedAt: GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 - 60),
                supplier: supplier),
            options: room.options())
    }

    private func get(_ id: String, in room: EvidenceRoom) async throws -> EvidenceV1.Filing {
        try await room.filings.getFiling(EvidenceV1.GetFilingRequest(filing: id), options: room.options())
    }

    private func list(
        _ timing: EvidenceV1.FilingTiming, supplier: String = "", in room: EvidenceRoom
    ) async throws -> [String] {
        try await room.filings.listFilings(
            EvidenceV1.ListFilingsRequest(timing: timing, supplier: supplier), options: room.options()
        ).filings.map(\.id)
    }

    private func found(
        _ request: EvidenceV1.ListFilingsRequest, in room: EvidenceRoom
    ) async throws -> [String] {
        try await room.filings.listFilings(request, options: room.options()).filings.map(\.id)
    }

    private func managed(
        _ matter: EvidenceV1.FilingMatter, in room: EvidenceRoom
    ) async throws -> [EvidenceV1.Filing] {
        try await room.filings.listManagement(
            EvidenceV1.ListManagementRequest(matter: matter), options: room.options()
        ).filings
    }

    /// What openssl says of a token over these bytes.
    private func verify(
        _ filing: EvidenceV1.Filing, roots: [UInt8], at time: WallTime
    ) async throws -> FinishedProgram {
        let folder = try TemporaryFolder("filing")
        try WholeFile.replace(folder.file("statement.json"), with: filing.statement)
        try WholeFile.replace(folder.file("timestamp.tsr"), with: filing.timestampResponse)
        try WholeFile.replace(folder.file("root.pem"), with: roots)
        return try await FinishedProgram(
            [
                "openssl", "ts", "-verify", "-data", folder.file("statement.json"), "-in", folder.file("timestamp.tsr"),
                "-CAfile", folder.file("root.pem"), "-attime", "\(time.milliseconds / 1_000)",
            ], logs: folder.path)
    }

    @Test("awaits its timestamp, then bears its supplier's over facts and digests; openssl believes it, and no other's")
    func timed() async throws {
        let time = SeededTime()
        let elsewhere = try AuthorityServer(time: time)
        let independents = Independents(authorities: [try await elsewhere.start("elsewhere")])
        try await EvidenceRoom.run(time: time, independents: independents) { room in
            let project = try await room.project()
            let item = try await room.seal([1], in: project)
            let pack = try await room.give(1, of: "elsewhere")
            let ours = try await apply([item.id], in: project, at: room)
            time.advance(by: .seconds(1))
            let theirs = try await apply([item.id], in: project, supplier: "elsewhere", at: room)
            #expect(ours.supplier == "platform" && ours.timing == .awaiting && ours.timedAt == nil)
            #expect(theirs.supplier == "elsewhere" && theirs.order == pack.id.text && theirs.timing == .awaiting)
            #expect(ours.statement.isEmpty && ours.statementSha256.count == 32)
            #expect(try await list(.awaiting, in: room) == [ours.id, theirs.id])
            for _ in 0..<2 { #expect(try await room.filingTimestamps.work()) }
            #expect(try await !room.filingTimestamps.work())
            #expect(elsewhere.count == 1)
            #expect(try await list(.awaiting, in: room).isEmpty)
            #expect(try await list(.timed, supplier: "elsewhere", in: room) == [theirs.id])

            let ourRoots = try room.timestamps.root.certificate.pem()
            for (filing, roots, others) in [
                (ours, ourRoots, try elsewhere.rootPEM), (theirs, try elsewhere.rootPEM, ourRoots),
            ] {
                let shown = try await get(filing.id, in: room)
                #expect(
                    shown.timing == .timed && shown.timedAt != nil && shown.statementSha256 == filing.statementSha256)
                #expect(Digest.sha256(shown.statement) == shown.statementSha256)
                let text = String(decoding: shown.statement, as: UTF8.self)
                for fact in [
                    filing.id, project, filing.supplier, "存证人甲", "a chair", "productPicture", item.number,
                    Hexadecimal.encode(item.sha256), Hexadecimal.encode(item.sm3),
                ] { #expect(text.contains(fact), "\(fact)") }
                let good = try await verify(shown, roots: roots, at: time.wall())
                #expect(good.exit == .code(0), "\(good.errors)")
                #expect(try await verify(shown, roots: others, at: time.wall()).exit != .code(0))
                var changed = shown
                changed.statement[20] ^= 1
                #expect(try await verify(changed, roots: roots, at: time.wall()).exit != .code(0))
            }
            // Sealed in the store, like every answer of an authority.
            let tokens = try await room.store.read {
                try $0.rows("SELECT token FROM filings").map { try $0.blob("token") }
            }
            let answers = [
                try await get(ours.id, in: room).timestampResponse,
                try await get(theirs.id, in: room).timestampResponse,
            ]
            #expect(tokens.count == 2 && tokens.allSatisfy { !answers.contains($0) })
        }
        await elsewhere.stop()
    }

    @Test(
        "an authority that fails, lies or is late is reported, leaves its filing waiting, and is asked again later",
        arguments: AuthorityServer.Fault.allCases)
    func faults(fault: AuthorityServer.Fault) async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time, fault: fault)
        let policy = fault == .otherPolicy ? "1.2.3" : nil
        var independents = Independents(authorities: [try await server.start("elsewhere", policy: policy)])
        if fault == .silent { independents.patienceMilliseconds = AuthorityServer.silenceMilliseconds }
        try await EvidenceRoom.run(creditsPerAccount: 0, time: time, independents: independents) { room in
            let project = try await room.project()
            try await room.give(1, of: "elsewhere")
            let filing = try await apply([try await room.seal([1], in: project).id], in: project, at: room)
            // The item's credit is that supplier's, so nothing has to be asked for.
            #expect(filing.supplier == "elsewhere")
            #expect(try await room.filingTimestamps.work())
            #expect(try await !room.filingTimestamps.work())
            #expect(
                room.answers(of: "elsewhere", fault.word) == 1,
                "\(String(decoding: room.metrics.exposition(), as: UTF8.self))")
            #expect(room.answers(of: "elsewhere", "granted") == 0)
            #expect(try await get(filing.id, in: room).timing == .awaiting)
            #expect(try await get(filing.id, in: room).timestampResponse.isEmpty)
            // Its policy is another one for ever; the others come to their senses.
            guard fault != .otherPolicy else { return }
            server.set(nil)
            repeat {
                time.advance(by: .seconds(3_600))
                #expect(try await room.filingTimestamps.work())
                // Whoever waits for no silence long may miss an answer too.
                guard fault == .silent else { break }
            } while try await get(filing.id, in: room).timing == .awaiting
            #expect(try await get(filing.id, in: room).timing == .timed)
            #expect(server.count == 2 || fault == .silent)
            #expect(room.answers(of: "elsewhere", "granted") == 1)
            #expect(try await room.store.read { try $0.jobCounts(FilingTimestamps.jobKind) } == [.done: 1])
        }
        await server.stop()
    }

    @Test("when an item was erased its digests are shown no more; the filing and its token stay")
    func erased() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let items = [try await room.seal([1], in: project).id, try await room.seal([2], in: project).id]
            let filing = try await apply(items, in: project, at: room)
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(items[0])), options: room.options())
            #expect(try await room.filingTimestamps.work())
            let shown = try await get(filing.id, in: room)
            #expect(shown.statement.isEmpty && shown.timing == .timed && !shown.timestampResponse.isEmpty)
            #expect(shown.statementSha256 == filing.statementSha256)
        }
    }

    @Test("filings are listed by kind, time and supplier; management has those near their end, void or renewed")
    func lists() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 0) { room in
            let project = try await room.project()
            var ids: [String] = []
            for number in 0..<3 {
                try await room.give(1)
                ids.append(
                    try await apply([try await room.seal([UInt8(number)], in: project).id], in: project, at: room).id)
                room.time.advance(by: .seconds(180 * 86_400))
            }
            let first = try await get(ids[0], in: room)
            let second = try await get(ids[1], in: room)
            #expect(try await found(.init(kind: .designDrawing), in: room).isEmpty)
            #expect(try await found(.init(kind: .productPicture, supplier: "platform"), in: room) == ids)
            #expect(try await found(.init(from: second.appliedAt), in: room) == [ids[1], ids[2]])
            #expect(try await found(.init(from: first.appliedAt, to: second.appliedAt), in: room) == [ids[0]])
            for (request, reason) in [
                (EvidenceV1.ListFilingsRequest(kind: .unrecognized(3)), "INVALID_FILING_STATE"),
                (EvidenceV1.ListFilingsRequest(timing: .unrecognized(3)), "INVALID_FILING_STATE"),
                (EvidenceV1.ListFilingsRequest(from: second.appliedAt, to: first.appliedAt), "INVALID_TIME_RANGE"),
            ] {
                let refusal = await #expect(throws: RPCError.self) { try await found(request, in: room) }
                #expect(refusal?.reason?.reason == reason)
            }
            // Day 540: the first is void since 365, the second ends at 545, the third at 725.
            #expect(try await managed(.void, in: room).map(\.id) == [ids[0]])
            #expect(try await managed(.expiring, in: room).map(\.id) == [ids[1]])
            #expect(try await managed(.renewed, in: room).isEmpty)
            try await room.give(1)
            _ = try await room.filings.renewFiling(
                EvidenceV1.RenewFilingRequest(filing: ids[2]), options: room.options())
            #expect(try await managed(.renewed, in: room).map(\.id) == [ids[2]])
            #expect(try await managed(.unspecified, in: room).map(\.id) == ids)
            #expect(try await managed(.renewed, in: room).first?.records.map(\.kind) == [.applied, .renewed])
            let page = try await room.filings.listManagement(
                EvidenceV1.ListManagementRequest(pageSize: 2), options: room.options())
            #expect(page.filings.map(\.id) == Array(ids.prefix(2)) && !page.nextPageToken.isEmpty)
            let strange = await #expect(throws: RPCError.self) { try await managed(.unrecognized(4), in: room) }
            #expect(strange?.reason?.reason == "INVALID_FILING_STATE")
            let uses = try await room.orders.listUses(EvidenceV1.ListUsesRequest(), options: room.options()).uses
            #expect(uses.map(\.purpose) == [.seal, .seal, .seal, .renewal] && uses.last?.subject == ids[2])
        }
    }
}
