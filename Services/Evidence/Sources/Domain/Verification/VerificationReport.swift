package import MeshKernel

/// What a verifier found, step by step.
package struct VerificationReport: Sendable, Equatable {
    /// One thing that is checked, in the order in which it is.
    package enum StepName: String, Sendable, CaseIterable {
        /// The bundle's files are the ones its manifest lists.
        case bundle
        /// The file is the one that the entry commits to.
        case file
        /// A timestamp authority saw the file's digest at the time it says.
        case token
        /// The entry stands in the log.
        case inclusion
        /// The log signed for that.
        case signature
        /// Independent witnesses saw the same log.
        case witnesses
        /// Independent times before and after the entry.
        case interval
        /// The entry continues its project's chain.
        case chain
    }

    /// How a step ended.
    package enum Outcome: String, Sendable {
        case passed
        case failed
        /// Not shown by this bundle, and not required.
        case notReached = "not reached"
        /// Something that it rests on had failed.
        case notChecked = "not checked"
    }

    /// One step and how it ended.
    package struct Step: Sendable, Equatable {
        /// What was checked.
        package let name: StepName
        /// How it ended.
        package let outcome: Outcome
        /// For people, in one line.
        package let detail: String

        package init(name: StepName, outcome: Outcome, detail: String) {
            self.name = name
            self.outcome = outcome
            self.detail = detail
        }
    }

    /// What the bundle states, as far as it could be read. Believe it only when the report is proven.
    package struct Statement: Sendable, Equatable {
        /// Name, size, holder, project, number.
        package var metadata: WorkMetadata?
        /// When the service says it accepted the work.
        package var acceptedAt: WallTime?
        /// The time in the token.
        package var timestampAt: WallTime?
        /// The token's policy, a dotted object identifier.
        package var timestampPolicy: String?
        /// The log's name.
        package var logOrigin: String?
        /// Place in the log, from 0.
        package var logIndex: UInt64?
        /// Place in the project's chain, from 0.
        package var sequence: UInt64?

        init() {}
    }

    /// All of them, in order.
    package let steps: [Step]
    /// What the bundle states.
    package let statement: Statement

    package init(steps: [Step], statement: Statement) {
        self.steps = steps
        self.statement = statement
    }

    /// The same with another end of the step `name`.
    func with(_ name: StepName, _ found: (outcome: Outcome, detail: String)) -> VerificationReport {
        VerificationReport(
            steps: steps.map {
                $0.name == name ? Step(name: name, outcome: found.outcome, detail: found.detail) : $0
            }, statement: statement)
    }

    /// Whether nothing failed and everything that every bundle must show was shown.
    package var isProven: Bool {
        steps.allSatisfy { step in
            switch (step.name, step.outcome) {
            case (_, .passed): true
            case (_, .failed), (_, .notChecked): false
            case (.witnesses, .notReached), (.interval, .notReached): true
            case (_, .notReached): false
            }
        }
    }

    /// Why a bundle is not looked at further.
    package enum Refusal: Error, Sendable, Equatable {
        /// Not an archive that is safe to open; says why.
        case archive(String)
        /// A file that every bundle has is not there.
        case missingFile(String)
        /// A file that no bundle has.
        case unknownFile(String)
    }
}
