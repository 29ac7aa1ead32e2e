/// What can happen to a message on its way.
package enum MessageStep: Sendable, Equatable {
    /// A way was found: it waits for its turn.
    case queue
    /// It will not be sent, for this reason.
    case giveUp(UndeliveredCause)
    /// A provider is asked.
    case attempt(provider: String)
    /// The provider has answered. With `retry`, a failure is tried again.
    case answer(AttemptOutcome, retry: Bool)
    /// The process ended while a provider was asked.
    case interrupted
    /// What the provider reports later, or says when it is asked.
    case report(DeliveryReport)
    /// Nobody has said for too long what became of it.
    case reportOverdue
    /// A person sends a dead message on its way again.
    case replay
}

/// What a provider says about a message that it took, or may have taken.
package enum DeliveryReport: Sendable, Equatable {
    /// The provider has it, and it is on its way.
    case underWay(reference: String)
    /// It arrived.
    case delivered
    /// The recipient's side gave it back.
    case bounced(reason: String)
    /// It did not arrive.
    case undelivered(reason: String)
    /// The provider never saw it.
    case neverSeen
}

/// What a step did.
package enum StepEffect: Sendable, Equatable {
    /// The message stands somewhere else now, or its attempt says more.
    case moved
    /// A repetition, or a report that comes too late to change anything.
    case ignored
}

/// A step that this service itself must never take: a mistake of ours, told with both ends.
package struct ImpossibleStep: Error, Sendable, Equatable {
    /// Where the message stood.
    package let state: MessageState
    /// What was to happen.
    package let step: MessageStep

    package init(state: MessageState, step: MessageStep) {
        self.state = state
        self.step = step
    }
}
