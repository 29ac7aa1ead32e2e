internal import MeshCrypto
package import MeshKernel

/// A code that was sent: six digits for one purpose, good for five minutes, once, and for five wrong tries.
package struct OneTimeCode: Sendable, Equatable {
    /// Bounds of a code.
    package enum Limits {
        /// Digits of a code.
        package static let digits = 6
        /// How long it is good.
        package static let lifeSeconds: Int64 = 300
        /// Wrong tries after which it is good no more.
        package static let wrongTriesMax = 5
        /// Of these, tries from one source: whoever else tries codes leaves the owner their own.
        package static let wrongTriesPerSourceMax = 2
    }

    /// What became of a try.
    package enum Outcome: Sendable, Equatable {
        /// The code is right and used up now.
        case accepted
        /// It is not the one that was sent; so many tries are left.
        case wrong(triesLeft: Int)
        /// It was good until a while ago.
        case expired
        /// It was used before.
        case spent
        /// It was tried wrongly too often, and even the right one is refused.
        case exhausted
        /// It was sent for something else.
        case otherPurpose
    }

    /// What it is good for.
    package let purpose: CodePurpose
    /// A keyed digest of recipient, purpose and code; the code itself is nowhere kept.
    package let digest: [UInt8]
    /// When it was sent.
    package let sentAt: WallTime
    /// Wrong tries so far.
    package let wrongTries: Int
    /// Whether it was used.
    package let isSpent: Bool

    package init(
        purpose: CodePurpose, digest: [UInt8], sentAt: WallTime, wrongTries: Int = 0, isSpent: Bool = false
    ) {
        self.purpose = purpose
        self.digest = digest
        self.sentAt = sentAt
        self.wrongTries = wrongTries
        self.isSpent = isSpent
    }

    /// From when on it is good no more.
    package var expiresAt: WallTime { sentAt.advanced(by: .seconds(Limits.lifeSeconds)) }

    /// Tries what somebody typed, given as its keyed digest: the code as it stands from then on, and what came of it.
    /// Only a wrong try and the right one change anything.
    package func trying(_ typed: [UInt8], for purpose: CodePurpose, now: WallTime) -> (code: OneTimeCode, Outcome) {
        guard purpose == self.purpose else { return (self, .otherPurpose) }
        guard !isSpent else { return (self, .spent) }
        guard wrongTries < Limits.wrongTriesMax else { return (self, .exhausted) }
        // A clock that was set back makes no code younger than it was when it was sent.
        guard now >= sentAt, now < expiresAt else { return (self, .expired) }
        guard ConstantTime.areEqual(typed, digest) else {
            let next = OneTimeCode(purpose: purpose, digest: digest, sentAt: sentAt, wrongTries: wrongTries + 1)
            return (next, .wrong(triesLeft: Limits.wrongTriesMax - next.wrongTries))
        }
        return (
            OneTimeCode(purpose: purpose, digest: digest, sentAt: sentAt, wrongTries: wrongTries, isSpent: true),
            .accepted
        )
    }

    /// Six digits, each code as likely as any other.
    package static func draw(from random: any RandomSource) -> String {
        // Words above the last whole million would make small codes likelier; one in 18 billion is drawn again.
        var word = random.word()
        while word >= UInt64.max - UInt64.max % 1_000_000 { word = random.word() }
        let digits = String(word % 1_000_000)
        return String(repeating: "0", count: Limits.digits - digits.count) + digits
    }

    /// Whether `text` has the form of a code.
    package static func isWellFormed(_ text: String) -> Bool {
        text.utf8.count == Limits.digits
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
