import MeshAPI

/// Where a ticket stands, as people read it.
enum TicketStanding: String {
    case waiting
    case assigned
    case inProgress
    case awaitingUser
    case resolved
    case closed
    case unknown

    /// By the word of a refusal.
    init(stored: String) {
        self = Self(rawValue: stored) ?? .unknown
    }

    init(_ state: NotifyV1.TicketState) {
        self =
            switch state {
            case .waiting: .waiting
            case .assigned: .assigned
            case .inProgress: .inProgress
            case .awaitingUser: .awaitingUser
            case .resolved: .resolved
            case .closed: .closed
            case .unspecified, .unrecognized: .unknown
            }
    }

    /// For people.
    var words: String {
        switch self {
        case .waiting: "waiting"
        case .assigned: "assigned"
        case .inProgress: "in progress"
        case .awaitingUser: "awaiting an answer"
        case .resolved: "resolved"
        case .closed: "closed"
        case .unknown: "in a state that this tool does not know"
        }
    }
}
