package import MeshKernel

/// What was found when an item was held against its seal again.
package struct ItemCheck: Sendable, Equatable {
    /// What did not hold.
    package enum Fault: Sendable, Hashable {
        /// The stored bytes are gone, changed, or not those that were sealed.
        case bytes
        /// What opens the item does not open, or does not fit its row.
        case opening
        /// A custody record is missing or not what was written.
        case custody
        /// A step of the verifier's.
        case step(VerificationReport.StepName)

        /// In one word.
        package var word: String {
            switch self {
            case .bytes: "bytes"
            case .opening: "opening"
            case .custody: "custody"
            case .step(let name): name.rawValue
            }
        }
    }

    /// The item.
    package let item: Identifier
    /// When.
    package let at: WallTime
    /// What did not hold, in words; empty when everything did.
    package let failed: [String]
    /// Stored bytes that were read.
    package let bytes: UInt64
    /// Who asked for it.
    package let actor: CustodyActor

    package init(item: Identifier, at: WallTime, failed: [String], bytes: UInt64, actor: CustodyActor) {
        self.item = item
        self.at = at
        self.failed = failed
        self.bytes = bytes
        self.actor = actor
    }

    /// Whether everything held.
    package var hasPassed: Bool { failed.isEmpty }
}

extension ItemCheck {
    /// As it stands in the custody log.
    package var event: CustodyEvent {
        CustodyEvent(
            at: at, kind: .checked, actor: actor,
            facts: [
                .init("outcome", hasPassed ? "passed" : "failed"), .init("failed", failed.joined(separator: " ")),
                .init("bytes", String(bytes)),
            ])
    }

    /// Reads what `event` gave; nil for every other event.
    package init?(_ event: CustodyEvent, item: Identifier) {
        guard event.kind == .checked, let failed = event.fact("failed"),
            let bytes = event.fact("bytes").flatMap({ UInt64($0) })
        else { return nil }
        self.init(
            item: item, at: event.at, failed: failed.split(separator: " ").map(String.init), bytes: bytes,
            actor: event.actor)
    }
}
