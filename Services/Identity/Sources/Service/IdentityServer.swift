package import Logging
package import MeshKernel
package import MeshRuntime
package import MeshStore

/// What the service does, one file for each rpc, over what they share.
package struct IdentityServer: Sendable {
    let store: Store
    /// Pictures of dossiers.
    let blobs: Blobs
    /// Where pictures are decoded.
    let pictures: OffloadPool
    /// Reads what is written on pictures; nil when that is left to staff.
    let reader: DocumentReader?
    /// How long a picture may take to come.
    let uploadLimit: Duration
    /// Pictures on their way in.
    let uploads = UploadPlaces()
    /// The service's own data key.
    let key: ServiceKey
    let passwords: PasswordHashing
    let mint: TokenMint
    /// Who brings codes to people.
    let delivery: any CodeDelivery
    /// Who is told where accounts are reached, and tells them; nil when nobody is.
    let messenger: (any AccountMessenger)?
    /// Who erases what evidence keeps of accounts; nil when nobody does.
    let eraser: (any SubjectEraser)?
    /// Through whom people may sign in.
    let thirdParties: ThirdPartyDirectory
    /// What each authority asks.
    let profiles: AuthorityProfiles
    /// Who says whether name, number and mobile number belong together, and what a mismatch means.
    let threeFactors: ThreeFactorPolicy
    let time: any TimeSource
    let random: any RandomSource
    let identifiers: IdentifierSource
    let notices: IdentityNotices
    let logger: Logger

    /// A server over an open store, its files and its key; `pictures` decodes, which may take a second. Who makes one
    /// closes `pictures`, `reader` and `passwords` after it.
    package init(
        store: Store, blobs: Blobs, pictures: OffloadPool, reader: DocumentReader? = nil,
        uploadLimit: Duration = .seconds(Limits.uploadSecondsMax), key: ServiceKey, passwords: PasswordHashing,
        mint: TokenMint, delivery: any CodeDelivery, messenger: (any AccountMessenger)? = nil,
        eraser: (any SubjectEraser)? = nil, thirdParties: ThirdPartyDirectory = .none,
        profiles: AuthorityProfiles = .published, threeFactors: ThreeFactorPolicy = ThreeFactorPolicy(),
        time: any TimeSource,
        random: any RandomSource, notices: IdentityNotices, logger: Logger
    ) {
        self.store = store
        self.blobs = blobs
        self.pictures = pictures
        self.reader = reader
        self.uploadLimit = uploadLimit
        self.key = key
        self.passwords = passwords
        self.mint = mint
        self.delivery = delivery
        self.messenger = messenger
        self.eraser = eraser
        self.thirdParties = thirdParties
        self.profiles = profiles
        self.threeFactors = threeFactors
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        self.notices = notices
        self.logger = logger
    }

    /// Writes that sign-ins are over, for the other services and for the audit.
    func tell(_ ended: [EndedSession], actor: String, trace: String, in transaction: Transaction) throws {
        for end in ended {
            try transaction.append(
                Event(
                    type: IdentityEvents.sessionEnded, aggregate: end.session.text, payload: notices.sessionEnded(end),
                    trace: trace))
            try transaction.audit(
                AuditRecord(
                    at: transaction.now, account: end.account.text, actor: actor,
                    action: end.reason == .reused ? .refreshReused : .sessionEnded, object: end.session.text),
                key: key)
        }
    }

    /// Has an account told what happened to it now, once this transaction is there.
    func tell(_ account: Identifier, of event: SafetyNotice.Event, in transaction: Transaction) throws {
        try transaction.put(
            AccountErrand(account: account, notice: SafetyNotice(event, at: transaction.now)),
            reference: identifiers.next(.request).text)
    }
}
