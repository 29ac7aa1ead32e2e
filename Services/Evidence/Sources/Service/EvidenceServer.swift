package import Logging
package import MeshCrypto
package import MeshKernel
package import MeshRuntime
package import MeshStore

/// What the service does, one file for each rpc, over what they share.
package struct EvidenceServer: Sendable {
    let store: Store
    let blobs: Blobs
    let sequencer: LogSequencer
    let identity: LogIdentity
    /// Keys that the log had before; the verifier page believes them for bundles from then.
    let retiredLogKeys: [NoteKey]
    let authority: TimestampAuthority
    /// Who sees the log; nil for a log that nobody witnesses.
    let witnessing: Witnessing?
    /// SHA-256 of the authority's certificates.
    let authorityChainDigest: [UInt8]
    let offload: OffloadPool
    /// Who may put work on the offload pool now.
    let permits: Permits
    let time: any TimeSource
    let random: any RandomSource
    let identifiers: IdentifierSource
    let fileBytesMax: UInt64
    let certificates: CertificatePress
    let uploads: Uploads
    let credits: any CreditProvider
    /// Whose packs there are.
    package let suppliers: TimestampSuppliers
    /// How many bytes are kept for whom.
    let keptBytes: KeptBytes
    /// Whom identity has verified accounts as; nil where there is no identity to ask, which is in development alone.
    let holders: RememberedHolders?
    let categories: WorksCategoryList
    let logger: Logger
    /// The logs that anybody may read, the growing one first.
    let logs: [PublicLog]
    /// The service's own data key.
    let serviceKeys: ServiceKeySource
    /// Where strangers' questions about seals are answered, and those of the mesh.
    let strangersDesk: VerificationDesk
    let callersDesk: VerificationDesk
    /// Who keeps the log that came before this one; nil where none did, or nobody serves it.
    let former: (any FormerSeals)?
    /// Counts questions and checks; nil where nobody reads it.
    let report: EvidenceReport?
    /// How much of a chain goes into one archive.
    package var chainBounds = ChainBounds()
    /// Who may have an item checked now.
    let checking = Permits(Limits.checkReadsMax, waitersMax: Limits.verifyWaitersMax)
    /// How many timestamps are made for strangers at once.
    let publicTimestamps = Permits(Limits.publicTimestampsMax, waitersMax: Limits.publicTimestampsWaitingMax)
    /// Calls under the same idempotency key, one after the other.
    let turns = Turns<IdempotentTurn>(waitersMax: Limits.sameKeyWaitersMax)
    /// Seals of the same chain, one after the other.
    let chainTurns = Turns<Identifier>(waitersMax: Limits.sameKeyWaitersMax)
    /// Erasures of the same entry, one after the other.
    let erasureTurns = Turns<UInt64>(waitersMax: Limits.sameKeyWaitersMax)
    /// Erasures that are being finished, one after the other; there is one key.
    let finishTurns = Turns<Int>(waitersMax: BatchBounds.Limits.queueEntriesMax)
    /// Steps of the erasure of the same account, one after the other.
    let subjectTurns = Turns<String>(waitersMax: Limits.sameKeyWaitersMax)

    /// A server over an open store, its files and its log; without `credits`, over the store's own quota.
    package init(
        store: Store, blobs: Blobs, sequencer: LogSequencer, identity: LogIdentity,
        retiredLogKeys: [NoteKey] = [], authority: TimestampAuthority, witnessing: Witnessing? = nil,
        offload: OffloadPool, time: any TimeSource, random: any RandomSource,
        fileBytesMax: UInt64 = Limits.fileBytesMax, credits: (any CreditProvider)? = nil,
        suppliers: [ExternalAuthority] = [], keptBytesMax: UInt64 = Limits.keptBytesPerAccount,
        holders: (any HolderDirectory)? = nil,
        categories: WorksCategoryList = .assumed, publicBase: PublicBase? = nil, closedLogs: [PublicLog] = [],
        strangers: VerificationBudget.Rates = .strangers, questionBytesMax: Int = Limits.verifyFileBytesMax,
        former: (any FormerSeals)? = nil, report: EvidenceReport? = nil, logger: Logger
    ) {
        self.store = store
        self.blobs = blobs
        self.sequencer = sequencer
        self.identity = identity
        self.retiredLogKeys = retiredLogKeys
        self.authority = authority
        self.witnessing = witnessing
        authorityChainDigest = Digest.sha256(Array(authority.chainPEM.utf8))
        self.offload = offload
        // The pool is shared: half of its queue is ours to fill.
        permits = Permits(max(1, offload.queueMax / 2), waitersMax: BatchBounds.Limits.queueEntriesMax)
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        self.fileBytesMax = fileBytesMax
        uploads = Uploads(time: time)
        self.credits = credits ?? LocalCredits(store: store, time: time, random: random)
        self.suppliers = TimestampSuppliers(authority, others: suppliers, time: time, random: random)
        keptBytes = KeptBytes(bytesMax: keptBytesMax)
        self.holders = holders.map { RememberedHolders($0, time: time) }
        self.categories = categories
        certificates = CertificatePress(publicBase: publicBase, logger: logger)
        self.logger = logger
        let ownLog = PublicLog(
            store: store, key: identity.signer.publicKey, isFrozen: sequencer.isFrozen && !sequencer.takesTombstones)
        logs = [ownLog] + closedLogs
        serviceKeys = ServiceKeySource(store: store)
        strangersDesk = VerificationDesk(
            strangers, fileBytesMax: questionBytesMax, reader: ownLog.reader, time: time)
        callersDesk = VerificationDesk(
            .callers, fileBytesMax: questionBytesMax, reader: ownLog.callers, time: time)
        self.former = former
        self.report = report
    }
}

/// What makes two calls take turns: caller, account, method and key.
struct IdempotentTurn: Hashable, Sendable {
    let caller: String
    let account: String
    let method: String
    let key: String

    init(_ request: IdempotentRequest) {
        caller = request.caller
        account = request.subject
        method = request.method
        key = request.key
    }
}
