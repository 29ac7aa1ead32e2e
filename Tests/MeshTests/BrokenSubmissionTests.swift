import MeshAPI
import MeshCrypto
import MeshRPC
import MeshTestKit
import Testing

/// Submissions that break a rule of `Submit` or break off: each is refused with a reason, and nothing of it is left.
@Suite("A broken submission leaves nothing behind", .timeLimit(.minutes(10)))
struct BrokenSubmissionTests {
    private typealias Request = EvidenceV1.SubmitRequest
    private typealias Writer = RequestWriter<EvidenceV1.SubmitRequest>

    /// Sends what `send` sends, expects the refusal `code`, and then an empty store.
    private func expectRefusal(
        _ code: RPCError.Code, field: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ send: @escaping @Sendable (String, Writer) async throws -> Void
    ) async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            let error = await #expect(throws: RPCError.self, sourceLocation: sourceLocation) {
                try await author.evidence.submit(options: author.options(key: Author.freshKey())) { writer in
                    try await send(project, writer)
                }
            }
            #expect(error?.code == code, "\(String(describing: error))", sourceLocation: sourceLocation)
            if let field {
                #expect(error?.fieldViolations.map(\.field) == [field], sourceLocation: sourceLocation)
            }
            #expect(try await author.items() == [], sourceLocation: sourceLocation)
            // The connection and the account are as good as before.
            let item = try await author.submit([1, 2, 3], name: "good.bin", project: project)
            #expect(item.sequence == 0, "the refused one must not have taken a place", sourceLocation: sourceLocation)
        }
        await service.stop()
        let audit = try await StoreAudit(mesh)
        #expect(audit.items.count == 1, sourceLocation: sourceLocation)
        #expect(audit.orphans == [], sourceLocation: sourceLocation)
        #expect(audit.faults == [], sourceLocation: sourceLocation)
    }

    @Test("a digest that does not match")
    func wrongDigest() async throws {
        try await expectRefusal(.invalidArgument, field: "digest.sha256") { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 5))
            try await writer.write(Author.chunk([1, 2, 3, 4, 5]))
            try await writer.write(Author.digest(Digest.sha256([1, 2, 3, 4, 6])))
        }
    }

    @Test("a digest that is no SHA-256")
    func malformedDigest() async throws {
        try await expectRefusal(.invalidArgument, field: "digest.sha256") { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 1))
            try await writer.write(Author.chunk([1]))
            try await writer.write(Author.digest([1, 2, 3]))
        }
    }

    @Test("a chunk of one byte too many")
    func largeChunk() async throws {
        try await expectRefusal(.invalidArgument, field: "chunk") { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 1 << 20))
            try await writer.write(Author.chunk([UInt8](repeating: 7, count: Author.chunkBytesMax + 1)))
            try await writer.write(Author.chunk([UInt8](repeating: 7, count: Author.chunkBytesMax)))
        }
    }

    @Test("an empty chunk")
    func emptyChunk() async throws {
        try await expectRefusal(.invalidArgument, field: "chunk") { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 1))
            try await writer.write(Author.chunk([]))
        }
    }

    @Test("more bytes than the header said")
    func tooManyBytes() async throws {
        try await expectRefusal(.invalidArgument) { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 3))
            try await writer.write(Author.chunk([1, 2, 3, 4]))
        }
    }

    @Test("fewer bytes than the header said")
    func tooFewBytes() async throws {
        try await expectRefusal(.invalidArgument) { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 30))
            try await writer.write(Author.chunk([1, 2, 3]))
            try await writer.write(Author.digest(Digest.sha256([1, 2, 3])))
        }
    }

    @Test("an end without a digest")
    func withoutDigest() async throws {
        try await expectRefusal(.invalidArgument) { project, writer in
            try await writer.write(Author.header(project: project, name: "a.bin", size: 3))
            try await writer.write(Author.chunk([1, 2, 3]))
        }
    }

    @Test("bytes before a header")
    func withoutHeader() async throws {
        try await expectRefusal(.invalidArgument) { _, writer in
            try await writer.write(Author.chunk([1, 2, 3]))
            try await writer.write(Author.digest(Digest.sha256([1, 2, 3])))
        }
    }

    @Test("a project of somebody else")
    func foreignProject() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let project = try await mesh.withAuthor { try await $0.createProject() }
        try await mesh.withAuthor { stranger in
            // One who has nothing is refused for that reason alone.
            _ = try await stranger.createProject()
            let error = await #expect(throws: RPCError.self) {
                try await stranger.submit([1], name: "a.bin", project: project)
            }
            #expect(error?.code == .notFound)
        }
        await service.stop()
        try await mesh.expectNothingSealed()
    }

    @Test("a caller that changes its mind in the middle")
    func abandoned() async throws {
        struct ChangedMind: Error {}
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            await #expect(throws: (any Error).self) {
                try await author.evidence.submit(options: author.options(key: Author.freshKey())) { writer in
                    try await writer.write(Author.header(project: project, name: "a.bin", size: 4 << 20))
                    for _ in 0..<8 {
                        try await writer.write(Author.chunk([UInt8](repeating: 7, count: Author.chunkBytesMax)))
                    }
                    throw ChangedMind()
                }
            }
            #expect(try await author.items() == [])
        }
        #expect(await service.stop() == .code(0))
        try await mesh.expectNothingSealed()
    }

    @Test("a caller that is killed in the middle")
    func killedCaller() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let path = mesh.authority.folder.file("large.bin")
        try WholeFile.makeSparse(path, bytes: 2 << 30)
        let sealing = try mesh.startColophon("seal", path, "--mesh", mesh.meshPath)
        // Bytes of the work have reached the store's folder, and by far not all.
        while WholeFile.totalBytes(below: mesh.storeFolder, except: mesh.storePath) < 8 << 20 { await Task.yield() }
        sealing.send(signal: 9)
        #expect(await sealing.wait() == .signal(9))
        #expect(await service.stop() == .code(0))
        try await mesh.expectNothingSealed()
    }
}
