package import MeshKernel
internal import MeshStore

/// What became of a message when it was told.
package struct SendReceipt: Sendable, Equatable {
    /// The message.
    package let id: Identifier
    /// Over which channel it goes.
    package let channel: Channel
    /// Where it stands.
    package let state: MessageState
    /// Why it was given up; nil unless it was.
    package let cause: UndeliveredCause?
    /// Whether the same was told before.
    package let isRepeated: Bool
}

/// What others are told about a message: identifiers and words, nothing that it says.
package struct MessageNotice: Sendable, Equatable {
    /// The message.
    package let message: Identifier
    /// Whose it is; empty without an account.
    package let account: String
    /// What it tells.
    package let template: TemplateName
    /// Over which channel.
    package let channel: Channel
    /// Why it was given up; nil unless it was.
    package let cause: UndeliveredCause?

    init(_ message: Message) {
        self.message = message.id
        account = message.account
        template = message.template
        channel = message.address.channel
        cause = message.life.cause
    }
}

/// What every telling needs beside what is told.
struct TellingTools: Sendable {
    /// Finds repetitions, seals what belongs to nobody.
    let key: ServiceKey
    /// Makes identifiers.
    let identifiers: IdentifierSource
    /// Who short messages are from.
    let sender: SenderName
    /// What whoever has said nothing wants.
    let standard: Preferences
    /// The payloads of events.
    let payloads: EventPayloads
    /// When somebody is in the office.
    let officeHours: OfficeHours
}

extension Transaction {
    /// Takes over one message for each way to its recipient: what can go at once goes into the message centre, the rest
    /// waits as jobs. Returns a receipt for each, those that were told before included.
    func tell(_ telling: Telling, with tools: TellingTools, trace: String) throws -> [SendReceipt] {
        let account: String
        switch telling.recipient {
        case .account(let found): account = found
        case .address(let address):
            let ready = try ReadyMessage(telling, to: address, with: tools, at: now)
            return [try take(over: ready.message, sealed: ready.sealed, with: tools, trace: trace)]
        }
        try requireKnowable(account)
        let preferences = try preferences(of: account, standard: tools.standard)
        let addresses = try ways(of: telling, to: account)
        let canGather = addresses.contains { $0.channel == .inApp }
        return try addresses.map { address in
            let message = try telling.message(
                of: account, to: address, preferences: preferences, canGather: canGather, with: tools, at: now)
            return try take(over: message, with: tools, trace: trace)
        }
    }

    /// Every way on which a message goes to an account. Where the caller names no channels, a letter takes the place of a
    /// short message to somebody without a number, and a way that leads nowhere is left out unless it is the only one.
    private func ways(of telling: Telling, to account: String) throws -> [Address] {
        let wanted = telling.channels.isEmpty ? telling.template.channels : telling.channels
        var found: [Address] = []
        var missing: [Address] = []
        for channel in wanted {
            switch channel {
            case .inApp:
                found.append(Address(stored: account, .inApp))
                for webhook in try webhooks(of: account) where webhook.state == .enabled {
                    found.append(Address(webhook: webhook.id))
                }
            case .sms, .email:
                if let address = try contact(of: account, over: channel) {
                    found.append(address)
                } else if telling.channels.isEmpty, channel == .sms, !wanted.contains(.email),
                    let letter = try contact(of: account, over: .email)
                {
                    found.append(letter)
                } else {
                    missing.append(.missing(of: account, channel))
                }
            case .webhook: break
            }
        }
        return telling.channels.isEmpty && !found.isEmpty ? found : found + missing
    }

    /// Writes a message and sends it on its way; `sealed` is what of it is sealed, when that was done already.
    func take(
        over message: Message, sealed: SealedMessage? = nil, with tools: TellingTools, trace: String
    ) throws -> SendReceipt {
        var message = message
        let channel = message.address.channel
        let now = now
        if channel == .inApp, message.life.state == .queued {
            try message.life.take(.attempt(provider: "centre"), at: now)
            try message.life.take(.answer(.delivered(reference: ""), retry: false), at: now)
        }
        if case .repeated(let id) = try insert(message, sealed: sealed, key: tools.key) {
            let known = try self.message(id, key: tools.key)
            return SendReceipt(
                id: id, channel: channel, state: known?.life.state ?? .unknown, cause: known?.life.cause,
                isRepeated: true)
        }
        switch message.life.state {
        case .delivered:
            try arrive(message.id, of: message.account)
            try append(
                Event(
                    type: NotifyEvents.arrived, aggregate: message.id.text,
                    payload: tools.payloads.message(MessageNotice(message)), trace: trace))
        case .queued:
            try enqueue(DeliveryJob(message, at: message.notBefore).job)
        case .undelivered:
            if message.life.cause?.isDead == true { try tellDead(message, with: tools, trace: trace) }
        case .accepted, .attempted, .sent, .bounced, .unknown: break
        }
        return SendReceipt(
            id: message.id, channel: channel, state: message.life.state, cause: message.life.cause, isRepeated: false)
    }

    /// Notes a message that was given up, and tells of it.
    func tellDead(_ message: Message, with tools: TellingTools, trace: String) throws {
        // It is among the dead, whatever it was before.
        try save(message.life, of: message.id, before: .accepted)
        try addDeadLetter(message.id)
        try append(
            Event(
                type: NotifyEvents.died, aggregate: message.id.text,
                payload: tools.payloads.message(MessageNotice(message)),
                trace: trace))
    }
}

/// A message's next attempt as a job of its channel: one dead provider holds up nobody else's.
struct DeliveryJob: Sendable, Equatable {
    /// The job, as the store keeps it.
    let job: Job

    /// The attempt of a message that is due at `time`. `round` is empty, or names the call by which a person sends it on
    /// its way again: it may have ended without an attempt before, and what was done is not queued again.
    init(_ message: Message, at time: WallTime, round: String = "") {
        let channel = message.address.channel
        // Webhooks are shared out among accounts.
        let share = channel == .webhook ? message.account + "/" : ""
        // Each attempt is a job of its own, so that its time is the schedule's.
        job = Job(
            kind: Self.kind(channel),
            reference:
                "\(share)\(message.id.text)/\(message.life.attempts.count + 1)\(round.isEmpty ? "" : "/")\(round)",
            payload: Array(message.id.text.utf8), notBefore: time)
    }

    /// Names the jobs of a channel.
    static func kind(_ channel: Channel) -> String { "deliver-\(channel.rawValue)" }

    /// The message of a job; nil for bytes that no job of this service has.
    static func message(_ payload: [UInt8]) -> Identifier? {
        String(validating: payload, as: UTF8.self).flatMap { Identifier($0, kind: .message) }
    }
}
