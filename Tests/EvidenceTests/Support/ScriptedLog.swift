import Evidence
import MeshCrypto
import MeshTestKit
import Testing

/// A log in memory that says whatever a test wants: honest sizes, or another history.
struct ScriptedLog {
    let signer: NoteSigner
    let leaves: [TreeHash]
    private let shelf: TileShelf

    /// `count` entries that follow from `history`; two logs with the same origin and key share what they have in common.
    init(_ count: Int, history: String = "a", origin: String = "example.com/log", seed: UInt8 = 3) throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
        signer = try #require(NoteSigner(name: origin, key: key))
        leaves = (0..<count).map { .leaf(Array("\(history) \($0)".utf8)) }
        shelf = TileShelf(leaves)
    }

    func note(_ size: Int) throws -> SignedNote {
        signer.sign(
            Checkpoint(origin: signer.publicKey.name, size: UInt64(size), root: try shelf.proofs(size).root()).text)
    }

    func request(from old: Int, to size: Int) throws -> AddCheckpointRequest {
        AddCheckpointRequest(
            oldSize: UInt64(old), proof: try shelf.proofs(size).consistency(from: UInt64(min(old, size))),
            note: try note(size))
    }
}
