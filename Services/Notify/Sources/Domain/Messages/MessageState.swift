/// Where a message stands on its way to one recipient over one channel. Its raw value is what is stored.
package enum MessageState: String, Sendable, CaseIterable {
    /// Taken over: it is on the disk, and nobody has looked for a way yet.
    case accepted
    /// Waits for its next attempt.
    case queued
    /// A provider is being asked now, or was when the process ended.
    case attempted
    /// A provider has taken it.
    case sent
    /// It reached its recipient, as far as the channel can tell.
    case delivered
    /// The recipient's side has given it back.
    case bounced
    /// It will not be delivered.
    case undelivered
    /// Whether it was delivered is not known, and it is not sent again before that was looked up.
    case unknown

    /// Whether its way is over, unless a person sends it on it again.
    package var isFinal: Bool {
        switch self {
        case .delivered, .bounced, .undelivered: true
        case .accepted, .queued, .attempted, .sent, .unknown: false
        }
    }
}

extension MessageState {
    /// Whether a message that stands here may be among those that a person should look at.
    package var mayBeDead: Bool {
        switch self {
        case .bounced, .undelivered, .unknown: true
        case .accepted, .queued, .attempted, .sent, .delivered: false
        }
    }
}

/// Why a message was given up. Its raw value is what is stored.
package enum UndeliveredCause: String, Sendable, CaseIterable {
    /// Its recipient has muted messages of its kind on this channel.
    case muted
    /// What it says was over before it could be sent.
    case expired
    /// There is no address for this channel.
    case noAddress
    /// A provider refuses it for good.
    case refused
    /// Every attempt failed.
    case exhausted
    /// The provider took it and said later that it was not delivered.
    case reported
    /// The recipient's side has given it back.
    case returned
    /// Its webhook is disabled or gone.
    case endpointGone
    /// Its recipient was erased.
    case erased
    /// A digest tells of it instead.
    case gathered

    /// Whether a person should look at it, and may send it on its way again.
    package var isDead: Bool {
        switch self {
        case .noAddress, .refused, .exhausted, .reported, .returned, .endpointGone: true
        case .muted, .expired, .erased, .gathered: false
        }
    }
}
