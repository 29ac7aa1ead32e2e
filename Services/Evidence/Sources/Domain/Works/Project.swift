package import MeshKernel

/// The title of a project: 1 to 200 characters.
package struct ProjectTitle: Sendable, Hashable, CustomStringConvertible {
    /// Bounds of one title.
    package enum Limits {
        /// As a reader counts them.
        package static let titleCharactersMax = 200
        /// Characters can be long; this many bytes at most.
        package static let titleBytesMax = 2_000
    }

    package let description: String

    /// Refuses an empty or blank title, one that is too long, and control characters.
    package init(_ text: String) throws(EvidenceError) {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { throw .invalidTitle(.empty) }
        guard text.utf8.count <= Limits.titleBytesMax, text.count <= Limits.titleCharactersMax else {
            throw .invalidTitle(.tooLong)
        }
        guard !text.unicodeScalars.contains(where: ControlCharacters.contains) else {
            throw .invalidTitle(.controlCharacter)
        }
        description = text
    }

    /// Trusts `text`: for titles read back from one's own store.
    init(stored text: String) {
        description = text
    }

    /// What is wrong with a title.
    package enum Fault: Sendable, Equatable {
        case empty
        case tooLong
        case controlCharacter
    }
}

/// The process files of one work; its items form one chain in the log.
package struct Project: Sendable, Equatable {
    /// Its identifier.
    package let id: Identifier
    /// Whose it is.
    package let account: String
    /// What its owner calls it.
    package let title: ProjectTitle
    /// Whose rules it follows.
    package let authority: AuthorityProfile
    /// When it was created.
    package let createdAt: WallTime
    /// Its pseudonym in the log.
    package let chainID: ChainID
    /// Where its chain goes on.
    package let chain: ChainHead
    /// What its next item inherits; nil before the first copyright settings.
    package let copyright: CopyrightReference?
    /// How often its chain was sealed.
    package let chainSeals: UInt32
    /// Entries of its chain that say that another one was erased.
    package let tombstones: UInt64

    package init(
        id: Identifier, account: String, title: ProjectTitle, authority: AuthorityProfile, createdAt: WallTime,
        chainID: ChainID, chain: ChainHead, copyright: CopyrightReference? = nil, chainSeals: UInt32 = 0,
        tombstones: UInt64 = 0
    ) {
        self.id = id
        self.account = account
        self.title = title
        self.authority = authority
        self.createdAt = createdAt
        self.chainID = chainID
        self.chain = chain
        self.copyright = copyright
        self.chainSeals = chainSeals
        self.tombstones = tombstones
    }

    /// Items sealed so far, erased ones included: its chain's entries without the seals and tombstones among them.
    package var itemCount: UInt64 { chain.nextSequence - min(chain.nextSequence, UInt64(chainSeals) + tombstones) }
}

/// Where a chain goes on: the next place in it and the leaf before.
package struct ChainHead: Sendable, Equatable {
    /// The chain before its first leaf.
    package static let start = ChainHead(nextSequence: 0, lastLeafHash: .zero)

    /// Also the number of entries so far.
    package var nextSequence: UInt64
    /// Zeros before the first leaf.
    package var lastLeafHash: TreeHash

    package init(nextSequence: UInt64, lastLeafHash: TreeHash) {
        self.nextSequence = nextSequence
        self.lastLeafHash = lastLeafHash
    }
}

/// Whose rules an aggregate follows; authorities differ, so rules that differ hang on this name.
package enum AuthorityProfile: String, Sendable, CaseIterable {
    /// Our own platform, until an authority is named.
    case platform
}
