import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC

/// Fetches the newest checkpoint.
struct LogCheckpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print the newest signed checkpoint.",
        discussion: "The note is printed as it is published, without checking: what checks it is the key in log.pub.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Name of the log; default: the one that grows.")
    var origin = ""

    private struct Line: Encodable {
        let origin: String
        let size: UInt64
        let root: String
        let frozen: Bool
        let note: String
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let answer = try await access.withClient(of: try access.service("evidence")) { client in
            try await EvidenceV1.LogClient(client).getCheckpoint(
                EvidenceV1.GetCheckpointRequest(origin: origin), options: CallOptions(timeout: MeshAccess.callLimit))
        }
        let note = String(decoding: answer.note, as: UTF8.self)
        if global.json {
            Console.standardOutput.json(
                Line(
                    origin: answer.origin, size: answer.size, root: Hexadecimal.encode(answer.root),
                    frozen: answer.frozen, note: note))
        } else {
            Console.standardOutput.write(note)
        }
    }
}
