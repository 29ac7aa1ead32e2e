internal import MeshKernel
internal import MeshRuntime

extension ExportPart.Item {
    /// A moment; empty for one that was not.
    init(_ name: String, _ time: WallTime?) {
        self.init(name, time?.rfc3339 ?? "")
    }
}

extension ExportPart {
    /// Where an account is reached, masked.
    init(contact address: Address) {
        self.init(.contact, [Item("channel", address.channel.rawValue), Item("address", address.masked)])
    }

    /// What an account wants, and each thing that it has muted.
    static func parts(_ preferences: Preferences) -> [ExportPart] {
        let hours = preferences.quietHours
        let own = ExportPart(
            .preferences,
            [
                Item("language", preferences.language.rawValue),
                Item("quiet_from_minute", hours.map { "\($0.fromMinute)" } ?? ""),
                Item("quiet_until_minute", hours.map { "\($0.untilMinute)" } ?? ""),
                Item("digest_minute", preferences.digestMinute.map { "\($0)" } ?? ""),
            ])
        let muted = preferences.muted.sorted {
            ($0.category.rawValue, $0.channel.rawValue) < ($1.category.rawValue, $1.channel.rawValue)
        }
        return [own]
            + muted.map { mute in
                ExportPart(
                    .mute, [Item("category", mute.category.rawValue), Item("channel", mute.channel.rawValue)])
            }
    }

    /// A message with everything that was tried for it. What one with a code says stays out: it may be good still.
    init(_ message: Message) {
        let isCode = message.category == .code
        var items = [
            Item("id", message.id.text), Item("template", message.template.rawValue),
            Item("version", "\(message.version)"), Item("language", message.language.rawValue),
            Item("category", message.category.rawValue), Item("channel", message.address.channel.rawValue),
            Item("address", message.address.masked), Item("event", message.event),
            Item("title", isCode ? "" : message.content.title), Item("text", isCode ? "" : message.content.text),
            Item("accepted_at", message.acceptedAt), Item("not_before", message.notBefore),
            Item("expires_at", message.expiresAt), Item("state", message.life.state.rawValue),
            Item("cause", message.life.cause?.rawValue ?? ""),
        ]
        for attempt in message.life.attempts {
            let words = [
                attempt.provider, attempt.beganAt.rfc3339, attempt.endedAt?.rfc3339 ?? "", attempt.outcome ?? "",
                attempt.reason,
            ]
            items.append(
                Item("attempt_\(attempt.number)", words.filter { !$0.isEmpty }.joined(separator: " ")))
        }
        self.init(.message, items)
    }

    /// A question and where it stands.
    init(_ ticket: Ticket, subject: String, adviserName: String) {
        self.init(
            .ticket,
            [
                Item("id", ticket.id.text), Item("subject", subject), Item("state", ticket.state.rawValue),
                Item("adviser", adviserName), Item("opened_at", ticket.openedAt),
                Item("resolved_at", ticket.resolvedAt), Item("reopenings", "\(ticket.reopenings)"),
            ])
    }

    /// A call that was asked for.
    init(_ callback: Callback) {
        self.init(
            .callBack,
            [
                Item("id", callback.id.text), Item("number", callback.number?.masked ?? ""),
                Item("asked_at", callback.askedAt), Item("from", callback.window.from),
                Item("until", callback.window.until), Item("done_at", callback.doneAt),
            ])
    }

    /// What one of the staff was shown, and when. Who it was is the house's affair.
    init(_ look: Look) {
        self.init(
            .look, [Item("at", look.at), Item("kind", look.kind.rawValue), Item("object", look.object)])
    }
}
