package import MeshKernel

/// What can happen to an item.
package enum CustodyKind: String, Sendable, CaseIterable {
    /// The custody log begins, with an item that was sealed before there was one.
    case begun
    /// The upload began at this time and came whole, or the digests came.
    case received
    /// Its digests were taken, or the declared ones.
    case hashed
    /// Encrypted, and on the disk.
    case stored
    /// It got its token.
    case timestamped
    /// It is in the append-only log.
    case logged
    /// Its bundle was given out.
    case given
    /// It was given out as a part of its chain.
    case exported
    /// Its stored bytes were read.
    case read
    /// It was held against its seal again.
    case checked
    /// The independent times around it were given out.
    case renewed
    /// What opens it was destroyed.
    case erased
}

/// Whose doing something was.
package struct CustodyActor: Sendable, Hashable {
    /// The account for which it was done; nil for the service's own doing.
    package let account: String?
    /// Who acted for the account, an institution's; nil when it acted for itself.
    package let person: String?
    /// The service that did it, or through which it was asked for.
    package let service: String

    package init(account: String?, person: String? = nil, service: String) {
        self.account = account
        self.person = person
        self.service = service
    }

    /// This service, of itself.
    package static let ourselves = CustodyActor(account: nil, service: "evidence")
}

/// One thing that happened to an item: when, what, by whom. Nothing that is personal beyond identifiers of accounts,
/// and no digest of the item's file, may stand in it.
package struct CustodyEvent: Sendable, Equatable {
    /// A word about it, e.g. how many bytes.
    package struct Fact: Sendable, Equatable {
        /// What is told, e.g. "bytes".
        package let name: String
        /// What it is.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// When.
    package let at: WallTime
    /// What.
    package let kind: CustodyKind
    /// By whom.
    package let actor: CustodyActor
    /// More about it.
    package let facts: [Fact]

    package init(at: WallTime, kind: CustodyKind, actor: CustodyActor, facts: [Fact] = []) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.facts = facts
    }

    /// The value of the fact `name`; nil without one.
    package func fact(_ name: String) -> String? {
        facts.first { $0.name == name }?.value
    }
}
