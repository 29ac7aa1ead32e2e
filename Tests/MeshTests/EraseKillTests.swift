import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// A service that is killed while it erases.
@Suite("kill -9 undoes no erasure", .timeLimit(.minutes(10)))
struct EraseKillTests {
    private enum Limits {
        static let rounds = 8
        static let itemsEachRound = 24
        static let workBytes = 20_000
    }

    /// What is kept of an item while it is not erased.
    private struct Kept: Sendable {
        let opening: [UInt8]
        let blob: String
    }

    private static func openStore(_ folder: String) throws -> Store {
        try Store(
            StoreConfiguration(path: "\(folder)/evidence.sqlite"), migrations: EvidenceMigrations.all,
            eventTypes: EvidenceEvents.all, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "audit", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// What a stopped service keeps, by item.
    private func kept(_ folder: String) async throws -> [String: Kept] {
        let store = try Self.openStore(folder)
        let kept = try await store.read { snapshot in
            try snapshot.rows(
                "SELECT evidence, opening, blob FROM openings JOIN contents USING (evidence)"
            ).map { (try $0.text("evidence"), Kept(opening: try $0.blob("opening"), blob: try $0.text("blob"))) }
        }
        await store.close()
        return Dictionary(kept) { first, _ in first }
    }

    private func files(in folder: String) throws -> [(path: String, bytes: [UInt8])] {
        try FileTree.files(below: folder).map { ($0, try WholeFile.contents($0)) }
    }

    private func holds(_ files: [(path: String, bytes: [UInt8])], _ needle: [UInt8]) -> Bool {
        files.contains { ByteSearch.finds(needle, in: $0.bytes) }
    }

    /// Erases all at once, kills the service when so many have been answered, and says which were.
    private func erase(
        _ ids: [String], _ mesh: LocalMesh, _ authorization: String, _ service: RunningService, killAfter answers: Int
    ) async throws -> Set<String> {
        let client = try mesh.client()
        let acknowledged = await withTaskGroup(of: String?.self) { group in
            for id in ids {
                group.addTask {
                    let erasure = try? await EvidenceV1.ErasureClient(client).eraseItem(
                        EvidenceV1.EraseItemRequest(which: .id(id)),
                        options: CallOptions(timeout: .seconds(60), authorization: authorization))
                    return erasure?.evidence
                }
            }
            var acknowledged: Set<String> = []
            if answers == 0 { await service.kill() }
            for await id in group {
                guard let id else { continue }
                acknowledged.insert(id)
                if acknowledged.count == answers { await service.kill() }
            }
            return acknowledged
        }
        if service.process.isRunning { await service.kill() }
        await client.close()
        return acknowledged
    }

    @Test("what was acknowledged is nowhere to be found, what was begun is finished, and the log adds up")
    func kills() async throws {
        let random = SeededRandom(seed: 30)
        let mesh = try LocalMesh()
        let account = LocalMesh.freshAccount()
        let authorization = try mesh.authorization(account: account)
        var all: [String] = []
        var cutOff = 0
        for round in 0..<Limits.rounds {
            let first = try await mesh.start()
            let ids = try await mesh.withAuthor(account: account) { author in
                let project = try await author.createProject("Round \(round)")
                var ids: [String] = []
                for _ in 0..<Limits.itemsEachRound {
                    ids.append(
                        try await author.submit(random.bytes(Limits.workBytes), name: "w.bin", project: project).id)
                }
                return ids
            }
            #expect(await first.stop() == .code(0))
            let before = try await kept(mesh.storeFolder)
            let service = try await mesh.start()
            // One call waits for others to be finished with it, so answers come in groups.
            let acknowledged = try await erase(
                ids, mesh, authorization, service, killAfter: random.integer(in: 0...(Limits.itemsEachRound / 2)))
            cutOff += ids.count - acknowledged.count
            let left = try files(in: mesh.storeFolder)
            for id in acknowledged {
                let kept = try #require(before[id])
                // In words of their own: a failure would print every byte of the store.
                let isLeft = holds(left, kept.opening) || left.contains { $0.path.contains(kept.blob) }
                #expect(!isLeft, "round \(round), \(id)")
            }
            // The next process finishes what was begun; what never began is asked for again.
            let next = try await mesh.start()
            let client = try mesh.client()
            for id in ids {
                let erasure = try await EvidenceV1.ErasureClient(client).eraseItem(
                    EvidenceV1.EraseItemRequest(which: .id(id)),
                    options: CallOptions(timeout: .seconds(60), authorization: authorization))
                #expect(erasure.evidence == id)
            }
            await client.close()
            #expect(await next.stop() == .code(0))
            all += ids
            let after = try files(in: mesh.storeFolder)
            for id in ids {
                let kept = try #require(before[id])
                let isLeft = holds(after, kept.opening) || after.contains { $0.path.contains(kept.blob) }
                #expect(!isLeft, "round \(round), \(id)")
            }
        }
        #expect(cutOff > 0, "nothing was cut off, so nothing was shown")
        let store = try Self.openStore(mesh.storeFolder)
        let unfinished = try await store.read {
            try $0.row("SELECT count(*) AS open FROM erasures WHERE finished_at IS NULL")?.integer("open")
        }
        #expect(unfinished == 0)
        let line = try WholeFile.text(mesh.authority.folder.file("pki/log.pub"))
        let key = try #require(NoteKey(parsing: line.split(separator: "\n").first.map(String.init) ?? ""))
        let report = try await LogAudit(store: store, key: key).run()
        await store.close()
        #expect(report.items == UInt64(all.count) && report.erased == UInt64(all.count))
        #expect(report.size == UInt64(2 * all.count))
    }
}
