import Evidence
import Logging
import MeshKernel
import MeshRuntime
import MeshStore
import MeshTestKit
import NIOPosix
import Testing

/// Sizes that fit a witness's protocol, and not every place in the service.
@Suite("A witness that names a size which no log has", .timeLimit(.minutes(5)))
struct HostileSizeTests {
    /// Runs `body` with a witness that answers every checkpoint with this size.
    private func naming(_ size: String, _ body: (WitnessPeer) async throws -> Void) async throws {
        let route = PublicRoute.post(
            WitnessServer.path, mediaType: nil, bodyBytesMax: AddCheckpointRequest.Limits.requestBytesMax
        ) { _ in
            PublicAnswer(status: 409, contentType: WitnessServer.sizeType, body: Array((size + "\n").utf8))
        }
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: [route], metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "witness", factory: { _ in SwiftLogNoOpLogHandler() }))
        let key = try WitnessRoom.signer("example.org/witness", seed: 21).publicKey
        try await body(WitnessPeer(key: key, url: "http://\(listener.address)"))
        await listener.stop()
    }

    private func disputes(in room: EvidenceRoom) async throws -> [Int64] {
        try await room.store.read {
            try $0.rows("SELECT theirs FROM witness_disputes").map { try $0.integer("theirs") }
        }
    }

    @Test(
        "is one that did not answer: the service starts, seals, and remembers nothing",
        arguments: ["18446744073709551615", "9223372036854775808"])
    func beyond(size: String) async throws {
        try await naming(size) { peer in
            try await EvidenceRoom.run(independents: Independents(peers: [peer], threshold: 1)) { room in
                _ = try await room.seal([1], in: try await room.project())
                let head = try #require(room.sequencer.latest.head)
                var known: UInt64 = 0
                #expect(await room.witnessing.talk(to: peer, of: head, known: &known) == .silent)
                #expect(room.sequencer.stop.fault == nil)
                #expect(try await disputes(in: room).isEmpty)
            }
        }
    }

    @Test("the largest size that a store can keep is a contradiction like any other")
    func largest() async throws {
        try await naming("9223372036854775807") { peer in
            var independents = Independents(peers: [peer], threshold: 1)
            let folder = try TemporaryFolder("evidence")
            let fault = WitnessFault.ahead(witness: peer.key.name, theirs: UInt64(Int64.max), ours: 0)
            for _ in 0..<2 {
                await #expect(throws: fault) {
                    try await EvidenceRoom.run(folder: folder, independents: independents) { _ in }
                }
            }
            independents.refusesAhead = false
            try await EvidenceRoom.run(folder: folder, independents: independents) { room in
                let kept = try await disputes(in: room)
                #expect(kept == [Int64.max])
            }
        }
    }
}
