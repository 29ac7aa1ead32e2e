internal import MeshCrypto
internal import MeshDocument
internal import MeshKernel

/// One run of the verifier over one bundle. Each step rests on the ones before it and says so when one of them failed.
struct BundleExamination {
    private typealias Outcome = VerificationReport.Outcome

    private let archive: ZipArchive
    private let file: FileDigests
    private let kind: LeafKind
    private let trust: TrustAnchors
    private let requiredWitnesses: Int
    /// Whether a manifest elsewhere lists the files; nil when the bundle has its own.
    private let isListedElsewhere: Bool?
    private var statement = VerificationReport.Statement()

    private let leafBytes: [UInt8]
    private let leaf: Leaf?
    private let opening: Opening?
    private let metadata: WorkMetadata?
    private let proof: LogProof?
    private let note: SignedNote?
    private let checkpoint: Checkpoint?

    init(
        archive: ZipArchive, file: FileDigests, kind: LeafKind, trust: TrustAnchors, requiredWitnesses: Int,
        isListedElsewhere: Bool? = nil
    ) {
        self.archive = archive
        self.file = file
        self.kind = kind
        self.trust = trust
        self.requiredWitnesses = requiredWitnesses
        self.isListedElsewhere = isListedElsewhere
        leafBytes = archive[BundleFile.leaf] ?? []
        leaf = Leaf(decoding: leafBytes)
        opening = archive[BundleFile.opening].flatMap { Opening(decoding: $0) }
        metadata = opening.flatMap { WorkMetadata(decoding: $0.meta) }
        proof = archive[BundleFile.proof].flatMap { try? LogProof(parsing: $0) }
        note = proof.flatMap { try? SignedNote(parsing: $0.checkpoint) }
        checkpoint = note.flatMap { try? Checkpoint(parsing: $0.text) }
    }

    mutating func report() -> VerificationReport {
        statement.metadata = metadata
        statement.acceptedAt = leaf.map { WallTime(milliseconds: Int64(clamping: $0.acceptedMilliseconds)) }
        statement.sequence = leaf?.sequence
        statement.logOrigin = checkpoint?.origin
        statement.logIndex = proof?.inclusion.index
        var steps: [VerificationReport.Step] = []
        for name in VerificationReport.StepName.allCases { steps.append(step(name)) }
        return VerificationReport(steps: steps, statement: statement)
    }

    /// Whether the report would be proven; looks no further than the first step that does not hold.
    mutating func isProven() -> Bool {
        for name in VerificationReport.StepName.allCases {
            guard VerificationReport(steps: [step(name)], statement: statement).isProven else { return false }
        }
        return true
    }

    private mutating func check(_ name: VerificationReport.StepName) -> (Outcome, String) {
        switch name {
        case .bundle: checkBundle()
        case .file: checkFile()
        case .token: checkToken()
        case .inclusion: checkInclusion()
        case .signature: checkSignature()
        case .witnesses: checkWitnesses()
        case .interval: checkInterval()
        case .chain: checkChain()
        }
    }

    private mutating func step(_ name: VerificationReport.StepName) -> VerificationReport.Step {
        let (outcome, detail) = check(name)
        return VerificationReport.Step(name: name, outcome: outcome, detail: detail)
    }

    private func checkBundle() -> (Outcome, String) {
        if let damaged = archive.entries.first(where: { !$0.isIntact }) {
            return (.failed, "\(damaged.name) does not fit its checksum")
        }
        guard let metadata else { return (.failed, "the metadata cannot be read") }
        if let isListedElsewhere {
            return isListedElsewhere
                ? (.passed, "the files are as the chain's manifest.json lists them")
                : (.failed, "the files are not the ones that the chain's manifest.json lists")
        }
        let manifest = BundleManifest(number: metadata.number, files: archive.entries)
        guard manifest.encoded == archive[BundleFile.manifest] else {
            return (.failed, "the files are not the ones that manifest.json lists")
        }
        let sheet = archive[BundleFile.certificate] == nil ? "" : "; \(BundleFile.certificate) is not evidence"
        return (.passed, "\(archive.entries.count) files as listed\(sheet)")
    }

