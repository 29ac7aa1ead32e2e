import Evidence
import Logging
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// A work that was given to a service which may fail, and what became of it.
struct GivenWork: Sendable {
    let project: String
    let key: String
    let bytes: [UInt8]
    /// The answer; nil without one.
    var item: EvidenceV1.EvidenceItem?
    /// Why there is none.
    var refusal: RPCError?
}

/// A mesh whose service fails again and again, and one account that goes on giving it works.
struct FaultDrill: Sendable {
    let mesh: LocalMesh
    let account = LocalMesh.freshAccount()
    /// What it gives, and when it fails; a failing test names its seed.
    let random: SeededRandom
    private let copies = Counter()

    init(seed: UInt64, storeFolder: String? = nil, settings: [String] = []) throws {
        random = SeededRandom(seed: seed)
        mesh = try LocalMesh(storeFolder: storeFolder, settings: settings)
    }

    /// Runs `body` as the account.
    func asAuthor<T: Sendable>(_ body: @Sendable (Author) async throws -> T) async throws -> T {
        try await mesh.withAuthor(account: account, body)
    }

    /// A work of so many bytes that nobody has given yet.
    func work(in project: String, bytes: ClosedRange<Int>) -> GivenWork {
        GivenWork(project: project, key: Author.freshKey(), bytes: random.bytes(random.integer(in: bytes)))
    }

    /// Gives all at once; each comes back with its item or its refusal.
    func give(_ works: [GivenWork]) async throws -> [GivenWork] {
        try await asAuthor { author in
            await withTaskGroup(of: (Int, GivenWork).self) { group in
                for (place, work) in works.enumerated() {
                    group.addTask { (place, await author.give(work)) }
                }
                return await group.reduce(into: works) { $0[$1.0] = $1.1 }
            }
        }
    }

    /// After a failure: what was acknowledged is there, the same, and proves its bytes; what was not is asked about again
    /// under its key, and is sealed once. `proves` says of which acknowledged ones the bundle is looked at. Returns all
    /// of them with their items.
    func settle(
        _ works: [GivenWork], _ place: String, proves: (GivenWork) -> Bool = { _ in true },
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [GivenWork] {
        let again = try await give(works.map { GivenWork(project: $0.project, key: $0.key, bytes: $0.bytes) })
        for (before, after) in zip(works, again) {
            let item = try #require(
                after.item, "\(place), seed \(random.seed): \(String(describing: after.refusal))",
                sourceLocation: sourceLocation)
            if let acknowledged = before.item {
                #expect(
                    acknowledged == item, "\(place), seed \(random.seed): another answer",
                    sourceLocation: sourceLocation)
            }
        }
        #expect(
            Set(again.compactMap { $0.item?.id }).count == works.count, "\(place), seed \(random.seed)",
            sourceLocation: sourceLocation)
        try await prove(zip(works, again).filter { $0.0.item != nil && proves($0.0) }.map(\.1), place)
        return again
    }

    /// The bundle of each of these proves its bytes.
    func prove(
        _ works: [GivenWork], _ place: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await asAuthor { author in
            for work in works {
                let id = try #require(work.item?.id)
                #expect(
                    try mesh.verify(try await author.bundle(of: id), of: work.bytes) == [],
                    "\(place), seed \(random.seed): \(id)", sourceLocation: sourceLocation)
            }
        }
    }

    /// Derives the log and all that belongs to it anew from a copy of the store as it lies there, whoever uses it; what
    /// was acknowledged must be in it. Returns what is there.
    @discardableResult
    func audit(
        _ acknowledged: [GivenWork], _ place: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> StoreAudit {
        copies.add()
        let copy = mesh.authority.folder.file("copy-\(copies.value)")
        let copying = try await FinishedProgram(["cp", "-r", mesh.storeFolder, copy], logs: mesh.state)
        try #require(copying.exit == .code(0), "\(copying.errors)")
        let audit = try await StoreAudit(folder: copy)
        #expect(audit.faults == [], "\(place), seed \(random.seed)", sourceLocation: sourceLocation)
        let missing = Set(acknowledged.compactMap { $0.item?.id }).subtracting(audit.items)
        #expect(missing == [], "\(place), seed \(random.seed)", sourceLocation: sourceLocation)
        _ = try await FinishedProgram(["rm", "-r", copy], logs: mesh.state)
        return audit
    }

    /// What credits were used for, in the store as it lies there, whoever uses it.
    func checkCredits(_ place: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let reading = try StoreReading(
            path: mesh.storePath, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "audit", factory: { _ in SwiftLogNoOpLogHandler() }))
        let faults = try await reading.read { try CreditAudit.faults($0) }
        await reading.close()
        #expect(faults == [], "\(place), seed \(random.seed)", sourceLocation: sourceLocation)
    }

    /// The service's own examination of its log, over the store as it lies there; nobody may seal meanwhile.
    func checkLog(_ place: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let log = try LogFile(path: mesh.storePath, keyPath: "\(mesh.state)/pki/log.pub")
        await #expect(throws: Never.self, "\(place), seed \(random.seed)", sourceLocation: sourceLocation) {
            _ = try await log.check(quiet: true) { _, _ in }
        }
    }

    /// `colophon log fsck` on the store of a service that has stopped.
    func fsck(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let program = try await mesh.colophon("log", "fsck", mesh.storePath)
        #expect(program.exit == .code(0), "\(program.errors)\(program.output)", sourceLocation: sourceLocation)
    }
}

extension Author {
    /// Gives a work; it comes back with its item or its refusal.
    func give(_ work: GivenWork) async -> GivenWork {
        var work = work
        do {
            work.item = try await submit(work.bytes, name: "work.bin", project: work.project, key: work.key)
        } catch let error as RPCError {
            work.refusal = error
        } catch {
            work.refusal = .internal("\(error)")
        }
        return work
    }
}
