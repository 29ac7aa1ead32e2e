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
    /// Versions of the project's copyright settings that are here and are what seal and items commit to.
    package let settings: [UInt32]
    /// Versions that seal or items name and that are not here.
    package let missingSettings: [UInt32]
    /// Items whose independent times found no room in the archive; each one's own bundle has them.
    package let omittedTimes: UInt64
    /// Files that nothing proves, for they are the service's own word: custody logs and filings.
    package let unprovenFiles: Int

    package init(
        isListed: Bool, seal: VerificationReport, items: [Item], fault: String?, earlierSeals: Int,
        erased: [Erased] = [], absentWorks: Int, strangers: Int, settings: [UInt32] = [],
        missingSettings: [UInt32] = [], omittedTimes: UInt64 = 0, unprovenFiles: Int = 0
    ) {
        self.isListed = isListed
        self.seal = seal
        self.items = items
        self.fault = fault
        self.earlierSeals = earlierSeals
        self.erased = erased
        self.absentWorks = absentWorks
        self.strangers = strangers
        self.settings = settings
        self.missingSettings = missingSettings
        self.omittedTimes = omittedTimes
        self.unprovenFiles = unprovenFiles
    }

    /// What was found about the items' independent times, each once, with the places in the chain of which it is said: in
    /// the order of the chain, neighbours as one range.
    package var intervals: [(detail: String, places: [ClosedRange<UInt64>])] {
        var found: [(detail: String, places: [ClosedRange<UInt64>])] = []
        var known: [String: Int] = [:]
        for item in items {
            guard let step = item.report.steps.first(where: { $0.name == .interval }) else { continue }
            let place = known[step.detail] ?? found.count
            if place == found.count { found.append((step.detail, [])) }
            known[step.detail] = place
            if let last = found[place].places.last, last.upperBound + 1 == item.sequence {
                found[place].places[found[place].places.count - 1] = last.lowerBound...item.sequence
            } else {
                found[place].places.append(item.sequence...item.sequence)
            }
        }
        return found
    }

    /// Whether seal and items are proven and the items are the chain that the seal ends.
    package var isProven: Bool {
        isListed && fault == nil && strangers == 0 && seal.isProven && items.allSatisfy(\.report.isProven)
    }
}