    private func checkFile() -> (Outcome, String) {
        guard let leaf else { return (.failed, "leaf.bin is not an entry of the log") }
        guard leaf.kind == kind else {
            return (.failed, kind == .work ? "the entry is not about one work" : "the entry is not a chain's seal")
        }
        guard let opening, let metadata else { return (.failed, "opening.json cannot be read") }
        guard opening.sha256 == file.sha256 else { return (.failed, "the file's SHA-256 is not the sealed one") }
        guard metadata.sm3 == file.sm3 else { return (.failed, "the file's SM3 is not the sealed one") }
        guard opening.workCommit == leaf.workCommit else {
            return (.failed, "the entry does not commit to the file's digest")
        }
        guard opening.metaCommit == leaf.metaCommit else {
            return (.failed, "the entry does not commit to the metadata")
        }
        switch metadata.mode {
        case .bytes: return (.passed, "SHA-256 \(Hexadecimal.encode(file.sha256))")
        case .digest: return (.passed, "SHA-256 \(Hexadecimal.encode(file.sha256)); possession not shown")
        }
    }

    private mutating func checkToken() -> (Outcome, String) {
        guard let leaf else { return (.notChecked, "leaf.bin is not an entry of the log") }
        do throws(TimestampError) {
            let response = try TimestampResponse(der: archive[BundleFile.token] ?? [])
            guard response.isPlainGrant else { return (.failed, "token.tsr is not a plain grant") }
            let token = try TimestampToken(der: response.granted())
            statement.timestampAt = token.time
            statement.timestampPolicy = token.policy
            guard Digest.sha256(token.der) == leaf.tokenHash.bytes else {
                return (.failed, "the entry does not commit to the token")
            }
            try token.verify(digest: file.sha256, trust: trust.authorities)
            return (.passed, "\(Moment.text(token.time)), \(Self.clock(token.policy))")
        } catch {
            return (.failed, Self.describe(error))
        }
    }

    private func checkInclusion() -> (Outcome, String) {
        guard let proof else { return (.failed, "proof.tlog-proof cannot be read") }
        guard let checkpoint else { return (.failed, "the checkpoint cannot be read") }
        let root = proof.inclusion.root(leaf: .leaf(leafBytes), size: checkpoint.size)
        guard root == checkpoint.root else { return (.failed, "the entry does not lead to the checkpoint's root") }
        return (.passed, "entry \(proof.inclusion.index) of \(checkpoint.size)")
    }

    private func checkSignature() -> (Outcome, String) {
        guard let note, let checkpoint else { return (.notChecked, "the checkpoint cannot be read") }
        let key = trust.logKey(for: note)
        do throws(NoteError) {
            try key.verify(note)
        } catch {
            switch error {
            case .unsigned where note.isSigned(underName: trust.log.name):
                return (
                    .failed,
                    "signed with a key of \(trust.log.name) that the trust folder does not name; one that the log had "
                        + "before belongs in its log-retired.pub"
                )
            case .unsigned: return (.failed, "not signed by the trusted log \(trust.log.name)")
            case .wrongSignature: return (.failed, "the log's signature does not hold")
            case .tooLarge, .malformed: return (.failed, "the checkpoint cannot be read")
            }
        }
        guard checkpoint.origin == trust.log.name else {
            return (.failed, "the checkpoint is of another log, \(checkpoint.origin)")
        }
        return (.passed, "signed by \(trust.log.name)" + (key == trust.log ? "" : ", with a key that it had before"))
    }

    private func checkWitnesses() -> (Outcome, String) {
        guard let note else { return (.notChecked, "the checkpoint cannot be read") }
        do throws(NoteError) {
            let names = try trust.witnesses.cosigners(of: note).map(\.witness.name)
            let list = names.isEmpty ? "" : ": " + names.joined(separator: ", ")
            let detail = "\(names.count) of \(requiredWitnesses) required cosignatures\(list)"
            if names.count >= max(1, requiredWitnesses) { return (.passed, detail) }
            return (requiredWitnesses > 0 ? .failed : .notReached, detail)
        } catch {
            return (.failed, "a cosignature by a trusted witness does not hold")
        }
    }

