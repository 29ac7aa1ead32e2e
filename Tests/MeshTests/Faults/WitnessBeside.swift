import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix

/// A witness in this process of a log that another process keeps.
final class WitnessBeside: Sendable {
    private let folder: TemporaryFolder
    private let signer: WitnessSigner
    private let port: Int

    init() throws {
        folder = try TemporaryFolder("witness")
        guard let key = SigningKey(seed: [UInt8](repeating: 31, count: 32)),
            let signer = WitnessSigner(name: "example.org/witness", key: key)
        else { throw SystemFailure("make a witness's key") }
        self.signer = signer
        port = try Loopback.freePorts(1)[0]
    }

    /// With these lines in its section evidence shows its log to this witness.
    var settings: [String] {
        ["witnesses: [{ vkey: \"\(signer.publicKey.line)\", url: \"http://127.0.0.1:\(port)\" }]", "quorum: 1"]
    }

    /// Runs `body` while it serves the log of `mesh`.
    func serving<T>(_ mesh: LocalMesh, _ body: () async throws -> T) async throws -> T {
        let lines = try WholeFile.text("\(mesh.state)/pki/log.pub").split(separator: "\n")
        guard let line = lines.first, let log = NoteKey(parsing: String(line)) else {
            throw SystemFailure("read the log's key")
        }
        let witness = try CheckpointWitness(
            signer: signer, logs: [log], folder: try WitnessFolder(folder.file("state")), time: SystemTime())
        let offload = OffloadPool(threadCount: 1)
        let server = try await WitnessServer(
            witness, at: .tcp(host: "127.0.0.1", port: port), offload: offload,
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "witness", factory: { _ in SwiftLogNoOpLogHandler() }))
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await server.stop()
        await offload.close()
        return try result.get()
    }

    /// Entries of the log that it has cosigned last; 0 before the first.
    var seenSize: UInt64 {
        get throws {
            let files = FileTree.files(below: folder.file("state")).filter { $0.hasSuffix(".checkpoint") }
            return try files.first.map {
                try Checkpoint(parsing: SignedNote(parsing: WholeFile.contents($0)).text).size
            } ?? 0
        }
    }
}
