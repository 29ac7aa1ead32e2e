import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Sealing a work", .timeLimit(.minutes(5)))
struct SealingTests {
    private let content = Array("the first sketch".utf8)

    @Test("what is answered is what was sealed, and what is read later")
    func answer() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project("作品")
            let item = try await room.seal(content, in: project, name: "初稿.txt")
            #expect(item.name == "初稿.txt")
            #expect(item.size == UInt64(content.count))
            #expect(item.mediaType == "text/plain")
            #expect(item.sha256 == Digest.sha256(content))
            #expect(item.sm3 == Digest.sm3(content))
            #expect(item.sequence == 0 && item.logIndex == 0)
            #expect(item.logOrigin == EvidenceRoom.origin)
            #expect(EvidenceNumber(item.number)?.description == item.number)
            let options = room.options()
            let byID = try await room.client.getEvidence(
                EvidenceV1.GetEvidenceRequest(which: .id(item.id)), options: options)
            let byNumber = try await room.client.getEvidence(
                EvidenceV1.GetEvidenceRequest(which: .number(item.number.lowercased())), options: options)
            #expect(byID == item && byNumber == item)
            let found = try await room.client.getProject(
                EvidenceV1.GetProjectRequest(project: project), options: options)
            #expect(found.title == "作品" && found.itemCount == 1)
        }
    }

    @Test("the bundle proves the file to a verifier with anchors of its own, and nothing else")
    func proven() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let bundle = try await room.bundle(item.id)
            #expect(bundle.name == "\(item.number).zip")
            let report = try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: content))
            #expect(report.isProven)
            #expect(report.steps.map(\.name) == VerificationReport.StepName.allCases)
            #expect(report.steps.first { $0.name == .witnesses }?.outcome == .notReached)
            #expect(report.steps.first { $0.name == .interval }?.detail.hasPrefix("self-asserted") == true)
            #expect(report.statement.metadata?.number.description == item.number)
            #expect(report.statement.timestampPolicy == TimestampPolicy.synchronisedClock)

            let other = try room.verifier().verify(bundle: bundle.bytes, file: FileDigests(of: [1]))
            #expect(!other.isProven)
            #expect(other.steps.filter { $0.outcome == .failed }.map(\.name) == [.file, .token])
            let strict = try room.verifier(requiredWitnesses: 1)
                .verify(bundle: bundle.bytes, file: FileDigests(of: content))
            #expect(strict.steps.filter { $0.outcome == .failed }.map(\.name) == [.witnesses])
        }
    }

    @Test("many works of one project at once stand in one unbroken chain, and every bundle proves its own")
    func concurrent() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let other = try await room.project("Another")
            let items = try await withThrowingTaskGroup(of: EvidenceV1.EvidenceItem.self) { group in
                for number in 0..<120 {
                    group.addTask {
                        try await room.seal(
                            Array("work \(number)".utf8), in: number % 3 == 0 ? other : project, name: "\(number)")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(items.map(\.logIndex)) == Set(0..<120))
            #expect(Set(items.filter { $0.project == project }.map(\.sequence)) == Set(0..<80))
            #expect(Set(items.filter { $0.project == other }.map(\.sequence)) == Set(0..<40))
            let report = try await room.audit()
            #expect(report.size == 120 && report.items == 120 && report.chains == 2)
            let batches = await room.sequencer.statistics
            #expect(batches.entries == 120 && batches.batches < 120)
            for item in items.filter({ $0.sequence % 13 == 0 }) {
                let bundle = try await room.bundle(item.id)
                let proof = try room.verifier().verify(
                    bundle: bundle.bytes, file: FileDigests(of: Array("work \(item.name)".utf8)))
                #expect(proof.isProven, "\(proof.steps)")
            }
        }
    }

    @Test(
        "a file of many chunks is kept whole and encrypted, whatever their sizes", arguments: [262_144, 20_000, 8_192])
    func large(chunk: Int) async throws {
        try await EvidenceRoom.run { room in
            let content = SeededRandom(seed: 11).bytes(1_500_001)
            let project = try await room.project()
            let item = try await room.seal(content, in: project, chunk: chunk)
            #expect(item.sha256 == Digest.sha256(content) && item.sm3 == Digest.sm3(content))
            let files = room.blobFiles
            #expect(files.count == 1)
            let stored = try WholeFile.contents(try #require(files.first))
            #expect(stored.count > content.count && stored.firstRange(of: content[1_000..<1_064]) == nil)
        }
    }

    @Test("the same key again, one after the other or ten at once, answers the same and seals once")
    func repetition() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let first = try await room.seal(content, in: project, key: "k")
            #expect(try await room.seal(content, in: project, key: "k") == first)
            let many = try await withThrowingTaskGroup(of: EvidenceV1.EvidenceItem.self) { group in
                for _ in 0..<10 { group.addTask { try await room.seal(content, in: project, key: "together") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(many.map(\.id)).count == 1)
            #expect(try await room.audit().size == 2)
            #expect(try await room.keptBlobs().count == 2)
            // Without the key the same bytes are another work.
            #expect(try await room.seal(content, in: project).id != first.id)
            let refusal = await #expect(throws: RPCError.self) {
                try await room.seal([1], in: project, key: "k")
            }
            #expect(refusal?.code == .alreadyExists && refusal?.reason?.reason == "IDEMPOTENCY_KEY_REUSED")
        }
    }

    @Test("a call that was answered while another of its key was still coming answers the other alike")
    func overtaken() async throws {
        try await EvidenceRoom.run { room in
            typealias Part = EvidenceV1.SubmitRequest.Part
            let project = try await room.project()
            let parts: [Part] = [
                .header(EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 3)), .chunk([1, 2, 3]),
                .digest(EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256([1, 2, 3]))),
            ]
            let late = try await room.client.submit(options: room.options(key: "k")) { writer in
                // The header is taken, and its key looked up, before the other call begins: one connection keeps order.
                try await writer.write(EvidenceV1.SubmitRequest(part: parts[0]))
                let early = try await room.submit(parts, key: "k")
                #expect(early.evidence?.sequence == 0)
                for part in parts.dropFirst() { try await writer.write(EvidenceV1.SubmitRequest(part: part)) }
            }
            #expect(try await room.submit(parts, key: "k") == late)
            #expect(try await room.audit().size == 1)
            // Others seal meanwhile as ever.
            #expect(try await room.submit(parts, key: "l").evidence?.sequence == 1)
        }
    }

    @Test("a stream that is wrong or breaks leaves no item, no entry and no file")
    func brokenStreams() async throws {
        try await EvidenceRoom.run(fileBytesMax: 1_000) { room in
            let project = try await room.project()
            typealias Part = EvidenceV1.SubmitRequest.Part
            let header = Part.header(EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 3))
            let digest = Part.digest(EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256([1, 2, 3])))
            let wrong = Part.digest(EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256([1])))
            let cases: [([Part], String)] = [
                ([], "STREAM_ORDER"), ([.chunk([1])], "STREAM_ORDER"), ([header], "SIZE_MISMATCH"),
                ([header, .chunk([1, 2])], "SIZE_MISMATCH"), ([header, .chunk([1, 2, 3])], "STREAM_ORDER"),
                ([header, .chunk([1, 2, 3]), wrong], "DIGEST_MISMATCH"),
                ([header, .chunk([1, 2, 3]), digest, digest], "STREAM_ORDER"),
                ([header, .chunk([1, 2, 3, 4])], "SIZE_MISMATCH"),
                ([.header(EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 0))], "EMPTY_FILE"),
                (
                    [.header(EvidenceV1.SubmitRequest.Header(project: project, name: "a", size: 1_001))],
                    "FILE_TOO_LARGE"
                ),
                ([.header(EvidenceV1.SubmitRequest.Header(project: project, name: "a/b", size: 1))], "INVALID_NAME"),
                ([.header(EvidenceV1.SubmitRequest.Header(project: "prj", name: "a", size: 1))], "INVALID_PROJECT"),
            ]
            for (parts, reason) in cases {
                let refusal = await #expect(throws: RPCError.self) { try await room.submit(parts) }
                #expect(refusal?.code == .invalidArgument && refusal?.reason?.reason == reason, "\(parts)")
                #expect(refusal?.fieldViolations.isEmpty == false)
            }
            #expect(try await room.keptBlobs().isEmpty)
            #expect(try await room.audit().size == 0)
            #expect(try await room.submit([header, .chunk([1]), .chunk([2, 3]), digest]).evidence?.size == 3)
        }
    }

    @Test("another account's project and evidence are not there")
    func foreign() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let theirs = room.options("acc_b")
            func refusal(_ body: () async throws -> Void) async -> RPCError? {
                await #expect(throws: RPCError.self) { try await body() }
            }
            let refusals = [
                await refusal { _ = try await room.seal(content, in: project, account: "acc_b") },
                await refusal { _ = try await room.bundle(item.id, account: "acc_b") },
                await refusal {
                    _ = try await room.client.getProject(
                        EvidenceV1.GetProjectRequest(project: project), options: theirs)
                },
                await refusal {
                    _ = try await room.client.getEvidence(
                        EvidenceV1.GetEvidenceRequest(which: .number(item.number)), options: theirs)
                },
                await refusal {
                    _ = try await room.client.listEvidence(
                        EvidenceV1.ListEvidenceRequest(project: project), options: theirs)
                },
            ]
            #expect(refusals.allSatisfy { $0?.code == .notFound })
            #expect(
                try await room.client.listProjects(EvidenceV1.ListProjectsRequest(), options: theirs).projects.isEmpty)
            #expect(try await room.keptBlobs().count == 1)
        }
    }

    @Test("pages cover everything once, in order, and a token belongs to its list")
    func pages() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project("1")
            room.time.advance(by: .milliseconds(1))
            let second = try await room.project("2")
            var sealed: [String] = []
            for number in 0..<7 {
                room.time.advance(by: .milliseconds(1))
                sealed.append(try await room.seal([UInt8(number)], in: number == 3 ? second : project).id)
            }
            func pages(_ project: String) async throws -> [[String]] {
                var pages: [[String]] = []
                var token = ""
                repeat {
                    let answer = try await room.client.listEvidence(
                        EvidenceV1.ListEvidenceRequest(project: project, pageSize: 3, pageToken: token),
                        options: room.options())
                    pages.append(answer.items.map(\.id))
                    token = answer.nextPageToken
                } while !token.isEmpty
                return pages
            }
            #expect(try await pages("").flatMap { $0 } == sealed)
            #expect(try await pages("").map(\.count) == [3, 3, 1])
            #expect(try await pages(project).map(\.count) == [3, 3])
            let token = try await room.client.listEvidence(
                EvidenceV1.ListEvidenceRequest(pageSize: 3), options: room.options()
            ).nextPageToken
            for request in [
                EvidenceV1.ListEvidenceRequest(project: project, pageToken: token),
                EvidenceV1.ListEvidenceRequest(pageToken: token + "A"), EvidenceV1.ListEvidenceRequest(pageToken: "x"),
            ] {
                let refusal = await #expect(throws: RPCError.self) {
                    try await room.client.listEvidence(request, options: room.options())
                }
                #expect(refusal?.reason?.reason == "INVALID_PAGE_TOKEN")
            }
            let tooMany = await #expect(throws: RPCError.self) {
                try await room.client.listProjects(
                    EvidenceV1.ListProjectsRequest(pageSize: 201), options: room.options())
            }
            #expect(tooMany?.reason?.reason == "INVALID_PAGE_SIZE")
            let projects = try await room.client.listProjects(
                EvidenceV1.ListProjectsRequest(pageSize: 1), options: room.options())
            #expect(projects.projects.map(\.title) == ["1"] && !projects.nextPageToken.isEmpty)
        }
    }

    @Test("a clock that cannot be vouched for seals nothing, and the next seal works")
    func clock() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            room.discipline.state(isSynchronised: false)
            let refusal = await #expect(throws: RPCError.self) { try await room.seal(content, in: project) }
            #expect(refusal?.code == .unavailable && refusal?.reason?.reason == "TIME_NOT_AVAILABLE")
            #expect(try await room.keptBlobs().isEmpty)
            room.discipline.state(isSynchronised: true)
            #expect(try await room.seal(content, in: project).sequence == 0)
        }
    }

    @Test("creating a project needs a key and a title, and repeats its answer")
    func projects() async throws {
        try await EvidenceRoom.run { room in
            let options = room.options(key: "same")
            let request = EvidenceV1.CreateProjectRequest(title: "One")
            let first = try await room.client.createProject(request, options: options)
            #expect(try await room.client.createProject(request, options: options) == first)
            let reused = await #expect(throws: RPCError.self) {
                try await room.client.createProject(EvidenceV1.CreateProjectRequest(title: "Two"), options: options)
            }
            #expect(reused?.reason?.reason == "IDEMPOTENCY_KEY_REUSED")
            let empty = await #expect(throws: RPCError.self) {
                try await room.client.createProject(EvidenceV1.CreateProjectRequest(), options: room.options())
            }
            #expect(empty?.fieldViolations.map(\.field) == ["title"])
        }
    }

    @Test("each seal tells the feed once, and only identifiers")
    func events() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project("secret title")
            _ = try await room.seal(content, in: project)
            let item = try await room.seal(content, in: project, name: "secret name")
            let page = try await room.store.events(after: 0, limit: 10, reader: "billing")
            #expect(page.events.map(\.type) == ["evidence.sealed", "evidence.sealed"])
            #expect(page.events.last?.aggregate == item.id)
            let event = try #require(page.events.last)
            #expect(event.version == 1)
            let expected = EvidenceV1.EvidenceSealed(
                evidence: item.id, number: item.number, project: project, account: "acc_a", sequence: item.sequence,
                logIndex: item.logIndex, timestampAt: item.timestampAt, leafHash: item.leafHash)
            #expect(try EvidenceV1.EvidenceSealed(serialized: event.payload) == expected)
            // Equal bytes: nothing stands in it that the message does not show.
            #expect(event.payload == expected.serialized())
        }
    }

    @Test("a file without an item is swept when it is old, one with an item stays")
    func orphans() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            _ = try await room.seal(SeededRandom(seed: 12).bytes(20_000), in: project)
            let writer = room.blobs.begin()
            try await writer.append(SeededRandom(seed: 13).bytes(20_000))
            _ = try await writer.finish()
            #expect(room.blobFiles.count == 2)
            #expect(try await room.server.sweepOrphans(olderThan: .seconds(-86_400 * 36_500)) == 1)
            #expect(room.blobFiles.count == 1)
        }
    }

    @Test("a small file stands in the database, sealed, and comes back under its account's key alone")
    func small() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let content = SeededRandom(seed: 14).bytes(4_096)
            let item = try await room.seal(content, in: project)
            #expect(room.blobFiles.isEmpty)
            let (blob, key) = try await room.store.read { snapshot in
                (
                    try snapshot.row("SELECT blob FROM contents WHERE evidence = ?", .text(item.id))?.text("blob"),
                    try snapshot.subjectKey("acc_a")
                )
            }
            let id = try #require(blob)
            let reader = try await room.blobs.open(id, in: room.store, key: #require(key).key)
            #expect(try await reader.contents(bound: 4_096) == content)
            await #expect(throws: BlobError.tampered(id)) { try await room.blobs.open(id, in: room.store) }
        }
    }
}
