import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// What a caller can have done to works that are sealed.
enum DurableOperation: String, Sendable, CaseIterable {
    case filing
    case filingRenewal
    case chainSeal
    case bundleRenewal
    case erasure
    case manyFiles
    case settings
}

/// A service one of whose writes or syncs fails, each in its turn, while something is done to a work.
@Suite("A disk that fails once, at any call of what is done to works beyond sealing one")
struct FailingOperationTests {
    private enum Limits {
        /// A file of its own, so that an erasure has one to destroy.
        static let workBytes = 20_000...21_000
        /// One of many files that has a file of its own, and one that has none.
        static let manyBytes = [17_000...18_000, 100...200]
        /// More calls than any of them makes.
        static let callsMax = 240
        /// Each of many files is a commit of its own, with some fifty writes in pairs: every third fails.
        static let manyWritesStep = 3
        /// How often a call is made to fail again that was the service's own and not the operation's.
        static let againMax = 3
    }

    /// One operation, with everything that makes it the same when it is asked for again.
    private struct Wish: Sendable {
        let operation: DurableOperation
        let project: String
        let work: GivenWork
        let filing: String
        let key: String
        let statedAt: Int64
        /// What shows that whoever has the bundle renewed asks; empty for what is no renewal of one.
        var openingSHA256: [UInt8] = []
        /// What is given in one call; empty for what gives nothing.
        var files: [[UInt8]] = []

        var item: EvidenceV1.EvidenceItem { work.item ?? EvidenceV1.EvidenceItem() }
    }

    /// What was kept of a work before it was erased.
    private struct Kept: Sendable {
        let opening: [UInt8]
        let blob: String
    }

    private struct Asker: Sendable {
        let author: Author
        let client: RPCClient

        /// The answer in words that are the same for the same answer.
        func ask(_ wish: Wish) async throws -> String {
            let options = author.options(key: wish.key)
            switch wish.operation {
            case .filing: return try await apply(wish).id
            case .filingRenewal:
                let filing = try await EvidenceV1.FilingsClient(client).renewFiling(
                    EvidenceV1.RenewFilingRequest(filing: wish.filing), options: options)
                return "\(filing.id) \(filing.expiresAt?.seconds ?? 0) \(filing.records.count)"
            case .chainSeal:
                let name = try await author.evidence.sealChain(
                    EvidenceV1.SealChainRequest(project: wish.project), options: options
                ) { chunks in
                    var name = ""
                    for try await chunk in chunks where name.isEmpty { name = chunk.fileName }
                    return name
                }
                return name
            case .bundleRenewal:
                let answer = try await EvidenceV1.RenewalClient(client).renewBundle(
                    EvidenceV1.RenewBundleRequest(
                        size: wish.item.logIndex + 1, logIndex: wish.item.logIndex,
                        timestampMilliseconds: wish.statedAt,
                        openingSha256: wish.openingSHA256),
                    options: options)
                return "\(answer.checkpoints.count)"
            case .erasure:
                let erasure = try await EvidenceV1.ErasureClient(client).eraseItem(
                    EvidenceV1.EraseItemRequest(which: .id(wish.item.id)), options: options)
                return "\(erasure.evidence) \(erasure.tombstoneIndex)"
            case .manyFiles: return try await submit(wish)
            case .settings:
                let set = try await author.evidence.setCopyright(
                    EvidenceV1.SetCopyrightRequest(
                        project: wish.project, settings: EvidenceV1.CopyrightSettings(category: "F")),
                    options: options)
                return "\(set.version)"
            }
        }

        /// Gives all files in one call; the first one that is not sealed fails it.
        private func submit(_ wish: Wish) async throws -> String {
            let answer = try await author.evidence.submitMany(options: author.options(key: wish.key)) { writer in
                for (number, bytes) in wish.files.enumerated() {
                    try await writer.write(
                        Author.header(project: wish.project, name: "\(number).bin", size: bytes.count))
                    try await writer.write(Author.chunk(bytes))
                    try await writer.write(Author.digest(Digest.sha256(bytes)))
                }
            }
            return try answer.results.map { result in
                switch result.outcome {
                case .evidence(let item): return item.id
                case .error(let status):
                    throw RPCError(
                        RPCError.Code(rawValue: status.code) ?? .unknown, status.message, details: status.details)
                case nil: throw RPCError.internal("a result without an outcome")
                }
            }.joined(separator: " ")
        }

