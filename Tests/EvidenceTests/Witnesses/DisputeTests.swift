import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

/// A witness that was away at the start and has seen what the store has not.
@Suite("A witness that comes back and contradicts the log", .timeLimit(.minutes(5)))
struct DisputeTests {
    private let content = Array("a sketch".utf8)
    private let time = SeededTime()

    private func key() throws -> NoteKey { try EvidenceRoom.identity().signer.publicKey }

    /// Why nothing is sealed; nil when it is.
    private func refusal(_ room: EvidenceRoom, _ project: String) async -> String? {
        // Every store of a test draws the same random numbers; what tells its identifiers from others' is the time.
        time.advance(by: .seconds(1))
        do {
            _ = try await room.seal(content, in: project)
            return nil
        } catch let error as RPCError {
            return error.reason?.reason ?? "\(error)"
        } catch {
            return "\(error)"
        }
    }

    private func expectSealed(
        _ room: EvidenceRoom, _ project: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let reason = await refusal(room, project)
        #expect(reason == nil, sourceLocation: sourceLocation)
    }

    private func disputes(_ room: EvidenceRoom, _ name: String) -> Double {
        room.metrics.gauge(
            "colophon_evidence_witness_disputes",
            help: "1 for a witness that has seen more of the log than the store holds, or another log.",
            labels: [("witness", name)]
        ).value
    }

    /// What a drill begins with: a store of two entries, and a witness that has seen three more.
    private struct Restored {
        let backup: TemporaryFolder
        let witness: TemporaryFolder
        let port: Int
        let project: String
        let item: String
    }

