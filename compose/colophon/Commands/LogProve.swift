import ArgumentParser
import Evidence
import MeshAPI
import MeshKernel
import MeshRPC

/// Proves that an entry is in the log.
struct LogProve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Prove an entry of the log, in the format c2sp.org/tlog-proof@v1.",
        discussion: """
            The proof is checked before it is printed: the path leads to the root, and the log's key in log.pub signed it. \
            Exit code 1 when it does not hold.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Name of the log; default: the one that grows.")
    var origin = ""

    @Option(help: "File with the log's public key; default: STATE/pki/log.pub.", completion: .file())
    var key: String?

    @Argument(help: "Place of the entry in the log, from 0.")
    var index: UInt64

    private struct Line: Encodable {
        let origin: String
        let index: UInt64
        let proof: String
    }

    func run() async throws {
        let keyPath = key ?? global.folder.keys + "/log.pub"
        guard let line = StateFolder.contents(keyPath),
            let logKey = NoteKey(parsing: String(decoding: line, as: UTF8.self))
        else { throw Failure.refused("\(keyPath) does not hold a log's public key", advice: "Name another: --key.") }
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let answer = try await access.withClient(of: try access.service("evidence")) { client in
            try await EvidenceV1.LogClient(client).getInclusionProof(
                EvidenceV1.GetInclusionProofRequest(origin: origin, which: .index(index)),
                options: CallOptions(timeout: MeshAccess.callLimit))
        }
        let hashes = answer.hashes.compactMap { TreeHash($0) }
        let proof = LogProof(
            inclusion: InclusionProof(index: answer.index, hashes: hashes), checkpoint: answer.note)
        guard holds(proof, leafHash: answer.leafHash, key: logKey) else {
            throw Failure.proof(
                "the log's proof for entry \(index) does not hold under \(keyPath)",
                advice: "Either the key is another log's, or the service does not tell the truth.")
        }
        let text = String(decoding: proof.encoded, as: UTF8.self)
        if global.json {
            Console.standardOutput.json(Line(origin: logKey.name, index: answer.index, proof: text))
        } else {
            Console.standardOutput.write(text)
        }
    }

    private func holds(_ proof: LogProof, leafHash: [UInt8], key: NoteKey) -> Bool {
        guard let leaf = TreeHash(leafHash), let note = try? SignedNote(parsing: proof.checkpoint),
            (try? key.verify(note)) != nil, let checkpoint = try? Checkpoint(parsing: note.text),
            checkpoint.origin == key.name, proof.inclusion.index == index
        else { return false }
        return proof.inclusion.root(leaf: leaf, size: checkpoint.size) == checkpoint.root
    }
}
