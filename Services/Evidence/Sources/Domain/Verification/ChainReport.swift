package import MeshKernel

/// What a verifier found about a whole chain.
package struct ChainReport: Sendable, Equatable {
    /// One item of the chain.
    package struct Item: Sendable, Equatable {
        /// Place in the chain, from 0.
        package let sequence: UInt64
        /// What was found about it.
        package let report: VerificationReport
        /// Whether its file was there to compare; otherwise only the digest that its entry commits to was.
        package let isFileCompared: Bool

        package init(sequence: UInt64, report: VerificationReport, isFileCompared: Bool) {
            self.sequence = sequence
            self.report = report
            self.isFileCompared = isFileCompared
        }
    }

    /// An entry whose contents were erased at its holder's wish, as the log itself says.
    package struct Erased: Sendable, Equatable {
        /// Place in the chain, from 0.
        package let sequence: UInt64
        /// When, as the log says.
        package let at: WallTime

        package init(sequence: UInt64, at: WallTime) {
            self.sequence = sequence
            self.at = at
        }
    }

    /// Whether the archive's files are the ones that its manifest lists.
    package let isListed: Bool
    /// What was found about the seal.
    package let seal: VerificationReport
    /// In the order of the chain.
    package let items: [Item]
    /// Why the items are not the chain that the seal ends; nil when they are.
    package let fault: String?
    /// Entries before the seal that are earlier seals.
    package let earlierSeals: Int
    /// Works before the seal that were erased, in the order of the chain. Their places in it are shown.
    package let erased: [Erased]
    /// Works before the seal whose proof is not here and of which the bundle does not show that they were erased. Their
    /// places in the chain are shown.
    package let absentWorks: Int
    /// Files that were given and belong to no item.
    package let strangers: Int

    package init(
        isListed: Bool, seal: VerificationReport, items: [Item], fault: String?, earlierSeals: Int,
        erased: [Erased] = [], absentWorks: Int, strangers: Int
    ) {
        self.isListed = isListed
        self.seal = seal
        self.items = items
        self.fault = fault
        self.earlierSeals = earlierSeals
        self.erased = erased
        self.absentWorks = absentWorks
        self.strangers = strangers
    }

    /// Whether seal and items are proven and the items are the chain that the seal ends.
    package var isProven: Bool {
        isListed && fault == nil && strangers == 0 && seal.isProven && items.allSatisfy(\.report.isProven)
    }
}
