import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// Senders who mean no good, beside one who does.
@Suite("Hostile uploads harm nobody else and leave nothing", .timeLimit(.minutes(5)))
struct HostileUploadTests {
    private enum Limits {
        static let emptySubmissions = 10_000
        static let emptySenders = 20
        /// Of a debug build, whose memory is not what it is in service; a leak of one kilobyte each would show.
        static let emptyKibibytesMax = 10_240
        static let endlessSenders = 6
        static let endlessBytes: UInt64 = 16 << 30
        static let endlessKibibytesMax = 32_768
        static let goodWorks = 30
        static let goodMillisecondsMax = 5_000
        /// More than one account may have on their way.
        static let stalled = 1_100
        static let stalledMax = 1_024
        /// Kept in a row.
        static let lieBytesMin = 700
        /// Kept in a file, after several chunks.
        static let lieBytesMax = 90_000
        static let lieChunkBytes = 40_000
    }

    /// Names of the files that are on their way in.
    private func incoming(_ mesh: LocalMesh) -> [String] {
        FileTree.entries("\(mesh.storeFolder)/blobs/incoming")
    }

    /// Works of an honest account, one after the other, and the longest that one of them took.
    private func good(_ drill: FaultDrill, _ project: String) async throws -> (works: [GivenWork], longest: Duration) {
        let time = SystemTime()
        var works: [GivenWork] = []
        var longest = Duration.zero
        for _ in 0..<Limits.goodWorks {
            let began = time.monotonic()
            works += try await drill.give([drill.work(in: project, bytes: 1_000...9_000)])
            longest = max(longest, time.monotonic().since(began))
        }
        return (works, longest)
    }

