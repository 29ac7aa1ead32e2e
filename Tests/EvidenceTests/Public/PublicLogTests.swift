import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("The log in public", .timeLimit(.minutes(5)))
struct PublicLogTests {
    private func fill(_ room: EvidenceRoom, _ count: Int) async throws {
        let project = try await room.project()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask { _ = try await room.seal(Array("\(number)".utf8), in: project) }
            }
            try await group.waitForAll()
        }
    }

    @Test("Go's checksum-database packages prove every entry over HTTP, and that the log only grew")
    func go() async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                let program = try await GoProgram.build("tiles", in: outside.folder)
                let key = outside.folder.file("log.pub")
                try WholeFile.replace(key, with: room.identity.signer.publicKey.line + "\n")
                var older: [String] = []
                for count in [3, 252, 1, 20] {
                    try await fill(room, count)
                    let checkpoint = outside.folder.file("checkpoint-\(older.count)")
                    try WholeFile.replace(checkpoint, with: try await outside.ask("/checkpoint").body)
                    older.append(checkpoint)
                }
                let checked = try await FinishedProgram(
                    [program, outside.base, key] + older, logs: outside.folder.path)
                #expect(checked.exit == .code(0), "\(checked.errors)")
                #expect(
                    checked.output
                        == "consistent 3\nconsistent 255\nconsistent 256\nconsistent 276\nincluded 276\n")
                let other = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
                let otherKey = try #require(NoteKey(name: EvidenceRoom.origin, key: other.publicKey))
                try WholeFile.replace(key, with: otherKey.line + "\n")
                let refused = try await FinishedProgram([program, outside.base, key], logs: outside.folder.path)
                #expect(refused.exit == .code(1))
            }
        }
    }

    @Test("checkpoint, full tiles and unfilled ones are what the store holds, each with its own life in caches")
    func reading() async throws {
        try await EvidenceRoom.run { room in
            try await fill(room, 258)
            try await OutsideRoom.run(room) { outside in
                let checkpoint = try await outside.ask("/checkpoint")
                #expect(checkpoint.status == 200)
                #expect(checkpoint.headers["content-type"] == "text/plain; charset=utf-8")
                #expect(checkpoint.headers["cache-control"] == "no-cache")
                let note = try SignedNote(parsing: checkpoint.body)
                try room.identity.signer.publicKey.verify(note)
                let signed = try Checkpoint(parsing: note.text)
                #expect(signed.size == 258)
                let tag = try #require(checkpoint.headers["etag"])
                #expect(try await outside.ask("/checkpoint", "-H", "If-None-Match: \(tag)").status == 304)

                let full = try await outside.ask("/tile/0/000")
                #expect(full.status == 200 && full.body.count == 8_192)
                #expect(full.headers["cache-control"] == "public, max-age=31536000, immutable")
                #expect(full.headers["content-type"] == "application/octet-stream")
                let head = try await outside.ask("/tile/0/000", "--head")
                #expect(head.status == 200 && head.headers["content-length"] == "8192")
                for width in [1, 17, 255] {
                    let part = try await outside.ask("/tile/0/000.p/\(width)")
                    #expect(part.body == Array(full.body.prefix(32 * width)))
                }
                let last = try await outside.ask("/tile/0/001.p/2")
                #expect(last.body.count == 64 && last.headers["cache-control"] == "no-cache")
                let above = try await outside.ask("/tile/1/000.p/1")
                #expect(above.body.count == 32)
                let entries = try #require(EntryBundle.decode(try await outside.ask("/tile/entries/000").body))
                #expect(entries.count == 256)
                #expect(entries.map { TreeHash.leaf($0).bytes }.flatMap { $0 } == full.body)
                let few = try #require(EntryBundle.decode(try await outside.ask("/tile/entries/001.p/2").body))
                #expect(few.map { TreeHash.leaf($0).bytes }.flatMap { $0 } == last.body)

                for folder in ["/log/v1", "/log/v1/\(EvidenceRoom.origin)"] {
                    #expect(try await outside.ask("\(folder)/checkpoint").body == checkpoint.body)
                    #expect(try await outside.ask("\(folder)/tile/0/000").body == full.body)
                }
            }
        }
    }

    @Test("a path that is no tile's, or reaches further than the log, is not there")
    func missing() async throws {
        try await EvidenceRoom.run { room in
            try await fill(room, 3)
            try await OutsideRoom.run(room) { outside in
                for path in [
                    "/tile/0/000", "/tile/0/001", "/tile/0/000.p/4", "/tile/0/000.p/0", "/tile/0/000.p/256",
                    "/tile/0/000.p/02", "/tile/0/0", "/tile/1/000", "/tile/1/000.p/1", "/tile/7/000", "/tile/64/000",
                    "/tile/0/x001/000", "/tile/0/x999/x999/x999/x999/x999/999", "/tile/entries/000",
                    "/tile/entries/000.p/4", "/tile/data/000.p/3", "/tile/", "/tile", "/tile/0/000.p/3/",
                    "/tile/0//000.p/3", "/tile/0/%30%30%30.p/3", "/tile/1/../0/000.p/3", "/checkpoint/", "/Checkpoint",
                    "/log/v1/other/checkpoint", "/log/v1/", "/log/v2/checkpoint",
                ] {
                    let answer = try await outside.ask(path)
                    #expect(answer.status == 404, "\(path)")
                    #expect(answer.headers["cache-control"] == "no-store")
                    #expect(answer.text.hasSuffix("\n") && answer.text.count > 10)
                }
                #expect(try await outside.ask("/tile/0/000.p/3").status == 200)
                #expect(try await outside.ask("/tile/entries/000.p/3?x=y").status == 200)
            }
        }
    }

    @Test("the verifier page comes whole, believes this log, and is not shown inside another page")
    func verifier() async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                let page = try await outside.ask("/verify")
                #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.headers["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
                #expect(page.text.contains(room.identity.signer.publicKey.line))
                #expect(page.body == VerifyPage.html(logKey: room.identity.signer.publicKey))
                let tag = try #require(page.headers["etag"])
                #expect(try await outside.ask("/verify", "-H", "If-None-Match: \(tag)").status == 304)
            }
        }
    }

    @Test("nothing changes the log from outside")
    func methods() async throws {
        try await EvidenceRoom.run { room in
            try await OutsideRoom.run(room) { outside in
                for method in ["POST", "PUT", "DELETE", "PATCH"] {
                    for path in ["/checkpoint", "/tile/0/000"] {
                        let answer = try await outside.ask(path, "-X", method)
                        #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD")
                    }
                }
                #expect(try await outside.ask("/tsa").headers["allow"] == "POST")
            }
        }
    }

    @Test("what is proven by rpc is what the tiles prove")
    func proofs() async throws {
        try await EvidenceRoom.run { room in
            try await fill(room, 70)
            let head = try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest())
            let key = try #require(NoteKey(parsing: head.key))
            #expect(key == room.identity.signer.publicKey && head.size == 70 && !head.frozen)
            #expect(head.origin == EvidenceRoom.origin)
            let note = try SignedNote(parsing: head.note)
            try key.verify(note)
            let root = try #require(TreeHash(head.root))
            #expect(try Checkpoint(parsing: note.text).root == root)
            for index in [0, 1, 63, 64, 69] as [UInt64] {
                let proof = try await room.log.getInclusionProof(
                    EvidenceV1.GetInclusionProofRequest(origin: EvidenceRoom.origin, which: .index(index)))
                let leaf = try #require(TreeHash(proof.leafHash))
                let path = InclusionProof(index: index, hashes: proof.hashes.compactMap { TreeHash($0) })
                #expect(path.root(leaf: leaf, size: 70) == root && proof.note == head.note && proof.root == head.root)
                let older = try await room.log.getInclusionProof(
                    EvidenceV1.GetInclusionProofRequest(which: .index(index), size: index + 1))
                let shorter = InclusionProof(index: index, hashes: older.hashes.compactMap { TreeHash($0) })
                #expect(shorter.root(leaf: leaf, size: index + 1)?.bytes == older.root)
                #expect(older.note.isEmpty == (index != 69) && older.leafHash == proof.leafHash)
                let bytes = try await room.store.read {
                    try $0.row("SELECT leaf FROM log_entries WHERE log_index = \(index)")?.blob("leaf")
                }
                let byLeaf = try await room.log.getInclusionProof(
                    EvidenceV1.GetInclusionProofRequest(which: .leaf(try #require(bytes))))
                #expect(byLeaf == proof)
            }
            for (old, new) in [(0, 70), (1, 70), (64, 70), (69, 70), (70, 70), (3, 7), (32, 64)] as [(UInt64, UInt64)] {
                let found = try await room.log.getConsistencyProof(
                    EvidenceV1.GetConsistencyProofRequest(oldSize: old, size: new == 70 ? 0 : new))
                let proof = ConsistencyProof(hashes: found.hashes.compactMap { TreeHash($0) })
                #expect(found.size == new && found.oldSize == old)
                let oldRoot = try #require(TreeHash(found.oldRoot))
                let newRoot = try #require(TreeHash(found.root))
                #expect(new != 70 || newRoot == root)
                #expect(proof.holds(oldSize: old, oldRoot: oldRoot, size: new, root: newRoot), "\(old) \(new)")
            }
        }
    }

    @Test("what the log cannot prove is refused with its reason")
    func refusals() async throws {
        try await EvidenceRoom.run { room in
            try await fill(room, 2)
            func inclusion(_ request: EvidenceV1.GetInclusionProofRequest) async -> String? {
                await refused { _ = try await room.log.getInclusionProof(request) }
            }
            #expect(await inclusion(.init()) == "INVALID_LOG_ENTRY")
            #expect(await inclusion(.init(which: .index(2))) == "INVALID_LOG_ENTRY")
            #expect(await inclusion(.init(which: .index(1), size: 1)) == "INVALID_LOG_ENTRY")
            #expect(await inclusion(.init(which: .index(.max))) == "INVALID_LOG_ENTRY")
            #expect(await inclusion(.init(which: .index(0), size: 3)) == "INVALID_LOG_SIZE")
            #expect(await inclusion(.init(which: .index(0), size: .max)) == "INVALID_LOG_SIZE")
            #expect(await inclusion(.init(which: .leaf([1, 2, 3]))) == "INVALID_LOG_ENTRY")
            #expect(await inclusion(.init(which: .leaf([]))) == "INVALID_LOG_ENTRY")
            var bytes = try #require(
                await room.store.read { try $0.row("SELECT leaf FROM log_entries WHERE log_index = 0")?.blob("leaf") })
            bytes[181] ^= 1
            #expect(await inclusion(.init(which: .leaf(bytes))) == "LEAF_NOT_FOUND")
            // The place in its chain: no row holds so large a number.
            for byte in [0x80, 0xFF] as [UInt8] {
                bytes.replaceSubrange(78..<86, with: [UInt8](repeating: byte, count: 8))
                #expect(Leaf(decoding: bytes)?.sequence ?? 0 > UInt64(Int64.max))
                #expect(await inclusion(.init(which: .leaf(bytes))) == "LEAF_NOT_FOUND")
            }
            #expect(await inclusion(.init(origin: "another", which: .index(0))) == "LOG_NOT_FOUND")
            func consistency(_ old: UInt64, _ new: UInt64) async -> String? {
                await refused {
                    _ = try await room.log.getConsistencyProof(.init(oldSize: old, size: new))
                }
            }
            #expect(await consistency(3, 0) == "INVALID_LOG_SIZE")
            #expect(await consistency(2, 1) == "INVALID_LOG_SIZE")
            #expect(await consistency(0, 3) == "INVALID_LOG_SIZE")
            #expect(await refused { _ = try await room.log.getCheckpoint(.init(origin: "x")) } == "LOG_NOT_FOUND")
        }
    }

    @Test("a frozen log is served and proven, and seals nothing more")
    func frozen() async throws {
        let folder = try await EvidenceRoom.run { room in
            try await fill(room, 3)
            return room.folder
        }
        try await EvidenceRoom.run(folder: folder, isFrozen: true) { room in
            let head = try await room.log.getCheckpoint(EvidenceV1.GetCheckpointRequest())
            #expect(head.size == 3 && head.frozen)
            let project = try await room.project("Too late")
            #expect(await refused { _ = try await room.seal([1], in: project) } == "LOG_FROZEN")
            #expect(
                await refused { _ = try await room.client.submitMany(options: room.options()) { _ in } } == "LOG_FROZEN"
            )
            let list = try await room.client.listProjects(
                EvidenceV1.ListProjectsRequest(), options: room.options())
            let filled = EvidenceV1.SealChainRequest(project: try #require(list.projects.first { $0.itemCount > 0 }).id)
            #expect(
                await refused {
                    try await room.client.sealChain(filled, options: room.options()) { for try await _ in $0 {} }
                } == "LOG_FROZEN")
            #expect(try await room.keptBlobs().count == 3)
            #expect(try await room.audit().size == 3)
            try await OutsideRoom.run(room) { outside in
                let checkpoint = try await outside.ask("/checkpoint")
                #expect(checkpoint.body == head.note)
                #expect(try await outside.ask("/tile/0/000.p/3").status == 200)
            }
        }
    }

    @Test("a log that is over is shown under its name beside the one that grows")
    func closedLogs() async throws {
        let folder = try await EvidenceRoom.run { room in
            try await fill(room, 5)
            return room.folder
        }
        let keyFile = folder.file("log.pub")
        try WholeFile.replace(keyFile, with: try EvidenceRoom.identity().signer.publicKey.line)
        let logger = Logger(label: "log", factory: { _ in SwiftLogNoOpLogHandler() })
        func open(_ logs: [EvidenceConfiguration.ClosedLog]) async throws -> [PublicLog] {
            try await PublicLog.closed(
                logs, growing: "evidence.example/second", time: SystemTime(), random: SystemRandom(), logger: logger)
        }
        let closed = EvidenceConfiguration.ClosedLog(store: folder.file("store.sqlite"), key: keyFile)
        let key = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let identity = try #require(LogIdentity(origin: "evidence.example/second", key: key))
        try await EvidenceRoom.run(identity: identity, closedLogs: try await open([closed])) { room in
            try await fill(room, 2)
            let old = try await room.log.getCheckpoint(.init(origin: EvidenceRoom.origin))
            #expect(old.size == 5 && old.frozen)
            #expect(try await room.log.getCheckpoint(.init()).origin == "evidence.example/second")
            let proof = try await room.log.getInclusionProof(.init(origin: EvidenceRoom.origin, which: .index(4)))
            #expect(proof.size == 5 && proof.note == old.note)
            try await OutsideRoom.run(room) { outside in
                #expect(try await outside.ask("/log/v1/\(EvidenceRoom.origin)/checkpoint").body == old.note)
                #expect(try await outside.ask("/log/v1/\(EvidenceRoom.origin)/tile/0/000.p/5").status == 200)
                let growing = try await outside.ask("/checkpoint")
                #expect(growing.text.hasPrefix("evidence.example/second\n2\n"))
                #expect(try await outside.ask("/log/v1/evidence.example/second/checkpoint").body == growing.body)
                let program = try await GoProgram.build("tiles", in: outside.folder)
                let checked = try await FinishedProgram(
                    [program, "\(outside.base)/log/v1/\(EvidenceRoom.origin)", keyFile], logs: outside.folder.path)
                #expect(checked.output == "included 5\n", "\(checked.errors)")
            }
        }
        for wrong in [
            [closed, closed], [.init(store: folder.file("none"), key: keyFile)], [.init(store: keyFile, key: keyFile)],
            [.init(store: folder.file("store.sqlite"), key: folder.file("none"))],
        ] as [[EvidenceConfiguration.ClosedLog]] {
            await #expect(throws: ConfigurationError.self) { try await open(wrong) }
        }
    }

    private func refused(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        } catch {
            return "\(error)"
        }
    }
}
