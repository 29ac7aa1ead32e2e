import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Many files, stages and digests alone", .timeLimit(.minutes(5)))
struct ManyFilesTests {
    private typealias Part = EvidenceV1.SubmitRequest.Part
    private typealias Header = EvidenceV1.SubmitRequest.Header

    private func file(
        _ content: [UInt8], in project: String, name: String = "a", stage: EvidenceV1.Stage = .unspecified,
        digest: [UInt8]? = nil
    ) -> [Part] {
        [
            .header(Header(project: project, name: name, size: UInt64(content.count), stage: stage)), .chunk(content),
            .digest(EvidenceV1.SubmitRequest.Digest(sha256: digest ?? Digest.sha256(content))),
        ]
    }

    private func declared(_ content: [UInt8], in project: String) -> Header {
        Header(
            project: project, name: "kept at home.bin", size: UInt64(content.count), hashOnly: true,
            sha256: Digest.sha256(content), sm3: Digest.sm3(content))
    }

    private func send(_ parts: [Part], in room: EvidenceRoom, key: String? = nil) async throws
        -> [EvidenceV1.SubmitManyResponse.Result]
    {
        try await room.client.submitMany(options: room.options(key: key)) { writer in
            for part in parts { try await writer.write(EvidenceV1.SubmitRequest(part: part)) }
        }.results
    }

    private func item(_ result: EvidenceV1.SubmitManyResponse.Result) -> EvidenceV1.EvidenceItem? {
        if case .evidence(let item) = result.outcome { item } else { nil }
    }

    private func reason(_ result: EvidenceV1.SubmitManyResponse.Result) -> String? {
        guard case .error(let status) = result.outcome, let code = RPCError.Code(rawValue: status.code) else {
            return nil
        }
        return RPCError(code, status.message, details: status.details).reason?.reason
    }