        func settings(of project: String) async throws -> EvidenceV1.Copyright {
            try await author.evidence.getCopyright(
                EvidenceV1.GetCopyrightRequest(project: project), options: author.options())
        }

        func apply(_ wish: Wish) async throws -> EvidenceV1.Filing {
            try await EvidenceV1.FilingsClient(client).applyFiling(
                EvidenceV1.ApplyFilingRequest(
                    project: wish.project, evidence: [wish.item.id], kind: .designDrawing, storer: "storer",
                    content: "a chair", statedAt: GoogleProtobuf.Timestamp(seconds: wish.statedAt)),
                options: author.options(key: wish.key))
        }

        func filing(_ id: String) async throws -> EvidenceV1.Filing {
            try await EvidenceV1.FilingsClient(client).getFiling(
                EvidenceV1.GetFilingRequest(filing: id), options: author.options())
        }

        func custody(_ id: String) async throws -> EvidenceV1.CustodyLog {
            try await EvidenceV1.CustodyClient(client).getCustody(
                EvidenceV1.GetCustodyRequest(which: .id(id)), options: author.options())
        }
    }

    private func asking<T: Sendable>(
        _ drill: FaultDrill, _ body: @Sendable (Asker) async throws -> T
    ) async throws -> T {
        let authorization = try drill.mesh.authorization(account: drill.account)
        return try await drill.mesh.client().withClient { client in
            try await body(Asker(author: Author(client, authorization: authorization), client: client))
        }
    }

    /// A project of its own with a work, and what the operation needs beside.
    private func prepare(_ operation: DurableOperation, _ drill: FaultDrill) async throws -> Wish {
        let project = try await drill.asAuthor { try await $0.createProject() }
        let given = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        let now = SystemTime().wall().milliseconds / 1_000 - 60
        var wish = Wish(
            operation: operation, project: project, work: given[0], filing: "", key: Author.freshKey(), statedAt: now)
        try #require(given[0].item != nil)
        if operation == .manyFiles {
            wish.files = Limits.manyBytes.map { drill.random.bytes(drill.random.integer(in: $0)) }
        }
        if operation == .bundleRenewal {
            let item = wish.item.id
            let bundle = try await drill.asAuthor { try await $0.bundle(of: item) }
            wish.openingSHA256 = try BundleRenewal(bundle).openingDigest
        }
        guard operation == .filingRenewal else { return wish }
        let first = wish
        let filing = try await asking(drill) { try await $0.apply(first).id }
        wish = Wish(
            operation: operation, project: project, work: given[0], filing: filing, key: Author.freshKey(),
            statedAt: now)
        return wish
    }

    private func attempt(_ wish: Wish, _ drill: FaultDrill) async throws -> Result<String, RPCError> {
        try await asking(drill) { asker in
            do {
                return .success(try await asker.ask(wish))
            } catch let error as RPCError {
                return .failure(error)
            }
        }
    }