    private func checkInterval() -> (Outcome, String) {
        guard let checkpoint, let proof else { return (.notChecked, "the checkpoint cannot be read") }
        guard let tokenTime = statement.timestampAt else { return (.notChecked, "the token cannot be read") }
        do throws(IntervalExamination.Fault) {
            let finding = try IntervalExamination(
                archive: archive, checkpoint: checkpoint, index: proof.inclusion.index, tokenTime: tokenTime,
                trust: trust
            ).finding()
            return (finding.isReached ? .passed : .notReached, finding.detail)
        } catch {
            switch error {
            case .broken(let reason): return (.failed, reason)
            }
        }
    }

    private func checkChain() -> (Outcome, String) {
        guard let leaf else { return (.notChecked, "leaf.bin is not an entry of the log") }
        guard let checkpoint else { return (.notChecked, "the checkpoint cannot be read") }
        let names = archive.entries.map(\.name).filter { $0.hasPrefix(BundleFile.chainFolder) }
        let count = UInt64(names.count / 2)
        guard count <= leaf.sequence, leaf.sequence == 0 || count > 0 else {
            return (.failed, "chain/ does not lead up to this entry")
        }
        let first = leaf.sequence - count
        var previous: TreeHash?
        var expected: [String] = []
        var shown: [TreeHash: Tombstone] = [:]
        var places: [TreeHash: UInt64] = [:]
        var erased: [UInt64] = []
        for sequence in first..<leaf.sequence {
            let leafName = BundleFile.chainLeaf(sequence)
            let proofName = BundleFile.chainProof(sequence)
            expected += [leafName, proofName]
            guard let bytes = archive[leafName], let earlier = Leaf(decoding: bytes), earlier.sequence == sequence,
                earlier.chainID == leaf.chainID
            else { return (.failed, "\(leafName) is not entry \(sequence) of this chain") }
            guard let proof = archive[proofName].flatMap({ try? LogProof(parsing: $0) }),
                proof.checkpoint == self.proof?.checkpoint,
                proof.inclusion.root(leaf: .leaf(bytes), size: checkpoint.size) == checkpoint.root
            else { return (.failed, "\(proofName) does not lead to the checkpoint's root") }
            let expectedPrevious = sequence == 0 ? .zero : previous
            if let expectedPrevious, earlier.previousLeafHash != expectedPrevious {
                return (.failed, "\(leafName) does not name the one before it")
            }
            let hash = TreeHash.leaf(bytes)
            shown[hash] = Tombstone(index: proof.inclusion.index, leafHash: hash)
            places[hash] = sequence
            if let place = places[earlier.workCommit], shown[earlier.workCommit]?.isStated(by: earlier) == true {
                erased.append(place)
            }
            previous = hash
        }
        guard names == expected else { return (.failed, "chain/ holds something else") }
        guard leaf.previousLeafHash == (leaf.sequence == 0 ? .zero : previous) else {
            return (.failed, "the entry does not name the one before it")
        }
        let whole = first == 0 ? "from its beginning" : "from entry \(first) on"
        let gone =
            erased.isEmpty ? "" : "; erased since: " + erased.sorted().map { "entry \($0)" }.joined(separator: ", ")
        return (.passed, "entry \(leaf.sequence) of its chain, shown \(whole)\(gone)")
    }

    private static func clock(_ policy: String) -> String {
        switch policy {
        case TimestampPolicy.synchronisedClock: "clock synchronised"
        case TimestampPolicy.hostClock: "clock of the host, not synchronised"
        default: "policy \(policy)"
        }
    }

    private static func describe(_ error: TimestampError) -> String {
        switch error {
        case .unusable: "a trust anchor cannot be used"
        case .library(let reason): reason
        case .timeNotAvailable, .refused: "token.tsr is a refusal"
        case .malformed(let what): "token.tsr: \(what)"
        case .wrongImprint: "the token is about another digest"
        case .wrongNonce: "the token repeats another nonce"
        case .untrusted(let reason): "the token's signature or chain does not hold: \(reason)"
        case .wrongKeyUsage: "the token's signer is not for timestamps alone"
        case .unboundCertificate: "the token does not bind its signer's certificate"
        }
    }
}
