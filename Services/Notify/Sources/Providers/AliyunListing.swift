internal import MeshKernel
package import MeshRuntime

/// Which of the rows that the provider lists for a number is an attempt's. A person may have sent a message again,
/// and the rows of every attempt bear the same `OutId`, the message's identifier.
///
/// The rule: where nothing was taken of an earlier attempt, or the provider has named this one, the first row of the
/// message is it. Else a row is passed over whose `BizId` is an earlier attempt's, or that was sent before this
/// attempt began. A row says when in Beijing's time in whole seconds, cut off, by a clock that may be a minute away
/// from ours: it was sent before when its second was over a minute before the attempt began, and is this attempt's
/// when it lies a minute or more behind whatever an earlier attempt could have sent. What lies between could be
/// either's.
package struct AliyunListing: Sendable {
    /// What the rows say.
    package enum Choice: Sendable {
        /// This is the attempt's.
        case found(JSONDocument)
        /// None is the attempt's.
        case none
        /// There are rows that may be the attempt's or an earlier one's.
        case open
    }

    private enum Side {
        case before
        case own
        case either
    }

    private let id: String
    private let beganAt: WallTime
    private let isNamed: Bool
    /// Attempts at the same provider that it took, or may have.
    private let earlier: [Attempt]

    /// For `attempt`, the last of a message.
    package init(of message: Message, _ attempt: Attempt) {
        id = message.id.text
        beganAt = attempt.beganAt
        isNamed = !attempt.reference.isEmpty
        earlier = message.life.attempts.filter {
            $0.number < attempt.number && $0.provider == attempt.provider && Self.mayBeListed($0)
        }
    }

    /// The attempt's among `rows`, which are of the message's number.
    package func row(among rows: [JSONDocument]) -> Choice {
        let rows = rows.filter { $0["OutId"]?.text == id }
        guard !isNamed, !earlier.isEmpty else { return rows.first.map { .found($0) } ?? .none }
        var choice = Choice.none
        for row in rows {
            switch side(of: row) {
            case .before: continue
            case .own: return .found(row)
            case .either: choice = .open
            }
        }
        return choice
    }

    private func side(of row: JSONDocument) -> Side {
        if let name = row["BizId"]?.text, !name.isEmpty {
            if earlier.contains(where: { $0.reference == name }) { return .before }
            if earlier.allSatisfy({ !$0.reference.isEmpty }) { return .own }
        }
        guard let sentAt = row["SendDate"]?.text.flatMap({ Self.moment($0) }) else { return .either }
        let slack = Duration.seconds(AliyunProvider.Limits.clockSeconds)
        if sentAt.advanced(by: slack + .seconds(1)) <= beganAt { return .before }
        let exchange = Duration.milliseconds(Notify.Limits.exchangeMilliseconds)
        let isLater = earlier.allSatisfy { sentAt >= $0.beganAt.advanced(by: exchange + slack) }
        return isLater ? .own : .either
    }

    /// Whether the provider may list an attempt: what it has refused, and what never reached it, it does not.
    private static func mayBeListed(_ attempt: Attempt) -> Bool {
        guard let outcome = attempt.outcome else { return true }
        let listed: [AttemptOutcome] = [.taken(reference: ""), .delivered(reference: ""), .unanswered(reason: "")]
        return listed.contains { $0.word == outcome }
    }

    /// `2026-11-23 12:00:00` in Beijing; nil for anything else.
    private static func moment(_ text: String) -> WallTime? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let day = CivilDate(text: String(parts[0])) else { return nil }
        let clock = parts[1].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0..<60).contains(clock[2])
        else { return nil }
        return BeijingTime.moment(day, minuteOfDay: clock[0] * 60 + clock[1]).advanced(by: .seconds(clock[2]))
    }
}