    /// What the store keeps of a work, read beside the service.
    private func kept(_ wish: Wish, _ drill: FaultDrill) async throws -> Kept {
        let reading = try StoreReading(
            path: drill.mesh.storePath, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "audit", factory: { _ in SwiftLogNoOpLogHandler() }))
        let id = wish.item.id
        let kept = try await reading.read { snapshot in
            try snapshot.row(
                "SELECT opening, blob FROM openings JOIN contents USING (evidence) WHERE evidence = ?", .text(id)
            ).map { Kept(opening: try $0.blob("opening"), blob: try $0.text("blob")) }
        }
        await reading.close()
        return try #require(kept)
    }

    private func isLeft(_ kept: Kept, _ drill: FaultDrill) throws -> Bool {
        try FileTree.files(below: drill.mesh.storeFolder).contains { path in
            try path.contains(kept.blob) || ByteSearch.finds(kept.opening, in: WholeFile.contents(path))
        }
    }

    /// What was answered is there, once.
    private func expectDone(_ wish: Wish, _ answer: String, _ drill: FaultDrill, _ place: String) async throws {
        switch wish.operation {
        case .filing:
            let filing = try await asking(drill) { try await $0.filing(answer) }
            #expect(filing.evidence == [wish.item.id] && filing.records.map(\.kind) == [.applied], "\(place)")
        case .filingRenewal:
            let filing = try await asking(drill) { try await $0.filing(wish.filing) }
            #expect(filing.records.map(\.kind) == [.applied, .renewed], "\(place)")
        case .chainSeal:
            let again = try await asking(drill) { try await $0.ask(wish) }
            #expect(again == answer, "\(place)")
        case .bundleRenewal:
            let log = try await asking(drill) { try await $0.custody(wish.item.id) }
            #expect(log.intact && log.entries.filter { $0.kind == .renewed }.count == 1, "\(place)")
        case .erasure:
            let refusal = await #expect(throws: RPCError.self, "\(place)") {
                _ = try await drill.asAuthor { try await $0.bundle(of: wish.item.id) }
            }
            #expect(refusal?.reason?.reason == "ERASED", "\(place): \(String(describing: refusal))")
        case .manyFiles:
            let items = try await drill.asAuthor { try await $0.items(project: wish.project) }
            let ids = answer.split(separator: " ").map(String.init)
            #expect(items.map(\.id).sorted() == (ids + [wish.item.id]).sorted(), "\(place)")
            let sealed = zip(ids, wish.files).map { id, bytes in
                GivenWork(project: wish.project, key: "", bytes: bytes, item: items.first { $0.id == id })
            }
            try await drill.prove(sealed, place)
        case .settings:
            let settings = try await asking(drill) { try await $0.settings(of: wish.project) }
            #expect(settings.version == 1 && answer == "1" && settings.settings?.category == "F", "\(place)")
        }
        guard wish.operation != .erasure else { return }
        try await drill.prove([wish.work], place)
    }

    @Test(
        "what was answered is there once, what was refused can be asked for again, what was erased stays away",
        .timeLimit(.minutes(10)), arguments: DurableOperation.allCases, [DiskFaults.Kind.writes, .syncs])
    func operation(_ operation: DurableOperation, kind: DiskFaults.Kind) async throws {
        let drill = try FaultDrill(seed: 300)
        let faults = try await DiskFaults(store: drill.mesh.storeFolder)
        var service = try await drill.mesh.start(environment: faults.environment)
        var done: [(wish: Wish, answer: String)] = []
        var erased: [Kept] = []
        var (number, again, refused) = (1, 0, 0)
        while number <= Limits.callsMax {
            let place = "\(operation) \(kind) \(number)"
            let wish = try await prepare(operation, drill)
            let before = operation == .erasure ? try await kept(wish, drill) : nil
            faults.fail(kind, at: number)
            let first = try await attempt(wish, drill)
            let failed = faults.failed
            faults.heal()
            if case .failure(let refusal) = first {
                refused += 1
                #expect(failed != nil && refusal.code == .unavailable, "\(place): \(refusal)")
            } else if failed == nil {
                done.append((wish, try first.get()))
                if let before { erased.append(before) }
                break
            }
            // A store that failed has ended its process, or will; one that did not goes as in a power cut.
            await service.kill()
            try await drill.checkLog(place)
            try await drill.checkCredits(place)
            if case .success = first, let before { #expect(try !isLeft(before, drill), "\(place)") }
            service = try await drill.mesh.start(environment: faults.environment)
            let second = try await attempt(wish, drill)
            let answer = try #require(try? second.get(), "\(place): \(second)")
            if case .success(let acknowledged) = first { #expect(acknowledged == answer, "\(place)") }
            try await expectDone(wish, answer, drill, place)
            if let before {
                #expect(try !isLeft(before, drill), "\(place)")
                erased.append(before)
            }
            done.append((wish, answer))
            if case .success = first, refused == 0, again < Limits.againMax {
                again += 1
            } else {
                number += operation == .manyFiles && kind == .writes ? Limits.manyWritesStep : 1
            }
        }
        #expect(number < Limits.callsMax, "more calls than \(Limits.callsMax)")
        // There was something to fail, or this has shown nothing.
        #expect(refused > 0)
        for (wish, answer) in done { try await expectDone(wish, answer, drill, "the end") }
        #expect(await service.stop() == .code(0))
        for kept in erased { #expect(try !isLeft(kept, drill), "the end") }
        try await drill.checkCredits("the end")
        try await drill.fsck()
    }
}
