internal import MeshDocument
internal import MeshKernel

/// Checks what a chain's bundle says of entries that were erased.
struct ErasureExamination {
    /// What does not fit; for people.
    struct Fault: Error, Equatable {
        let reason: String
    }

    /// The bundle of the chain's seal, which shows every entry before it.
    let seal: ZipArchive
    /// The files below `erased/`, by their whole names.
    let files: [ZipArchive.Entry]

    /// The erased entries in the order of the chain, each named by an entry of the log that stands in the same chain and
    /// under the seal's checkpoint.
    func found() throws(Fault) -> [ChainReport.Erased] {
        guard !files.isEmpty else { return [] }
        guard let proof = seal[BundleFile.proof].flatMap({ try? LogProof(parsing: $0) }),
            let checkpoint = (try? SignedNote(parsing: proof.checkpoint)).flatMap({ try? Checkpoint(parsing: $0.text) }
            ),
            let chain = seal[BundleFile.leaf].flatMap({ Leaf(decoding: $0) })
        else { throw Fault(reason: "the seal's proof cannot be read") }
        let byName = ZipArchive(entries: files)
        var erased: [ChainReport.Erased] = []
        var expected: [String] = []
        for file in files where file.name.hasSuffix(ChainFile.erasedLeafSuffix) {
            guard let sequence = ChainFile.erasedSequence(file.name),
                erased.last.map({ $0.sequence < sequence }) ?? true
            else { throw Fault(reason: "\(file.name) is not in its place") }
            let proofName = ChainFile.erasedProof(sequence)
            expected += [file.name, proofName]
            guard let leaf = Leaf(decoding: file.bytes), leaf.chainID == chain.chainID,
                let entry = seal[BundleFile.chainLeaf(sequence)],
                let place = seal[BundleFile.chainProof(sequence)].flatMap({ try? LogProof(parsing: $0) }),
                Tombstone(index: place.inclusion.index, leafHash: .leaf(entry)).isStated(by: leaf)
            else { throw Fault(reason: "\(file.name) does not say that entry \(sequence) was erased") }
            guard
                let own = byName[proofName].flatMap({ try? LogProof(parsing: $0) }),
                own.checkpoint == proof.checkpoint,
                own.inclusion.root(leaf: .leaf(file.bytes), size: checkpoint.size) == checkpoint.root
            else { throw Fault(reason: "\(proofName) does not lead to the checkpoint's root") }
            erased.append(
                ChainReport.Erased(
                    sequence: sequence, at: WallTime(milliseconds: Int64(clamping: leaf.acceptedMilliseconds))))
        }
        guard files.map(\.name) == expected else { throw Fault(reason: "erased/ holds something else") }
        return erased
    }
}
