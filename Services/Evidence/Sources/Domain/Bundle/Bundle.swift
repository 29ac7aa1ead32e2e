package import MeshDocument

/// Everything that shows one sealed work to a stranger.
package struct Bundle: Sendable, Equatable {
    /// Bounds of one bundle.
    package enum Limits {
        /// Earlier leaves that one bundle carries; a longer chain is shown from its newest part.
        package static let chainLeavesMax: UInt64 = 1_024
    }

    /// An earlier leaf of the same chain, proven under the same checkpoint.
    package struct ChainLink: Sendable, Equatable {
        /// Place in the chain, from 0.
        package let sequence: UInt64
        /// The log's entry, 182 bytes.
        package let leaf: [UInt8]
        /// Where the entry stands in the log.
        package let proof: LogProof

        package init(sequence: UInt64, leaf: [UInt8], proof: LogProof) {
            self.sequence = sequence
            self.leaf = leaf
            self.proof = proof
        }
    }

    /// The item's public number, which names the bundle.
    package let number: EvidenceNumber
    /// The log's entry, 182 bytes.
    package let leaf: [UInt8]
    /// What opens the entry's commitments.
    package let opening: Opening
    /// Where the entry stands in the log.
    package let proof: LogProof
    /// DER TimeStampResp.
    package let tokenResponse: [UInt8]
    /// PEM, the signer's certificate first.
    package let authorityChain: String
    /// Dotted object identifier of the policy that the token was issued under.
    package let timestampPolicy: String
    /// The log's key, as the log states it.
    package let logKey: NoteKey
    /// Oldest first.
    package let chain: [ChainLink]
    /// Checkpoints that others timed, at most one for each place, in the order of places.
    package let interval: [TimedCheckpoint]
    /// The log's witnesses and how many it asks for, as it states them.
    package let witnesses: WitnessQuorum
    /// The sheet for people, once somebody has made it; no bundle needs one.
    package var certificate: BundleCertificate?

    package init(
        number: EvidenceNumber, leaf: [UInt8], opening: Opening, proof: LogProof, tokenResponse: [UInt8],
        authorityChain: String, timestampPolicy: String, logKey: NoteKey, chain: [ChainLink],
        interval: [TimedCheckpoint] = [], witnesses: WitnessQuorum = .none
    ) {
        self.number = number
        self.leaf = leaf
        self.opening = opening
        self.proof = proof
        self.tokenResponse = tokenResponse
        self.authorityChain = authorityChain
        self.timestampPolicy = timestampPolicy
        self.logKey = logKey
        self.chain = chain
        self.interval = interval
        self.witnesses = witnesses
    }

    /// The name under which the bundle is handed out.
    package var fileName: String { "\(number).zip" }

    /// The files of the bundle; equal bundles give equal bytes.
    package var archive: ZipArchive {
        var files = [
            ZipArchive.Entry(name: BundleFile.readme, bytes: Array(BundleText.readme(self).utf8)),
            ZipArchive.Entry(name: BundleFile.leaf, bytes: leaf),
            ZipArchive.Entry(name: BundleFile.opening, bytes: opening.encoded),
            ZipArchive.Entry(name: BundleFile.proof, bytes: proof.encoded),
            ZipArchive.Entry(name: BundleFile.token, bytes: tokenResponse),
            ZipArchive.Entry(name: BundleFile.authorityChain, bytes: Array(authorityChain.utf8)),
            ZipArchive.Entry(name: BundleFile.policy, bytes: Array(BundleText.policy(self).utf8)),
        ]
        if case .made(let bytes) = certificate {
            files.append(ZipArchive.Entry(name: BundleFile.certificate, bytes: bytes))
        }
        for link in chain {
            files.append(ZipArchive.Entry(name: BundleFile.chainLeaf(link.sequence), bytes: link.leaf))
            files.append(ZipArchive.Entry(name: BundleFile.chainProof(link.sequence), bytes: link.proof.encoded))
        }
        for (name, bytes) in interval.flatMap(\.files) { files.append(ZipArchive.Entry(name: name, bytes: bytes)) }
        let manifest = BundleManifest(number: number, files: files)
        files.insert(ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded), at: 1)
        return ZipArchive(entries: files)
    }
}