    private func expectSealed(_ found: (works: [GivenWork], longest: Duration)) {
        for work in found.works { #expect(work.item != nil, "\(String(describing: work.refusal))") }
        #expect(found.longest < .milliseconds(Limits.goodMillisecondsMax), "\(found.longest)")
    }

    /// Lets `body` end, stops the service and expects a sound store with nothing in it but these works.
    private func expectClean(_ drill: FaultDrill, _ service: RunningService, works: [GivenWork]) async throws {
        let mesh = drill.mesh
        try await eventually { self.incoming(mesh).isEmpty }
        try await drill.prove(works, "the end")
        #expect(await service.stop() == .code(0))
        let audit = try await StoreAudit(mesh)
        #expect(audit.faults == [])
        #expect(audit.items.count == works.count)
        #expect(audit.orphans == [])
        try await drill.fsck()
    }

    /// Waits until it holds; the suite's time is the bound.
    private func eventually(_ condition: @Sendable () -> Bool) async throws {
        while !condition() {
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("ten thousand empty submissions are refused at once, and cost no memory, file or row")
    func empty() async throws {
        let drill = try FaultDrill(seed: 80)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var works = try await good(drill, project).works
        // After the first thousand everything that is made once is made.
        let perSender = Limits.emptySubmissions / Limits.emptySenders
        @Sendable func refuse(_ count: Int) async throws -> Int {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                return try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<Limits.emptySenders {
                        group.addTask {
                            var refused = 0
                            for _ in 0..<count {
                                do {
                                    _ = try await author.evidence.submit(
                                        options: author.options(key: Author.freshKey())
                                    ) { writer in
                                        try await writer.write(Author.header(project: theirs, name: "a", size: 0))
                                    }
                                } catch let error as RPCError where error.reason?.reason == "EMPTY_FILE" {
                                    refused += 1
                                }
                            }
                            return refused
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
        }
        // Both kinds beside each other, as they are measured.
        async let first = good(drill, project)
        var refused = try await refuse(perSender / 10)
        works += try await first.works
        let before = try ProcessStatistics(of: service.process.pid)
        try ProcessStatistics.forgetPeak(of: service.process.pid)
        async let others = good(drill, project)
        refused += try await refuse(perSender - perSender / 10)
        let found = try await others
        let after = try ProcessStatistics(of: service.process.pid)
        #expect(refused == Limits.emptySubmissions)
        expectSealed(found)
        works += found.works
        let grown = after.peakResidentKibibytes - before.residentKibibytes
        #expect(grown < Limits.emptyKibibytesMax, "\(grown) KiB")
        try await expectClean(drill, service, works: works)
    }

    @Test("streams without end take no memory, hold up nobody, and are gone with their senders")
    func endless() async throws {
        let drill = try FaultDrill(seed: 81)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var works = try await good(drill, project).works
        let before = try ProcessStatistics(of: service.process.pid)
        try ProcessStatistics.forgetPeak(of: service.process.pid)
        let hostile = Task {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<Limits.endlessSenders {
                        group.addTask {
                            _ = try? await author.evidence.submit(options: author.options(key: Author.freshKey())) {
                                writer in
                                try await writer.write(
                                    Author.header(project: theirs, name: "a", size: Int(Limits.endlessBytes)))
                                let chunk = Author.chunk([UInt8](repeating: 7, count: Author.chunkBytesMax))
                                while true { try await writer.write(chunk) }
                            }
                        }
                    }
                }
            }
        }
        // All of them are at it.
        try await eventually { self.incoming(mesh).count == Limits.endlessSenders }
        let found = try await good(drill, project)
        expectSealed(found)
        works += found.works
        let after = try ProcessStatistics(of: service.process.pid)
        let grown = after.peakResidentKibibytes - before.residentKibibytes
        #expect(grown < Limits.endlessKibibytesMax, "\(grown) KiB")
        #expect(incoming(mesh).count == Limits.endlessSenders, "they must have been at it until now")
        hostile.cancel()
        _ = await hostile.result
        try await expectClean(drill, service, works: works)
    }

    /// A stream that lies about its digests, and what it is told.
    private struct Lie: Sendable {
        let name: String
        let parts: @Sendable (_ project: String, _ bytes: [UInt8]) -> [EvidenceV1.SubmitRequest]
        let reason: String
        let field: String?
    }

    private static func header(
        _ project: String, _ size: Int, hashOnly: Bool = false, sha256: [UInt8] = [], sm3: [UInt8] = []
    ) -> EvidenceV1.SubmitRequest {
        EvidenceV1.SubmitRequest(
            part: .header(
                EvidenceV1.SubmitRequest.Header(
                    project: project, name: "lie", size: UInt64(size), hashOnly: hashOnly, sha256: sha256, sm3: sm3)))
    }

    private static func chunks(_ bytes: [UInt8]) -> [EvidenceV1.SubmitRequest] {
        stride(from: 0, to: bytes.count, by: Limits.lieChunkBytes).map {
            Author.chunk(Array(bytes[$0..<min($0 + Limits.lieChunkBytes, bytes.count)]))
        }
    }

    private static let lies: [Lie] = [
        Lie(
            name: "another file's digest",
            parts: { [header($0, $1.count)] + chunks($1) + [Author.digest(Digest.sha256($1 + [0]))] },
            reason: "DIGEST_MISMATCH", field: "digest.sha256"),
        Lie(
            name: "one bit off",
            parts: {
                var digest = Digest.sha256($1)
                digest[31] ^= 1
                return [header($0, $1.count)] + chunks($1) + [Author.digest(digest)]
            }, reason: "DIGEST_MISMATCH", field: "digest.sha256"),
        Lie(
            name: "the digest of an empty file",
            parts: { [header($0, $1.count)] + chunks($1) + [Author.digest(Digest.sha256([]))] },
            reason: "DIGEST_MISMATCH", field: "digest.sha256"),
        Lie(
            name: "SM3 in the place of SHA-256",
            parts: { [header($0, $1.count)] + chunks($1) + [Author.digest(Digest.sm3($1))] },
            reason: "DIGEST_MISMATCH", field: "digest.sha256"),
        Lie(
            name: "the right digest of other bytes",
            parts: {
                var bytes = $1
                bytes[bytes.count - 1] ^= 1
                return [header($0, bytes.count)] + chunks(bytes) + [Author.digest(Digest.sha256($1))]
            }, reason: "DIGEST_MISMATCH", field: "digest.sha256"),
        Lie(
            name: "a short digest",
            parts: { [header($0, $1.count)] + chunks($1) + [Author.digest(Array(Digest.sha256($1).prefix(31)))] },
            reason: "INVALID_DIGEST", field: "digest.sha256"),
        Lie(
            name: "a long digest",
            parts: { [header($0, $1.count)] + chunks($1) + [Author.digest(Digest.sha256($1) + [0])] },
            reason: "INVALID_DIGEST", field: "digest.sha256"),
        Lie(
            name: "an empty digest", parts: { [header($0, $1.count)] + chunks($1) + [Author.digest([])] },
            reason: "INVALID_DIGEST", field: "digest.sha256"),
        Lie(
            name: "no digest", parts: { [header($0, $1.count)] + chunks($1) }, reason: "STREAM_ORDER", field: "digest"),
        Lie(
            name: "the digest before the bytes",
            parts: { [header($0, $1.count), Author.digest(Digest.sha256($1))] + chunks($1) },
            reason: "SIZE_MISMATCH", field: "header.size"),
        Lie(
            name: "the digest of the first half, after it",
            parts: {
                let half = Array($1.prefix($1.count / 2))
                return [header($0, $1.count)] + chunks(half) + [Author.digest(Digest.sha256(half))]
            }, reason: "SIZE_MISMATCH", field: "header.size"),
        Lie(
            name: "more bytes than were declared",
            parts: { [header($0, $1.count - 1)] + chunks($1) + [Author.digest(Digest.sha256($1))] },
            reason: "SIZE_MISMATCH", field: "header.size"),
        Lie(
            name: "a digest in the header beside the bytes",
            parts: {
                [header($0, $1.count, sha256: Digest.sha256($1), sm3: Digest.sm3($1))] + chunks($1)
                    + [Author.digest(Digest.sha256($1))]
            }, reason: "INVALID_DIGEST", field: "header.sha256"),
        Lie(
            name: "hash only with one digest",
            parts: { [header($0, $1.count, hashOnly: true, sha256: Digest.sha256($1))] }, reason: "INVALID_DIGEST",
            field: "header.sm3"),
        Lie(
            name: "hash only with a short digest",
            parts: {
                [
                    header(
                        $0, $1.count, hashOnly: true, sha256: Array(Digest.sha256($1).dropLast()), sm3: Digest.sm3($1))
                ]
            }, reason: "INVALID_DIGEST", field: "header.sha256"),
        Lie(
            name: "hash only, and then the bytes",
            parts: {
                [header($0, $1.count, hashOnly: true, sha256: Digest.sha256($1), sm3: Digest.sm3($1))] + chunks($1)
            }, reason: "STREAM_ORDER", field: "part"),
    ]

    @Test(
        "whoever lies about a digest is told which lie it was, seals nothing, and may tell the truth under the same key"
    )
    func lies() async throws {
        let drill = try FaultDrill(seed: 83)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        let random = SeededRandom(seed: 83)
        // In a row of the store, and in a file beside it.
        let sizes = [Limits.lieBytesMin, Limits.lieBytesMax]
        let works = sizes.flatMap { size in Self.lies.map { ($0, random.bytes(size), Author.freshKey()) } }
        let told = try await drill.asAuthor { author in
            await withTaskGroup(of: (String, RPCError?).self) { group in
                for (lie, bytes, key) in works {
                    group.addTask {
                        do {
                            _ = try await author.evidence.submit(options: author.options(key: key)) { writer in
                                for part in lie.parts(project, bytes) { try await writer.write(part) }
                            }
                            return (lie.name, nil)
                        } catch {
                            return (lie.name, error as? RPCError)
                        }
                    }
                }
                return await group.reduce(into: [(String, RPCError?)]()) { $0.append($1) }
            }
        }
        #expect(told.count == works.count)
        for (name, refusal) in told {
            let lie = try #require(Self.lies.first { $0.name == name })
            #expect(refusal?.code == .invalidArgument, "\(name): \(String(describing: refusal))")
            #expect(refusal?.reason?.reason == lie.reason, "\(name): \(String(describing: refusal))")
            #expect(refusal?.fieldViolations.first?.field == lie.field, "\(name): \(String(describing: refusal))")
        }
        // In one stream of many files each lie is answered for itself.
        let bytes = random.bytes(Limits.lieBytesMax)
        let results = try await drill.asAuthor { author in
            try await author.evidence.submitMany(options: author.options(key: Author.freshKey())) { writer in
                for digest in [Digest.sha256([1]), Digest.sm3(bytes)] {
                    try await writer.write(Self.header(project, bytes.count))
                    for chunk in Self.chunks(bytes) { try await writer.write(chunk) }
                    try await writer.write(Author.digest(digest))
                }
            }.results
        }
        let codes = results.map { result -> Int32 in
            if case .error(let status)? = result.outcome { return status.code }
            return 0
        }
        #expect(codes == [RPCError.Code.invalidArgument.rawValue, RPCError.Code.invalidArgument.rawValue])
        #expect(incoming(mesh).isEmpty && service.process.isRunning)
        let items = try await drill.asAuthor { try await $0.items(project: project) }
        #expect(items.isEmpty)
        // No key was used up.
        let honest = try await drill.give(works.map { GivenWork(project: project, key: $0.2, bytes: $0.1) })
        for work in honest { #expect(work.item != nil, "\(String(describing: work.refusal))") }
        try await expectClean(drill, service, works: honest)
    }

    @Test("senders who stall hold so many places of their own account, and nobody else's")
    func stalled() async throws {
        let drill = try FaultDrill(seed: 82)
        let mesh = drill.mesh
        let service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        let refused = Counter()
        let hostile = Task {
            try await mesh.withAuthor { author in
                let theirs = try await author.createProject()
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<Limits.stalled {
                        group.addTask {
                            do {
                                _ = try await author.evidence.submit(
                                    options: author.options(key: Author.freshKey())
                                ) { writer in
                                    try await writer.write(Author.header(project: theirs, name: "a", size: 1 << 20))
                                    // Small enough to be written as they come, and more than a row takes.
                                    for _ in 0..<3 {
                                        try await writer.write(Author.chunk([UInt8](repeating: 1, count: 8_000)))
                                    }
                                    // Nothing more, for as long as the call may last.
                                    let (silence, _) = AsyncStream.makeStream(of: Void.self)
                                    for await _ in silence {}
                                    throw CancellationError()
                                }
                            } catch let error as RPCError where error.reason?.reason == "TOO_MANY_UPLOADS" {
                                refused.add()
                            } catch {
                                // Cancelled at the end.
                            }
                        }
                    }
                }
            }
        }
        try await eventually {
            refused.value == Limits.stalled - Limits.stalledMax && self.incoming(mesh).count == Limits.stalledMax
        }
        let found = try await good(drill, project)
        expectSealed(found)
        #expect(incoming(mesh).count == Limits.stalledMax)
        hostile.cancel()
        _ = await hostile.result
        try await expectClean(drill, service, works: found.works)
    }
}
