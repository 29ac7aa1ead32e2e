import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix
import Testing

/// A real witness behind HTTP on this machine.
struct WitnessRoom {
    let folder: TemporaryFolder
    let witness: CheckpointWitness
    let server: WitnessServer
    let offload: OffloadPool

    var peer: WitnessPeer { WitnessPeer(key: witness.key, url: "http://\(server.address)") }

    static func signer(_ name: String, seed: UInt8) throws -> WitnessSigner {
        let key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
        return try #require(WitnessSigner(name: name, key: key))
    }

    /// Runs `body` with a witness of `logs`, which had the keys `retired` before; `folder` brings back what an earlier one
    /// has seen.
    static func run<T>(
        _ name: String = "example.org/witness", seed: UInt8 = 21, logs: [NoteKey], retired: [NoteKey] = [],
        folder: TemporaryFolder? = nil, time: any TimeSource, port: Int = 0, _ body: (WitnessRoom) async throws -> T
    ) async throws -> T {
        let folder = try folder ?? TemporaryFolder("witness")
        let witness = try CheckpointWitness(
            signer: try signer(name, seed: seed), logs: logs, retired: retired,
            folder: try WitnessFolder(folder.file("state")), time: time)
        let offload = OffloadPool(threadCount: 1)
        let server = try await WitnessServer(
            witness, at: .tcp(host: "127.0.0.1", port: port), offload: offload,
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "witness", factory: { _ in SwiftLogNoOpLogHandler() }))
        let room = WitnessRoom(folder: folder, witness: witness, server: server, offload: offload)
        let result: Result<T, any Error>
        do { result = .success(try await body(room)) } catch { result = .failure(error) }
        await server.stop()
        await offload.close()
        return try result.get()
    }
}
