internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension NotifyV1.TicketStanding {
    init(_ stored: StoredTicket) {
        let ticket = stored.ticket
        self.init(
            id: ticket.id.text, state: NotifyV1.TicketState(rawValue: ticket.state.number),
            adviser: stored.adviserName, openedAt: GoogleProtobuf.Timestamp(ticket.openedAt),
            resolvedAt: ticket.resolvedAt.map { GoogleProtobuf.Timestamp($0) },
            reopenUntil: ticket.reopenEnd.map { GoogleProtobuf.Timestamp($0) },
            reopenings: UInt32(clamping: ticket.reopenings), texts: UInt32(clamping: stored.texts))
    }
}

extension NotifyV1.Ticket {
    init(_ stored: StoredTicket) {
        self.init(standing: NotifyV1.TicketStanding(stored), subject: stored.subject ?? "")
    }
}

extension NotifyV1.TicketText {
    init(_ text: StoredTicketText, of ticket: StoredTicket) {
        self.init(
            position: UInt32(clamping: text.position), byAccount: text.author == ticket.ticket.account,
            at: GoogleProtobuf.Timestamp(text.at), text: text.text)
    }
}

extension NotifyV1.ReadTicketResponse {
    init(_ read: (ticket: StoredTicket, texts: [StoredTicketText], next: String)) {
        self.init(
            ticket: NotifyV1.Ticket(read.ticket),
            texts: read.texts.map { NotifyV1.TicketText($0, of: read.ticket) }, nextPageToken: read.next)
    }
}

extension NotifyV1.Callback {
    /// What may be told of a call-back: its number masked.
    init(_ named: NamedCallback) {
        let callback = named.callback
        self.init(
            id: callback.id.text, adviser: named.adviserName, number: callback.number?.masked ?? "",
            askedAt: GoogleProtobuf.Timestamp(callback.askedAt), from: GoogleProtobuf.Timestamp(callback.window.from),
            until: GoogleProtobuf.Timestamp(callback.window.until), certain: callback.window.isCertain,
            doneAt: callback.doneAt.map { GoogleProtobuf.Timestamp($0) })
    }
}

extension NotifyV1.Look {
    init(_ look: Look) {
        self.init(
            at: GoogleProtobuf.Timestamp(look.at), staff: look.staff, account: look.account,
            kind: NotifyV1.LookKind(rawValue: look.kind.number), object: look.object)
    }
}

extension NotifyV1.Duty {
    init(_ adviser: Adviser) {
        self.init(
            id: adviser.id, name: adviser.name, onDuty: adviser.isOnDuty, load: UInt32(clamping: adviser.load))
    }
}