    private func restored() async throws -> Restored {
        let folder = try TemporaryFolder("evidence")
        let backup = try TemporaryFolder("backup")
        let state = try TemporaryFolder("witness")
        let port = try Loopback.freePorts(1)[0]
        let (project, item) = try await WitnessRoom.run(logs: [key()], folder: state, time: time, port: port) {
            witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            let made = try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                let project = try await room.project()
                _ = try await room.seal(content, in: project)
                return (project, try await room.seal(content, in: project).id)
            }
            let copied = try await FinishedProgram(["cp", "-r", folder.path + "/.", backup.path], logs: state.path)
            try #require(copied.exit == .code(0), "\(copied.errors)")
            try await EvidenceRoom.run(folder: folder, time: time, independents: independents) { room in
                for _ in 0..<2 { _ = try await room.seal(content, in: made.0) }
                let last = try await room.seal(content, in: made.0)
                _ = try await room.bundle(last.id, wait: .witnessed)
            }
            return made
        }
        return Restored(backup: backup, witness: state, port: port, project: project, item: item)
    }

    private func peer(_ restored: Restored) throws -> WitnessPeer {
        WitnessPeer(
            key: try WitnessRoom.signer("example.org/witness", seed: 21).publicKey,
            url: "http://127.0.0.1:\(restored.port)")
    }

    @Test(
        "behind it or grown past it: nothing is sealed once it is back, what there is can be read, and a restart knows it",
        arguments: [1, 3, 6])
    func comesBack(sealed: Int) async throws {
        let restored = try await restored()
        let peer = try peer(restored)
        let independents = Independents(peers: [peer], threshold: 1)
        let size = UInt64(2 + sealed)
        let expected: WitnessFault =
            size < 5
            ? .ahead(witness: peer.key.name, theirs: 5, ours: size) : .forked(witness: peer.key.name, size: 5)
        try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { room in
            // An unreachable witness has no say.
            for _ in 0..<sealed { try await expectSealed(room, restored.project) }
            #expect(room.sequencer.stop.fault == nil)
            try await WitnessRoom.run(logs: [key()], folder: restored.witness, time: time, port: restored.port) { _ in
                try await until { room.sequencer.stop.fault != nil }
            }
            #expect(room.sequencer.stop.fault == expected)
            for words in [
                "restored old backup", "cosigns at a start", "witness_boot: warn", "taken out of evidence.witnesses",
                "http://",
            ] { #expect("\(expected)".contains(words)) }
            #expect(await refusal(room, restored.project) == "LOG_DISPUTED")
            #expect(disputes(room, peer.key.name) == 1)
            #expect(await room.sequencer.size == size)
            // Nothing was destroyed, and what was proven is.
            let bundle = try archive(of: try await room.bundle(restored.item).bytes)
            #expect(bundle[BundleFile.proof] != nil)
            #expect(try await room.audit().size == size)
        }
        // It is away again: what it said before still counts.
        try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { room in
            #expect(room.sequencer.stop.fault == expected)
            #expect(await refusal(room, restored.project) == "LOG_DISPUTED")
        }
        // It is there: the service does not start, unless it was told to warn alone.
        try await WitnessRoom.run(logs: [key()], folder: restored.witness, time: time, port: restored.port) { _ in
            await #expect(throws: expected) {
                try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { _ in }
            }
            var warned = independents
            warned.refusesAhead = false
            try await EvidenceRoom.run(folder: restored.backup, time: time, independents: warned) { room in
                try await expectSealed(room, restored.project)
                #expect(disputes(room, peer.key.name) == 1)
            }
        }
    }

    @Test("a witness that cosigns again is believed at the next start")
    func mended() async throws {
        let restored = try await restored()
        let independents = Independents(peers: [try peer(restored)], threshold: 1)
        try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { room in
            try await WitnessRoom.run(logs: [key()], folder: restored.witness, time: time, port: restored.port) { _ in
                try await until { room.sequencer.stop.fault != nil }
            }
        }
        // Its operator has begun it anew.
        try await WitnessRoom.run(logs: [key()], time: time, port: restored.port) { _ in
            try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { room in
                try await expectSealed(room, restored.project)
            }
        }
        try await EvidenceRoom.run(folder: restored.backup, time: time, independents: independents) { room in
            try await expectSealed(room, restored.project)
        }
    }

    @Test("a witness that has seen a later checkpoint of this very log is no fault")
    func overtaken() async throws {
        try await WitnessRoom.run(logs: [key()], time: time) { witness in
            try await EvidenceRoom.run(
                time: time, independents: Independents(peers: [witness.peer], threshold: 1)
            ) { room in
                let project = try await room.project()
                _ = try await room.seal(content, in: project)
                let early = try #require(room.sequencer.latest.head)
                let last = try await room.seal(content, in: project)
                _ = try await room.bundle(last.id, wait: .witnessed)
                var known: UInt64 = 0
                #expect(await room.witnessing.talk(to: witness.peer, of: early, known: &known) == .silent)
                let late = try #require(room.sequencer.latest.head)
                #expect(await room.witnessing.talk(to: witness.peer, of: late, known: &known) == .agrees)
                #expect(room.sequencer.stop.fault == nil)
            }
        }
    }

    @Test("one wrong answer is an accident: the witness is asked again before anything stops")
    func accident() async throws {
        let asked = Mutex(0)
        let state = try TemporaryFolder("witness")
        let real = try CheckpointWitness(
            signer: try WitnessRoom.signer("example.org/witness", seed: 21), logs: [try key()],
            folder: try WitnessFolder(state.file("state")), time: time)
        let route = PublicRoute.post(
            WitnessServer.path, mediaType: nil, bodyBytesMax: AddCheckpointRequest.Limits.requestBytesMax
        ) { request in
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            // Every third question gets a size from nowhere.
            guard number % 3 != 0 else {
                return PublicAnswer(status: 409, contentType: WitnessServer.sizeType, body: Array("99\n".utf8))
            }
            do throws(WitnessRefusal) {
                return PublicAnswer(
                    contentType: "text/plain", body: Array(try real.answer(request.body).line.utf8))
            } catch {
                guard case .otherSize(let size) = error else { return .refusal(error.status, "refused") }
                return PublicAnswer(status: 409, contentType: WitnessServer.sizeType, body: Array("\(size)\n".utf8))
            }
        }
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: [route], metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "witness", factory: { _ in SwiftLogNoOpLogHandler() }))
        let peer = WitnessPeer(key: real.key, url: "http://\(listener.address)")
        try await EvidenceRoom.run(time: time, independents: Independents(peers: [peer], threshold: 1)) { room in
            let project = try await room.project()
            for _ in 0..<6 {
                let item = try await room.seal(content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
            }
            #expect(asked.withLock { $0 } > 6)
            #expect(room.sequencer.stop.fault == nil && disputes(room, peer.key.name) == 0)
        }
        await listener.stop()
    }

    @Test("a refused proof that the store itself gets wrong accuses the store, and not the log's past")
    func ownTile() async throws {
        try await WitnessRoom.run(logs: [key()], time: time) { witness in
            try await EvidenceRoom.run(
                time: time, independents: Independents(peers: [witness.peer], threshold: 1)
            ) { room in
                let project = try await room.project()
                let first = try await room.seal(content, in: project)
                _ = try await room.seal(content, in: project)
                let third = try await room.seal(content, in: project)
                _ = try await room.bundle(third.id, wait: .witnessed)
                #expect(first.logIndex == 0)
                try await room.store.write { transaction in
                    let row = try #require(
                        try transaction.row("SELECT hashes FROM log_tiles WHERE level = 0 AND tile = 0"))
                    var hashes = try row.blob("hashes")
                    hashes[0] ^= 1
                    try transaction.execute("UPDATE log_tiles SET hashes = ? WHERE level = 0", .blob(hashes))
                }
                let head = try #require(room.sequencer.latest.head)
                let forged = LogHead(
                    size: 4, root: .leaf([1]),
                    checkpoint: room.identity.signer.sign(
                        Checkpoint(origin: EvidenceRoom.origin, size: 4, root: .leaf([1])).text
                    ).encoded)
                #expect(head.size == 3)
                try await room.store.write { transaction in
                    let row = try #require(
                        try transaction.row("SELECT hashes FROM log_tiles WHERE level = 0 AND tile = 0"))
                    try transaction.execute(
                        "UPDATE log_tiles SET hashes = ? WHERE level = 0",
                        .blob(try row.blob("hashes") + [UInt8](repeating: 7, count: 32)))
                }
                var known: UInt64 = 3
                #expect(await room.witnessing.talk(to: witness.peer, of: forged, known: &known) == .silent)
                #expect(room.sequencer.stop.fault == nil)
            }
        }
    }
}
