/// The files of a proof bundle, by name.
package enum BundleFile {
    /// What the bundle is, and the commands that check it.
    package static let readme = "README.txt"
    /// Every other file with its size and SHA-256.
    package static let manifest = "manifest.json"
    /// The log's entry.
    package static let leaf = "leaf.bin"
    /// Salts, digest and metadata.
    package static let opening = "opening.json"
    /// The entry's place in the log, under a signed checkpoint.
    package static let proof = "proof.tlog-proof"
    /// The whole answer of the timestamp authority.
    package static let token = "token.tsr"
    /// Certificates of the timestamp authority, for programs that want them beside the token; never trusted here.
    package static let authorityChain = "tsa-chain.pem"
    /// The log's key and the rule for trusting a checkpoint, as the log states them; never trusted here.
    package static let policy = "policy.txt"
    /// Earlier leaves of the project, and their proofs.
    package static let chainFolder = "chain/"
    /// Independently timed checkpoints before and after the entry.
    package static let intervalFolder = "interval/"
    /// For people; not evidence.
    package static let certificate = "certificate.pdf"

    /// Without these there is nothing to check.
    package static let required = [readme, manifest, leaf, opening, proof, token, authorityChain, policy]

    /// The leaf at `sequence` of the chain.
    package static func chainLeaf(_ sequence: UInt64) -> String { chainFolder + padded(sequence) + ".leaf" }

    /// The proof of the leaf at `sequence` of the chain.
    package static func chainProof(_ sequence: UInt64) -> String { chainFolder + padded(sequence) + ".tlog-proof" }

    /// A checkpoint that somebody else timed.
    static func timedCheckpoint(_ name: TimedName) -> String { intervalFolder + name.stem + checkpointEnding }

    /// The proof that it is of the same tree as the bundle's own, or as the renewal before it.
    static func timedConsistency(_ name: TimedName) -> String { intervalFolder + name.stem + consistencyEnding }

    /// An authority's answer over it; `number` counts from 0.
    static func timedToken(_ name: TimedName, _ number: Int) -> String {
        intervalFolder + name.stem + tokenEnding(number)
    }

    static let checkpointEnding = ".checkpoint"
    static let consistencyEnding = ".consistency"

    /// The first token over a checkpoint is just that, the others have numbers from 2.
    static func tokenEnding(_ number: Int) -> String { (number == 0 ? "" : "-\(number + 1)") + ".tsr" }

    /// Every file that a timed checkpoint may have, by how its name ends.
    static let timedEndings =
        [checkpointEnding, consistencyEnding] + (0..<TimedCheckpoint.Limits.tokensMax).map { tokenEnding($0) }

    /// Whether a bundle may hold a file of this name.
    package static func isKnown(_ name: String) -> Bool {
        required.contains(name) || name == certificate || name.hasPrefix(chainFolder) || name.hasPrefix(intervalFolder)
    }

    /// Ten digits sort as they count.
    static func padded(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}
