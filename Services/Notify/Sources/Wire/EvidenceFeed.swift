internal import MeshAPI
internal import MeshKernel
package import MeshStore
internal import ProtobufC

/// Evidence's events as this service understands them.
package enum EvidenceFeed {
    /// An event whose payload is not what its type says; it is parked and tried again.
    package struct Malformed: Error, Sendable, Equatable {
        /// The event's type.
        package let type: String
    }

    /// The events that somebody is told of.
    private enum Told: String {
        case sealed = "evidence.sealed"
        case chainSealed = "chain.sealed"
        case filingExpiring = "filing.expiring"
        case filingVoid = "filing.void"
        case filingRenewed = "filing.renewed"
        case creditExpiring = "credit.expiring"
        case damaged = "evidence.damaged"
    }

    /// The word of a check whose item's stored bytes are not those that were sealed.
    private static let damagedBytes = "bytes"

    /// The news of an event; nil for one that nobody is told of. Throws `Malformed`, or what the payload's reader throws.
    package static func news(of event: FeedEvent) throws -> EvidenceNews? {
        guard let told = Told(rawValue: event.type) else { return nil }
        // A later shape keeps the fields of the first, so every version is read.
        switch told {
        case .sealed:
            let sealed = try EvidenceV1.EvidenceSealed(serialized: event.payload)
            return .sealed(
                account: sealed.account, number: sealed.number, at: try time(sealed.timestampAt, in: event))
        case .chainSealed:
            let sealed = try EvidenceV1.ChainSealed(serialized: event.payload)
            return .chainSealed(
                account: sealed.account, number: sealed.number, version: sealed.version,
                at: try time(sealed.timestampAt, in: event))
        case .filingExpiring:
            let filing = try EvidenceV1.FilingChanged(serialized: event.payload)
            return .filingExpiring(
                account: filing.account, filing: filing.filing, days: filing.daysBefore,
                end: try time(filing.expiresAt, in: event))
        case .filingVoid:
            let filing = try EvidenceV1.FilingChanged(serialized: event.payload)
            return .filingVoid(
                account: filing.account, filing: filing.filing, end: try time(filing.expiresAt, in: event))
        case .filingRenewed:
            let filing = try EvidenceV1.FilingChanged(serialized: event.payload)
            return .filingRenewed(
                account: filing.account, filing: filing.filing, end: try time(filing.expiresAt, in: event))
        case .creditExpiring:
            let pack = try EvidenceV1.CreditExpiring(serialized: event.payload)
            return .creditExpiring(
                account: pack.account, credits: min(pack.credits, UInt64(Int64.max)), days: pack.daysBefore,
                end: try time(pack.expiresAt, in: event))
        case .damaged:
            let damage = try EvidenceV1.EvidenceDamaged(serialized: event.payload)
            // Its holder can do something about the file, and nothing about our records of it, which staff see to.
            guard damage.failed.contains(damagedBytes) else { return nil }
            return .damaged(
                account: damage.account, item: damage.evidence, number: damage.number,
                at: try time(damage.at, in: event))
        }
    }

    private static func time(
        _ timestamp: GoogleProtobuf.Timestamp?, in event: FeedEvent
    ) throws(Malformed) -> WallTime {
        guard let time = timestamp.flatMap({ WallTime($0) }) else { throw Malformed(type: event.type) }
        return time
    }
}
