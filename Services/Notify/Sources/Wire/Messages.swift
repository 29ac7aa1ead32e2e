internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension WallTime {
    /// The moment of a timestamp; nil for one outside the years 1 to 9999 (its own definition's range).
    init?(_ timestamp: GoogleProtobuf.Timestamp) {
        guard let milliseconds = timestamp.millisecondsSince1970 else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension GoogleProtobuf.Timestamp {
    init(_ time: WallTime) {
        self.init(millisecondsSince1970: time.milliseconds)
    }
}

extension MessageDatum {
    /// Nil for a value of no kind, and for a moment outside any calendar.
    init?(_ datum: NotifyV1.Datum) {
        switch datum.value {
        case .text(let text): self.init(datum.name, .text(text))
        case .number(let number): self.init(datum.name, .number(number))
        case .time(let timestamp):
            guard let time = WallTime(timestamp) else { return nil }
            self.init(datum.name, .time(time))
        case .lines(let lines): self.init(datum.name, .list(lines.lines))
        case nil: return nil
        }
    }
}

extension SendDraft {
    init(_ request: NotifyV1.SendRequest) {
        let recipient: Recipient? =
            switch request.recipient {
            case .account(let account): .account(account)
            case .mobile(let mobile): .mobile(mobile)
            case .email(let email): .email(email)
            case nil: nil
            }
        let data = request.data.compactMap { MessageDatum($0) }
        let channels = request.channels.compactMap { Channel(number: $0.rawValue) }
        self.init(
            template: request.template, recipient: recipient, language: request.language,
            data: data.count == request.data.count ? data : nil,
            channels: channels.count == request.channels.count ? channels : nil, event: request.event)
    }
}

extension NotifyV1.SendResponse {
    init(_ receipts: [SendReceipt]) {
        self.init(
            messages: receipts.map { receipt in
                NotifyV1.Receipt(
                    id: receipt.id.text, channel: NotifyV1.Channel(rawValue: receipt.channel.number),
                    state: NotifyV1.MessageState(rawValue: receipt.state.number),
                    cause: receipt.cause?.rawValue ?? "", repeatedEvent: receipt.isRepeated)
            })
    }
}

extension NotifyV1.Message {
    /// What may be told of a message: its address masked, and nothing of what it says.
    init(_ message: Message) {
        self.init(
            id: message.id.text, account: message.account, template: message.template.rawValue,
            version: UInt32(message.version), language: message.language.rawValue,
            category: NotifyV1.Category(rawValue: message.category.number),
            channel: NotifyV1.Channel(rawValue: message.address.channel.number), address: message.address.masked,
            event: message.event, state: NotifyV1.MessageState(rawValue: message.life.state.number),
            cause: message.life.cause?.rawValue ?? "", acceptedAt: GoogleProtobuf.Timestamp(message.acceptedAt),
            attempts: message.life.attempts.map { attempt in
                NotifyV1.Message.Attempt(
                    number: UInt32(attempt.number), provider: attempt.provider,
                    beganAt: GoogleProtobuf.Timestamp(attempt.beganAt),
                    endedAt: attempt.endedAt.map { GoogleProtobuf.Timestamp($0) }, outcome: attempt.outcome ?? "",
                    reference: attempt.reference, reason: attempt.reason)
            })
    }
}

extension NotifyV1.EmbeddedMessage {
    init(_ message: Message) {
        self.init(
            id: message.id.text, channel: NotifyV1.Channel(rawValue: message.address.channel.number),
            template: message.template.rawValue, title: message.content.title, text: message.content.text,
            at: GoogleProtobuf.Timestamp(message.acceptedAt))
    }
}

extension NotifyV1.MessageChanged {
    init(_ notice: MessageNotice) {
        self.init(
            message: notice.message.text, account: notice.account, template: notice.template.rawValue,
            channel: notice.channel.rawValue, cause: notice.cause?.rawValue ?? "")
    }
}

extension NotifyV1.InboxEntry {
    init(_ entry: InboxEntry) {
        self.init(
            id: entry.message.id.text, arrival: entry.arrival, template: entry.message.template.rawValue,
            category: NotifyV1.Category(rawValue: entry.message.category.number), title: entry.message.content.title,
            text: entry.message.content.text, at: GoogleProtobuf.Timestamp(entry.message.acceptedAt),
            readAt: entry.readAt.map { GoogleProtobuf.Timestamp($0) })
    }
}
