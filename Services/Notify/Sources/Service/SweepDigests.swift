internal import Logging
internal import MeshKernel
internal import MeshStore

extension NotifyServer {
    /// Sends every digest that is due: its messages end as gathered, and one message tells of all of them. One that is
    /// refused, because of what an older version has written, waits and keeps none of the others back. Returns how many
    /// were sent.
    package func sweepDigests() async throws -> Int {
        let tools = try await tools()
        var sent = 0
        while true {
            let (due, told) = try await store.write { [logger] transaction in
                let due = try transaction.dueDigests(now: transaction.now, count: Limits.digestsPerStep)
                var told = 0
                for digest in due {
                    do {
                        try transaction.nested {
                            try transaction.tellDigest(to: digest.account, over: digest.channel, with: tools)
                        }
                        told += 1
                    } catch let refusal as NotifyError {
                        logger.warning(
                            "a digest waits",
                            metadata: ["channel": "\(digest.channel.rawValue)", "error": "\(refusal)"])
                    }
                }
                return (due.count, told)
            }
            sent += told
            if due < Limits.digestsPerStep || told == 0 { return sent }
        }
    }
}

extension Transaction {
    fileprivate func tellDigest(to account: String, over channel: Channel, with tools: TellingTools) throws {
        let now = now
        let messages = try gathered(account: account, channel: channel, now: now, key: tools.key)
        guard !messages.isEmpty else {
            // An erased account's messages cannot be read and never will.
            try execute(
                """
                UPDATE messages SET state = 'undelivered', cause = 'erased'
                WHERE state = 'accepted' AND not_before <= ? AND account = ? AND channel = ?
                """, SQLValue(now), .text(account), .text(channel.rawValue))
            return
        }
        let preferences = try preferences(of: account, standard: tools.standard)
        // What was muted since is not told.
        let wanted = messages.filter { !preferences.mutes($0) }
        for message in messages {
            var life = message.life
            try life.take(.giveUp(preferences.mutes(message) ? .muted : .gathered), at: now)
            try save(life, of: message.id, before: message.life.state)
        }
        guard let first = wanted.first,
            let data = DailyDigest.data(titles: try wanted.map { try title(of: $0, key: tools.key) }, at: now)
        else { return }
        guard let template = TemplateCatalogue.newest(.digest) else { throw NotifyError.unknownTemplate }
        // Where the account is reached today, not where it was when the first of them came.
        let address = try contact(of: account, over: channel)
        var life = MessageLife()
        try life.take(address == nil ? .giveUp(.noAddress) : .queue, at: now)
        let language = preferences.language
        let digest = Message(
            id: tools.identifiers.next(.message), account: account, template: template.name,
            version: template.version, language: language, category: template.category,
            address: address ?? .missing(of: account, channel),
            content: try template.rendered(with: data, in: language, for: channel, sender: tools.sender),
            event: "digest:\(first.id.text)", acceptedAt: now, notBefore: now, expiresAt: nil, life: life)
        _ = try take(over: digest, with: tools, trace: "")
    }

    /// The headline under which the message centre has what a gathered message tells.
    private func title(of message: Message, key: ServiceKey) throws -> String {
        if !message.content.title.isEmpty { return message.content.title }
        let twin = DeduplicationKey(event: message.event, address: Address(stored: message.account, .inApp))
        let row = try row("SELECT id FROM messages WHERE deduplication = ?", .blob(key.code(of: twin)))
        guard let row, let found = try self.message(Identifier(stored: try row.text("id")), key: key) else {
            return message.template.rawValue
        }
        return found.content.title
    }
}
