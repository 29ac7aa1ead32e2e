package import MeshKernel

/// What evidence's feed says that somebody is told. Wire reads it out of the events.
package enum EvidenceNews: Sendable, Equatable {
    /// A work was sealed.
    case sealed(account: String, number: String, at: WallTime)
    /// A version of a project's chain was sealed.
    case chainSealed(account: String, number: String, version: UInt32, at: WallTime)
    /// A filing's end is near.
    case filingExpiring(account: String, filing: String, days: UInt32, end: WallTime)
    /// A filing's end is past.
    case filingVoid(account: String, filing: String, end: WallTime)
    /// A filing's end was moved.
    case filingRenewed(account: String, filing: String, end: WallTime)
    /// A pack's end is near, and so many credits of it are left.
    case creditExpiring(account: String, credits: UInt64, days: UInt32, end: WallTime)
    /// A stored work is not what was sealed.
    case damaged(account: String, item: String, number: String, at: WallTime)

    /// Whom it is told.
    var account: String {
        switch self {
        case .sealed(let account, _, _), .chainSealed(let account, _, _, _), .filingExpiring(let account, _, _, _),
            .filingVoid(let account, _, _), .filingRenewed(let account, _, _), .creditExpiring(let account, _, _, _),
            .damaged(let account, _, _, _):
            account
        }
    }

    /// What tells it.
    var template: TemplateName {
        switch self {
        case .sealed: .evidenceSealed
        case .chainSealed: .chainSealed
        case .filingExpiring: .filingExpiring
        case .filingVoid: .filingVoid
        case .filingRenewed: .filingRenewed
        case .creditExpiring: .creditExpiring
        case .damaged: .evidenceDamaged
        }
    }

    /// What it tells of where that is not the event itself: a file that stays damaged is found so by every check.
    var subject: String? {
        switch self {
        case .damaged(_, let item, _, _): "damaged:\(item)"
        case .sealed, .chainSealed, .filingExpiring, .filingVoid, .filingRenewed, .creditExpiring: nil
        }
    }

    /// What fills the template.
    var data: [MessageDatum] {
        switch self {
        case .sealed(_, let number, let time), .damaged(_, _, let number, let time):
            [MessageDatum("number", .text(number)), MessageDatum("time", .time(time))]
        case .chainSealed(_, let number, let version, let time):
            [
                MessageDatum("number", .text(number)), MessageDatum("version", .number(Int64(version))),
                MessageDatum("time", .time(time)),
            ]
        case .filingExpiring(_, let filing, let days, let end):
            [
                MessageDatum("filing", .text(filing)), MessageDatum("days", .number(Int64(days))),
                MessageDatum("day", .time(end)),
            ]
        case .filingVoid(_, let filing, let end), .filingRenewed(_, let filing, let end):
            [MessageDatum("filing", .text(filing)), MessageDatum("day", .time(end))]
        case .creditExpiring(_, let credits, let days, let end):
            [
                MessageDatum("credits", .number(Int64(credits))), MessageDatum("days", .number(Int64(days))),
                MessageDatum("day", .time(end)),
            ]
        }
    }
}