    @Test("files of one stream stand in their chain in its order, and one that fails leaves the others alone")
    func several() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let parts =
                file([1], in: project, name: "1", stage: .conception)
                + file([2], in: project, name: "2", digest: Digest.sha256([9]))
                + file([3], in: project, name: "a/b") + file([4, 4], in: project, name: "4", stage: .final)
                + [.header(declared([5], in: project))]
                + [.header(Header(project: project, name: "cut", size: 2)), .chunk([6])]
            let results = try await send(parts, in: room, key: "many")
            #expect(results.map { item($0)?.sequence } == [0, nil, nil, 1, 2, nil])
            #expect(
                results.map(reason) == [nil, "DIGEST_MISMATCH", "INVALID_NAME", nil, nil, "SIZE_MISMATCH"])
            #expect(results.compactMap(item).map(\.stage) == [.conception, .final, .unspecified])
            #expect(try await room.audit().size == 3)
            #expect(try await room.keptBlobs().count == 2)
            // The whole call again, and with the failed file put right: what was sealed is answered, not sealed again.
            #expect(try await send(parts, in: room, key: "many") == results)
            let repaired =
                file([1], in: project, name: "1", stage: .conception) + file([2], in: project, name: "2")
            let again = try await send(repaired, in: room, key: "many")
            #expect(again.first == results.first && again.last.flatMap(item)?.sequence == 3)
            // Another file in a place that was answered is another request.
            let other = try await send(file([7], in: project), in: room, key: "many")
            #expect(other.map(reason) == ["IDEMPOTENCY_KEY_REUSED"])
            #expect(try await room.audit().size == 4)
        }
    }

    @Test("a stream that begins with bytes, is empty, or holds too many files is refused as a whole")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            for (parts, reason): ([Part], String) in [
                ([], "STREAM_ORDER"), ([.chunk([1])], "STREAM_ORDER"),
                (Array(repeating: .header(Header(project: project, name: "a", size: 0)), count: 257), "TOO_MANY_FILES"),
                (file([1], in: project) + [.chunk([1])], "STREAM_ORDER"),
            ] {
                let refusal = await #expect(throws: RPCError.self) { try await send(parts, in: room) }
                #expect(refusal?.reason?.reason == reason)
            }
            #expect(try await room.audit().size == 1)
        }
    }

    @Test("an endless stream of chunks ends at the size that its header declares")
    func endless() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            for many in [false, true] {
                let refusal = await #expect(throws: (any Error).self) {
                    let send: @Sendable (RequestWriter<EvidenceV1.SubmitRequest>) async throws -> Void = { writer in
                        let header = Header(project: project, name: "a", size: 10)
                        try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                        for number in 0..<1_000_000 {
                            let part: Part = many && number % 20 == 19 ? .header(header) : .chunk([1])
                            try await writer.write(EvidenceV1.SubmitRequest(part: part))
                        }
                    }
                    if many {
                        _ = try await room.client.submitMany(options: room.options(), send)
                    } else {
                        _ = try await room.client.submit(options: room.options(), send)
                    }
                }
                #expect((refusal as? RPCError)?.reason?.reason == (many ? "TOO_MANY_FILES" : "SIZE_MISMATCH"))
            }
            #expect(try await room.keptBlobs().isEmpty)
            #expect(try await room.audit().size == 0)
        }
    }

    @Test("ten thousand empty submissions are refused without a file, an entry or a credit")
    func empty() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let refused = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        var refused = 0
                        for _ in 0..<1_000 {
                            do {
                                _ = try await room.submit([.header(Header(project: project, name: "a", size: 0))])
                            } catch let error as RPCError where error.reason?.reason == "EMPTY_FILE" {
                                refused += 1
                            }
                        }
                        return refused
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(refused == 10_000)
            #expect(try await room.keptBlobs().isEmpty)
            let rows = try await room.store.read {
                try $0.row("SELECT (SELECT count(*) FROM credit_uses) + (SELECT count(*) FROM log_entries) AS n")
            }
            #expect(try rows?.integer("n") == 0)
        }
    }

    @Test("digests alone are sealed without bytes, say so everywhere, and their bundle proves them")
    func hashOnly() async throws {
        try await EvidenceRoom.run(fileBytesMax: 10) { room in
            let project = try await room.project()
            let content = Array("never leaves the house".utf8)
            let answer = try await room.submit([.header(declared(content, in: project))])
            let item = try #require(answer.evidence)
            #expect(item.hashOnly && item.size == UInt64(content.count) && item.sha256 == Digest.sha256(content))
            #expect(try await room.keptBlobs().isEmpty)
            let report = try room.verifier().verify(
                bundle: try await room.bundle(item.id).bytes, file: FileDigests(of: content))
            #expect(report.isProven && report.statement.metadata?.mode == .digest)
            #expect(report.steps.first { $0.name == .file }?.detail.hasSuffix("possession not shown") == true)
            #expect(try await room.audit().items == 1)
            let found = try await room.client.getEvidence(
                EvidenceV1.GetEvidenceRequest(which: .id(item.id)), options: room.options())
            #expect(found == item)
        }
    }

    @Test("digests alone come with both digests and nothing else")
    func wrongHashOnly() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            func refusal(_ change: (inout Header) -> Void, then parts: [Part] = []) async -> RPCError? {
                var header = declared([1], in: project)
                change(&header)
                let all = [Part.header(header)] + parts
                return await #expect(throws: RPCError.self) { try await room.submit(all) }
            }
            #expect(await refusal { $0.sha256 = [1] }?.fieldViolations.map(\.field) == ["header.sha256"])
            #expect(await refusal { $0.sm3 = [] }?.fieldViolations.map(\.field) == ["header.sm3"])
            #expect(await refusal { $0.hashOnly = false }?.reason?.reason == "INVALID_DIGEST")
            #expect(await refusal { $0.size = 0 }?.reason?.reason == "EMPTY_FILE")
            #expect(await refusal { $0.stage = .unrecognized(6) }?.reason?.reason == "INVALID_STAGE")
            #expect(await refusal({ _ in }, then: [.chunk([1])])?.reason?.reason == "STREAM_ORDER")
            #expect(try await room.audit().size == 0)
        }
    }

    @Test("an audit finds an item whose bytes are gone, and one of digests that has some")
    func audited() async throws {
        for change in ["DELETE FROM contents", "UPDATE evidence SET mode = 'digest'"] {
            try await EvidenceRoom.run { room in
                let project = try await room.project()
                _ = try await room.seal([1], in: project)
                _ = try await room.audit()
                _ = try await room.store.write { try $0.execute(change) }
                await #expect(throws: LogFault.self) { try await room.audit() }
            }
        }
    }

    @Test("lists are filtered by stage and time, and a page's token by the same filter")
    func filtered() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var items: [EvidenceV1.EvidenceItem] = []
            for (number, stage) in [EvidenceV1.Stage.draft, .final, .draft, .unspecified, .draft].enumerated() {
                room.time.advance(by: .seconds(10))
                let results = try await send(file([UInt8(number)], in: project, stage: stage), in: room)
                items += results.compactMap(item)
            }
            func list(_ request: EvidenceV1.ListEvidenceRequest) async throws -> [UInt64] {
                try await room.client.listEvidence(request, options: room.options()).items.map(\.sequence)
            }
            #expect(try await list(EvidenceV1.ListEvidenceRequest(stage: .draft)) == [0, 2, 4])
            #expect(try await list(EvidenceV1.ListEvidenceRequest(project: project, stage: .final)) == [1])
            #expect(try await list(EvidenceV1.ListEvidenceRequest(from: items[1].acceptedAt)) == [1, 2, 3, 4])
            #expect(
                try await list(
                    EvidenceV1.ListEvidenceRequest(
                        stage: .draft, from: items[1].acceptedAt, to: items[4].acceptedAt)) == [2])
            let page = try await room.client.listEvidence(
                EvidenceV1.ListEvidenceRequest(pageSize: 2, stage: .draft), options: room.options())
            #expect(page.items.count == 2 && !page.nextPageToken.isEmpty)
            let rest = EvidenceV1.ListEvidenceRequest(pageToken: page.nextPageToken, stage: .draft)
            #expect(try await list(rest) == [4])
            for (request, reason) in [
                (EvidenceV1.ListEvidenceRequest(pageToken: page.nextPageToken, stage: .final), "INVALID_PAGE_TOKEN"),
                (EvidenceV1.ListEvidenceRequest(stage: .unrecognized(6)), "INVALID_STAGE"),
                (
                    EvidenceV1.ListEvidenceRequest(from: items[1].acceptedAt, to: items[1].acceptedAt),
                    "INVALID_TIME_RANGE"
                ),
            ] {
                let refusal = await #expect(throws: RPCError.self) { try await list(request) }
                #expect(refusal?.reason?.reason == reason)
            }
        }
    }

    @Test("a file costs a credit, a failed one none, and racing calls never use more than there are")
    func credits() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 3) { room in
            let project = try await room.project()
            let first = try await room.seal([1], in: project, key: "first")
            room.discipline.state(isSynchronised: false)
            for _ in 0..<5 {
                await #expect(throws: RPCError.self) { try await room.seal([2], in: project) }
            }
            room.discipline.state(isSynchronised: true)
            let sealed = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<12 {
                    group.addTask { (try? await room.seal([UInt8(number)], in: project)) != nil }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(sealed == 2)
            let refusal = await #expect(throws: RPCError.self) { try await room.seal([3], in: project) }
            #expect(refusal?.code == .resourceExhausted && refusal?.reason?.reason == "NO_CREDIT")
            // Without a credit left, what was answered before still is.
            #expect(try await room.seal([1], in: project, key: "first") == first)
            // Others have their own.
            let theirs = try await room.project(account: "acc_b")
            _ = try await room.seal([1], in: theirs, account: "acc_b")
            #expect(try await room.keptBlobs().count == 4)
        }
    }

    @Test("used credits outlive the process, reserved ones do not")
    func creditsKept() async throws {
        let folder = try await EvidenceRoom.run(creditsPerAccount: 2) { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            return room.folder
        }
        try await EvidenceRoom.run(folder: folder, creditsPerAccount: 2) { room in
            let project = try await room.project()
            _ = try await room.seal([2], in: project)
            await #expect(throws: RPCError.self) { try await room.seal([3], in: project) }
        }
    }
}
