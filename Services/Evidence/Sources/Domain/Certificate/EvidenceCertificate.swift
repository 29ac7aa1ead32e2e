internal import MeshCrypto
internal import MeshKernel

/// What `certificate.pdf` says about one sealed work, for people. Everything is read from the bundle that it goes into,
/// so the two cannot differ; it proves nothing by itself.
package struct EvidenceCertificate: Sendable, Equatable {
    /// What keeps a certificate from being made.
    package enum Fault: Error, Sendable, Equatable {
        /// A part of the bundle that cannot be read; names it.
        case unreadable(String)
    }

    let number: EvidenceNumber
    let name: String
    let projectTitle: String
    /// The masked name that identity gave, or the masked account where nobody had verified the holder.
    let holder: String
    /// Whether it is a name.
    let isHolderNamed: Bool
    let verification: WorkMetadata.Holder.Verification
    /// Who has verified them; nil where nobody had, and in works sealed before this was kept.
    let verifiedBy: HolderAttestation.Authority?
    /// What the sender said of itself; on the holder's own sheet alone.
    let client: ClientStatement?
    let mode: WorkMetadata.Mode
    let digests: FileDigests
    let size: UInt64
    let mediaType: String
    let acceptedAt: WallTime
    let timestampAt: WallTime
    let sequence: UInt64
    let logOrigin: String
    let logIndex: UInt64
    let leafHash: TreeHash
    /// In hexadecimal.
    let tokenSerial: String
    let tokenPolicy: String
    let tokenIssuer: String
    /// Where anybody checks it; nil when this service has no public address.
    let address: String?

    /// The certificate of what `bundle` shows. `publicBase` is where strangers reach this service.
    package init(of bundle: Bundle, publicBase: PublicBase?) throws(Fault) {
        guard let leaf = Leaf(decoding: bundle.leaf) else { throw .unreadable(BundleFile.leaf) }
        guard let metadata = WorkMetadata(decoding: bundle.opening.meta) else { throw .unreadable(BundleFile.opening) }
        guard let note = try? SignedNote(parsing: bundle.proof.checkpoint),
            let checkpoint = try? Checkpoint(parsing: note.text)
        else { throw .unreadable(BundleFile.proof) }
        guard let response = try? TimestampResponse(der: bundle.tokenResponse),
            let token = try? TimestampToken(der: response.granted())
        else { throw .unreadable(BundleFile.token) }
        let chain = try? Certificate.list(pem: Array(bundle.authorityChain.utf8), path: BundleFile.authorityChain)
        guard let signer = chain?.first else { throw .unreadable(BundleFile.authorityChain) }
        self.init(
            metadata: metadata, sha256: bundle.opening.sha256,
            acceptedAt: WallTime(milliseconds: Int64(clamping: leaf.acceptedMilliseconds)), token: token,
            tokenIssuer: signer.subject, sequence: leaf.sequence, logOrigin: checkpoint.origin,
            logIndex: bundle.proof.inclusion.index, leafHash: leaf.hash,
            address: publicBase?.verification(of: metadata.number))
    }

    /// As another service tells strangers of it, which is all but its size, type, place in the chain and who verified
    /// its holder.
    init(
        told number: EvidenceNumber, name: String, projectTitle: String, holder: String,
        verification: WorkMetadata.Holder.Verification, mode: WorkMetadata.Mode, digests: FileDigests,
        acceptedAt: WallTime, timestampAt: WallTime, logOrigin: String, logIndex: UInt64, leafHash: TreeHash,
        tokenSerial: String, tokenPolicy: String, tokenIssuer: String
    ) {
        self.number = number
        self.name = name
        self.projectTitle = projectTitle
        self.holder = holder
        isHolderNamed = !holder.hasPrefix("acc_")
        self.verification = verification
        verifiedBy = nil
        self.mode = mode
        self.digests = digests
        size = 0
        mediaType = ""
        client = nil
        self.acceptedAt = acceptedAt
        self.timestampAt = timestampAt
        sequence = 0
        self.logOrigin = logOrigin
        self.logIndex = logIndex
        self.leafHash = leafHash
        self.tokenSerial = tokenSerial
        self.tokenPolicy = tokenPolicy
        self.tokenIssuer = tokenIssuer
        address = nil
    }

    /// Of parts that were read before.
    init(
        metadata: WorkMetadata, sha256: [UInt8], acceptedAt: WallTime, token: TimestampToken, tokenIssuer: String,
        sequence: UInt64, logOrigin: String, logIndex: UInt64, leafHash: TreeHash, address: String?
    ) {
        number = metadata.number
        self.name = metadata.name.description
        projectTitle = metadata.projectTitle.description
        let name = metadata.holder.attestation?.maskedName ?? ""
        isHolderNamed = name.contains { !$0.isWhitespace }
        holder = isHolderNamed ? name : Masking.account(metadata.holder.account)
        verification = metadata.holder.verification
        verifiedBy = metadata.holder.attestation?.authority
        client = metadata.client
        mode = metadata.mode
        digests = FileDigests(sha256: sha256, sm3: metadata.sm3)
        size = metadata.size
        mediaType = metadata.mediaType.description
        self.acceptedAt = acceptedAt
        timestampAt = token.time
        self.sequence = sequence
        self.logOrigin = logOrigin
        self.logIndex = logIndex
        self.leafHash = leafHash
        tokenSerial = Hexadecimal.encode(token.serial)
        tokenPolicy = token.policy
        self.tokenIssuer = tokenIssuer
        self.address = address
    }

    /// Who holds the work, as far as that may be shown, in the words of one language.
    func holder(in words: some CertificateWording) -> String {
        words.holder(holder, isNamed: isHolderNamed, verification, by: verifiedBy)
    }
}
