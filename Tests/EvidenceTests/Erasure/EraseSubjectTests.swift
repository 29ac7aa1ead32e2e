import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Erasing an account", .timeLimit(.minutes(5)))
struct EraseSubjectTests {
    private static let account = "acc_01890a5d-ac96-774b-bcce-b302099a8057"

    private func erase(in room: EvidenceRoom, account: String = Self.account) async throws -> EvidenceV1.SubjectErasure
    {
        try await room.subjects.eraseSubject(
            EvidenceV1.EraseSubjectRequest(account: account), options: room.options("identity"))
    }

    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        } catch {
            return "\(error)"
        }
    }

    private func wrappedKey(in room: EvidenceRoom) async throws -> [UInt8]? {
        try await room.store.read {
            try $0.row("SELECT wrapped FROM subject_keys WHERE subject = ?", .text(Self.account))?
                .optionalBlob("wrapped")
        }
    }

    private func state(in room: EvidenceRoom) async throws -> String? {
        try await room.store.read { try $0.row("SELECT state FROM subject_erasures")?.text("state") }
    }

    @Test("the key is gone from every file with the first answer, everything else soon after, and others keep theirs")
    func gone() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project("A private title", account: Self.account)
            let other = try await room.project("Another's", account: "acc_b")
            var items: [EvidenceV1.EvidenceItem] = []
            for number in 0..<70 {
                items.append(try await room.seal([UInt8(number), 1], in: project, account: Self.account))
                if number % 10 == 0 { _ = try await room.seal([UInt8(number)], in: other, account: "acc_b") }
            }
            _ = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: project), options: room.options(Self.account)
            ) { chunks in for try await _ in chunks {} }
            _ = try await room.filings.applyFiling(
                EvidenceV1.ApplyFilingRequest(
                    project: project, evidence: [items[0].id], kind: .designDrawing, storer: "somebody",
                    content: "a chair",
                    statedAt: GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 - 60)),
                options: room.options(Self.account))
            #expect(await room.store.emptyLog())
            let key = try #require(try await wrappedKey(in: room))
            #expect(try StoredBytes(of: room).holds(key))
            let answers = try await room.store.read { snapshot in
                try snapshot.rows("SELECT response FROM idempotency WHERE subject = ?", .text(Self.account))
                    .map { try $0.blob("response") }
            }
            #expect(answers.count == 73)

            let began = try await erase(in: room)
            #expect(began.state == .erasing && began.entriesLeft == 7)
            #expect(try await wrappedKey(in: room) == nil)
            #expect(try !StoredBytes(of: room).holds(key))
            #expect(
                await reason {
                    _ = try await room.client.listEvidence(
                        EvidenceV1.ListEvidenceRequest(), options: room.options(Self.account))
                } == "ERASED")
            #expect(await reason { _ = try await room.bundle(items[69].id, account: Self.account) } == "ERASED")
            #expect(await reason { _ = try await room.project(account: Self.account) } == "ERASED")

            var last = began
            for _ in 0..<10 where last.state != .erased { last = try await erase(in: room) }
            #expect(last.state == .erased && last.entriesLeft == 0)
            #expect(last.requestedAt == began.requestedAt)
            let after = try StoredBytes(of: room)
            #expect(answers.allSatisfy { !after.holds($0) })
            #expect(try await room.keptBlobs().count == 7)
            let report = try await room.audit()
            #expect(report.erased == 71 && report.items == 77)
            let left = try await room.store.read { snapshot in
                try snapshot.row(
                    """
                    SELECT (SELECT count(*) FROM openings) AS openings, (SELECT sum(length(title)) FROM projects) AS titles,
                        (SELECT sum(length(statement)) FROM filings) AS statements,
                        (SELECT sum(length(content) + length(opening) + length(response)) FROM chain_seals) AS seals
                    """
                ).map { row in
                    try ["openings", "statements", "seals"].map { try row.integer($0) }
                }
            }
            #expect(left == [7, 0, 0])
            // Everybody else's is as it was.
            let list = try await room.client.listEvidence(
                EvidenceV1.ListEvidenceRequest(), options: room.options("acc_b")
            ).items
            #expect(list.count == 7)
            let first = try #require(list.first { $0.sequence == 0 })
            let bundle = try await room.bundle(first.id, account: "acc_b")
            #expect(try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: [0])).isProven)
            let events = try await room.store.events(after: 0, limit: 1_000, reader: "registry").events
            #expect(events.count { $0.type == "evidence.item.erased" } == 71)
        }
    }

    @Test("a work that was on its way when the key went is erased too, and only then is it over")
    func late() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project(account: Self.account)
            // Pieces small enough to be written as they come, and together too many for a row: its file is made at once.
            let piece = [UInt8](repeating: 1, count: 8_000)
            let content = piece + piece + piece
            _ = try await room.client.submit(options: room.options(Self.account)) { writer in
                let header = EvidenceV1.SubmitRequest.Header(project: project, name: "late", size: 24_000)
                try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                for _ in 0..<3 { try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(piece))) }
                // Until the file is open: its row of the project was read, and its key.
                while FileTree.files(below: room.folder.file("blobs")).isEmpty {
                    try await Task.sleep(for: .milliseconds(1))
                }
                while try await erase(in: room).state != .erased { try await Task.sleep(for: .milliseconds(1)) }
                try await writer.write(
                    EvidenceV1.SubmitRequest(part: .digest(.init(sha256: Digest.sha256(content)))))
            }
            #expect(try await state(in: room) == "settling")
            #expect(try await room.audit().items == 1)
            #expect(try await room.server.eraseSubjects(telling: ErasureEndpoint.event) == 0)
            room.time.advance(by: .seconds(61 * 60))
            #expect(try await room.server.eraseSubjects(telling: ErasureEndpoint.event) > 0)
            #expect(try await state(in: room) == "erased")
            #expect(try await room.keptBlobs().isEmpty)
            let report = try await room.audit()
            #expect(report.items == 1 && report.erased == 1)
            #expect(try await room.server.eraseSubjects(telling: ErasureEndpoint.event) == 0)
        }
    }

    @Test("a process that ends in the middle leaves the rest to the next one")
    func resumed() async throws {
        let folder = try TemporaryFolder("evidence")
        try await EvidenceRoom.run(folder: folder) { room in
            let project = try await room.project(account: Self.account)
            for number in 0..<70 { _ = try await room.seal([UInt8(number)], in: project, account: Self.account) }
            #expect(try await erase(in: room).entriesLeft == 6)
        }
        // Another process, a minute later.
        let time = SeededTime(start: SeededTime().wall().advanced(by: .seconds(60)))
        try await EvidenceRoom.run(folder: folder, time: time) { room in
            let before = try await state(in: room)
            #expect(before == "erasing")
            #expect(try await room.server.eraseSubjects(telling: ErasureEndpoint.event) > 0)
            #expect(try await state(in: room) == "settling")
            #expect(try await room.keptBlobs().isEmpty)
            #expect(try await room.audit().erased == 70)
        }
    }

    @Test("an account that never was is erased before it comes, and what is no account is refused")
    func unknown() async throws {
        try await EvidenceRoom.run { room in
            let erasure = try await erase(in: room)
            #expect(erasure.state == .erased)
            #expect(await reason { _ = try await room.project(account: Self.account) } == "ERASED")
            #expect(await reason { _ = try await erase(in: room, account: "acc_a") } == "INVALID_ACCOUNT")
        }
    }
}
