package import MeshKernel

/// Work that touches the outside (a message, a payout, an external timestamp), to be done after its cause is committed.
package struct Job: Sendable, Equatable {
    /// What is to be done; names the worker.
    package let kind: String
    /// What makes it one and the same work, here and at the provider; unique for its kind.
    package let reference: String
    /// What the worker needs; at most 1 MiB. Ids, no personal data.
    package let payload: [UInt8]
    /// Not before this moment; nil for at once.
    package let notBefore: WallTime?

    /// A piece of work.
    package init(kind: String, reference: String, payload: [UInt8], notBefore: WallTime? = nil) {
        self.kind = kind
        self.reference = reference
        self.payload = payload
        self.notBefore = notBefore
    }
}

/// Where a job stands.
package enum JobState: String, Sendable, CaseIterable {
    /// Waits for its time.
    case ready
    /// Somebody has claimed it.
    case running
    /// Done.
    case done
    /// Given up; a person has to look.
    case failed
    /// Whether the outside was reached is not known: it is looked up before it is ever sent again.
    case unknown
}

/// A job in somebody's hands, until the lease ends.
package struct ClaimedJob: Sendable, Equatable {
    /// Its identifier.
    package let id: String
    /// What is to be done.
    package let kind: String
    /// What makes it one and the same work; sent to the provider as its idempotency key.
    package let reference: String
    /// What the worker needs.
    package let payload: [UInt8]
    /// How often it has been tried, this time included.
    package let attempts: Int
    /// Whether its outcome is unknown: ask the provider first, and do not send.
    package let mustLookUp: Bool
    /// When the lease ends.
    package let leaseUntil: WallTime
    /// Counts claims; a settlement under an older one is refused.
    let lease: Int64
}
