package import MeshKernel

/// What others are told about a ticket: identifiers and words, nothing that was typed.
package struct TicketNotice: Sendable, Equatable {
    /// The ticket.
    package let ticket: Identifier
    /// Whose question it is.
    package let account: String
    /// Where it stands.
    package let state: TicketState
    /// The staff member who has it; nil while nobody has.
    package let adviser: String?
}

/// What others are told about a call-back: identifiers alone.
package struct CallbackNotice: Sendable, Equatable {
    /// The call-back.
    package let callback: Identifier
    /// Who asked for it.
    package let account: String
    /// The staff member who calls; nil while nobody is on duty.
    package let adviser: String?
    /// Whether it was made.
    package let isDone: Bool
}

/// The payloads of this service's events. Wire makes them, for messages stop there.
package struct EventPayloads: Sendable {
    /// About a message.
    let message: @Sendable (MessageNotice) -> [UInt8]
    /// About a ticket.
    let ticket: @Sendable (TicketNotice) -> [UInt8]
    /// About a call-back.
    let callback: @Sendable (CallbackNotice) -> [UInt8]

    package init(
        message: @escaping @Sendable (MessageNotice) -> [UInt8],
        ticket: @escaping @Sendable (TicketNotice) -> [UInt8],
        callback: @escaping @Sendable (CallbackNotice) -> [UInt8]
    ) {
        self.message = message
        self.ticket = ticket
        self.callback = callback
    }
}
