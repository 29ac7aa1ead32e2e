internal import MeshKernel
internal import MeshStore

/// A message to an address that belongs to no account, rendered and sealed: nothing of it depends on what is stored, so
/// that whoever sends it does this before its transaction, where nobody waits for it.
struct ReadyMessage: Sendable {
    /// The message.
    let message: Message
    /// What of it is sealed.
    let sealed: SealedMessage

    /// What `telling` says to `address`.
    init(_ telling: Telling, to address: Address, with tools: TellingTools, at now: WallTime) throws {
        message = try telling.message(
            of: "", to: address, preferences: tools.standard, canGather: false, with: tools, at: now)
        sealed = try SealedMessage(message, under: tools.key.own, key: tools.key)
    }
}

extension Telling {
    /// The message that goes one way: muted, gathered for a digest, or on its way now or later, as `preferences` say.
    func message(
        of account: String, to address: Address, preferences: Preferences, canGather: Bool, with tools: TellingTools,
        at now: WallTime
    ) throws -> Message {
        let language = language ?? preferences.language
        let content = try template.rendered(with: data, in: language, for: address.channel, sender: tools.sender)
        var life = MessageLife()
        var notBefore = now
        switch preferences.decision(on: template.category, template.urgency, over: address.channel, at: now) {
        case .mute: try life.take(.giveUp(.muted), at: now)
        case .send(let time):
            notBefore = time
            try life.take(.queue, at: now)
        case .gather(let time):
            notBefore = time
            // A digest points to the message centre; what is not there is told by itself.
            if !canGather { try life.take(.queue, at: now) }
        }
        if address.channel.disturbs, address == .missing(of: account, address.channel), life.state == .queued {
            try life.take(.giveUp(.noAddress), at: now)
        }
        return Message(
            id: tools.identifiers.next(.message), account: account, template: template.name,
            version: template.version, language: language, category: template.category, address: address,
            content: content, event: event, acceptedAt: now, notBefore: notBefore,
            expiresAt: template.lifetimeSeconds.map { now.advanced(by: .seconds($0)) }, life: life)
    }
}
