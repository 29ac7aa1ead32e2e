internal import MeshKernel
internal import MeshStore

/// What an insertion found.
enum InsertedMessage: Sendable, Equatable {
    /// It is new.
    case new
    /// The same was told before; the identifier of that message.
    case repeated(Identifier)
}

extension Transaction {
    /// Inserts a message unless the same was told before; `sealed` is what of it is sealed, when that was done already.
    func insert(_ message: Message, sealed: SealedMessage? = nil, key: ServiceKey) throws
        -> InsertedMessage
    {
        let sealed = try sealed ?? SealedMessage(message, under: sealingKey(of: message, key), key: key)
        let id = message.id
        let inserted = try execute(
            """
            INSERT INTO messages
                (id, account, template, version, language, category, channel, address, address_code, deduplication,
                 event, title, content, accepted_at, not_before, expires_at, state, cause, attempts, earlier_attempts)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (deduplication) DO NOTHING
            """,
            SQLValue(id), .text(message.account), .text(message.template.rawValue),
            SQLValue(message.version),
            .text(message.language.rawValue), .text(message.category.rawValue),
            .text(message.address.channel.rawValue), .blob(sealed.address), .blob(sealed.addressCode),
            .blob(sealed.deduplication), .text(message.event), .blob(sealed.title), .blob(sealed.content),
            SQLValue(message.acceptedAt), SQLValue(message.notBefore), SQLValue(message.expiresAt),
            .text(message.life.state.rawValue), SQLValue(message.life.cause?.rawValue),
            SQLValue(message.life.attempts.count), SQLValue(message.life.earlierAttempts))
        guard inserted == 1 else {
            guard
                let row = try row(
                    "SELECT id FROM messages WHERE deduplication = ?", .blob(sealed.deduplication))
            else {
                throw StoreError.column("deduplication")
            }
            return .repeated(Identifier(stored: try row.text("id")))
        }
        for attempt in message.life.attempts { try save(attempt, of: id) }
        return .new
    }

    private func sealingKey(of message: Message, _ key: ServiceKey) throws -> SubjectKey {
        message.account.isEmpty ? key.own : try makeSubjectKey(message.account)
    }

    /// Writes where a message stands that stood at `before`, and its last attempt: the others never change.
    func save(_ life: MessageLife, of id: Identifier, before: MessageState) throws {
        try execute(
            "UPDATE messages SET state = ?, cause = ?, attempts = ?, earlier_attempts = ? WHERE id = ?",
            .text(life.state.rawValue), SQLValue(life.cause?.rawValue), SQLValue(life.attempts.count),
            SQLValue(life.earlierAttempts), SQLValue(id))
        if let last = life.attempts.last { try save(last, of: id) }
        // One that was on its way is no dead letter.
        if before.mayBeDead, life.state != .unknown, life.cause?.isDead != true {
            try execute("DELETE FROM dead_letters WHERE message = ?", SQLValue(id))
        }
    }

    /// Writes that a message to an account goes to `address`, where that is reached now.
    func redirect(_ message: inout Message, to address: Address, key: ServiceKey) throws {
        guard address != message.address else { return }
        message.address = address
        let sealing = try sealingKey(of: message, key)
        try execute(
            "UPDATE messages SET address = ?, address_code = ? WHERE id = ?",
            .blob(try sealing.seal(Array(address.text.utf8), at: SealedPlaces.messageAddress(message.id))),
            .blob(key.code(of: address)), SQLValue(message.id))
    }

    /// Puts a message among those that a person should look at and may send again. One that is still looked up at its
    /// provider is not among them.
    func addDeadLetter(_ message: Identifier) throws {
        try execute(
            "INSERT INTO dead_letters (message, at) VALUES (?, ?) ON CONFLICT (message) DO NOTHING",
            SQLValue(message),
            SQLValue(now))
    }

    private func save(_ attempt: Attempt, of id: Identifier) throws {
        try execute(
            """
            INSERT INTO attempts (message, number, provider, began_at, ended_at, outcome, reference, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (message, number) DO UPDATE SET
                ended_at = excluded.ended_at, outcome = excluded.outcome, reference = excluded.reference,
                reason = excluded.reason
            """,
            SQLValue(id), SQLValue(attempt.number), .text(attempt.provider), SQLValue(attempt.beganAt),
            SQLValue(attempt.endedAt), SQLValue(attempt.outcome), .text(attempt.reference),
            .text(attempt.reason))
    }
}

extension Snapshot {
    /// A message that was read, or written, before, as it stands now: as it was, unless something has happened to it since.
    /// Nil when there is none, and when its account was erased.
    func current(_ message: Message, key: ServiceKey) throws -> Message? {
        let row = try row("SELECT state, attempts FROM messages WHERE id = ?", SQLValue(message.id))
        guard let row else { return nil }
        // Every step changes one of these, and erasing does.
        let isSame =
            try row.text("state") == message.life.state.rawValue
            && row.integer("attempts") == Int64(message.life.attempts.count)
        return isSame ? message : try self.message(message.id, key: key)
    }

    private static var messageColumns: String {
        """
        id, account, template, version, language, category, channel, address, event, title, content, accepted_at,
        not_before, expires_at, state, cause, earlier_attempts
        """
    }

    /// The message `id` with its attempts; nil when there is none, and when its account was erased.
    func message(_ id: Identifier, key: ServiceKey) throws -> Message? {
        guard
            let row = try row("SELECT \(Self.messageColumns) FROM messages WHERE id = ?", SQLValue(id))
        else {
            return nil
        }
        return try readable { try message(row, key) }
    }

    /// Up to `count` messages to an address among the newest `Limits.inboxScanRows` of all, the newest first.
    func newestMessages(to address: Address, count: Int, key: ServiceKey) throws -> [Message] {
        try rows(
            """
            SELECT \(Self.messageColumns) FROM messages WHERE channel = ? AND address_code = ? AND id >= (
                SELECT MIN(id) FROM (SELECT id FROM messages ORDER BY id DESC LIMIT ?))
            ORDER BY id DESC LIMIT ?
            """, .text(address.channel.rawValue), .blob(key.code(of: address)), SQLValue(Limits.inboxScanRows),
            SQLValue(count)
        ).compactMap { row in try readable { try message(row, key) } }
    }

    /// Up to `count` dead messages after the message `after`, in the order of their identifiers, and when each died.
    func deadMessages(
        after: String, channel: Channel?, count: Int, key: ServiceKey
    ) throws -> [(message: Message, at: WallTime)] {
        try rows(
            """
            SELECT \(Self.messageColumns), dead_letters.at AS died_at FROM dead_letters
            JOIN messages ON messages.id = dead_letters.message
            WHERE dead_letters.message > ? AND (? = '' OR channel = ?) ORDER BY dead_letters.message LIMIT ?
            """, .text(after), .text(channel?.rawValue ?? ""), .text(channel?.rawValue ?? ""),
            SQLValue(count)
        ).compactMap { row in
            try readable { (message: try message(row, key), at: try row.time("died_at")) }
        }
    }

    /// Whether a message was given up, so that a person may send it again.
    func isDead(_ message: Identifier) throws -> Bool {
        try row("SELECT 1 AS found FROM dead_letters WHERE message = ?", SQLValue(message)) != nil
    }

    /// Accounts of which messages wait for a digest that is due at `now`, each with its channel.
    func dueDigests(now: WallTime, count: Int) throws -> [(account: String, channel: Channel)] {
        try rows(
            """
            SELECT DISTINCT account, channel FROM messages WHERE state = 'accepted' AND not_before <= ? LIMIT ?
            """, SQLValue(now), SQLValue(count)
        ).map { (account: try $0.text("account"), channel: try $0.channel("channel")) }
    }

    /// The messages of an account and channel that wait for a digest that is due at `now`, the oldest first.
    func gathered(account: String, channel: Channel, now: WallTime, key: ServiceKey) throws
        -> [Message]
    {
        try rows(
            """
            SELECT \(Self.messageColumns) FROM messages
            WHERE state = 'accepted' AND not_before <= ? AND account = ? AND channel = ? ORDER BY id LIMIT ?
            """, SQLValue(now), .text(account), .text(channel.rawValue),
            SQLValue(DailyDigest.Limits.messagesMax)
        ).compactMap { row in try readable { try message(row, key) } }
    }

    /// Nil for what an erased account's key sealed.
    private func readable<T>(_ body: () throws -> T) throws -> T? {
        do {
            return try body()
        } catch StoreError.subjectErased {
            return nil
        }
    }

    private func message(_ row: Row, _ key: ServiceKey) throws -> Message {
        let id = Identifier(stored: try row.text("id"))
        let account = try row.text("account")
        let opening: SubjectKey
        if account.isEmpty {
            // Nothing that was sealed is empty: it was emptied when whoever has this address was erased.
            guard try !row.blob("content").isEmpty else { throw StoreError.subjectErased }
            opening = key.own
        } else if let found = try subjectKey(account) {
            opening = found
        } else {
            throw StoreError.subjectErased
        }
        guard let template = TemplateName(rawValue: try row.text("template")),
            let language = Language(rawValue: try row.text("language")),
            let category = MessageCategory(rawValue: try row.text("category"))
        else { throw StoreError.column("messages") }
        func text(_ column: String, _ place: SealedPlace) throws -> String {
            guard
                let text = String(
                    validating: try opening.open(try row.blob(column), at: place), as: UTF8.self)
            else {
                throw StoreError.column(column)
            }
            return text
        }
        return Message(
            id: id, account: account, template: template, version: Int(try row.integer("version")),
            language: language, category: category,
            address: Address(
                stored: try text("address", SealedPlaces.messageAddress(id)), try row.channel("channel")),
            content: RenderedMessage(
                title: try text("title", SealedPlaces.messageTitle(id)),
                text: try text("content", SealedPlaces.messageContent(id))),
            event: try row.text("event"), acceptedAt: try row.time("accepted_at"),
            notBefore: try row.time("not_before"), expiresAt: try row.optionalTime("expires_at"),
            life: try life(row, of: id))
    }

    private func life(_ row: Row, of id: Identifier) throws -> MessageLife {
        guard let state = MessageState(rawValue: try row.text("state")) else {
            throw StoreError.column("state")
        }
        var cause: UndeliveredCause?
        if let text = try row.optionalText("cause") {
            cause = UndeliveredCause(rawValue: text)
            guard cause != nil else { throw StoreError.column("cause") }
        }
        let attempts = try rows(
            """
            SELECT number, provider, began_at, ended_at, outcome, reference, reason FROM attempts
            WHERE message = ? ORDER BY number
            """, SQLValue(id)
        ).map { row in
            Attempt(
                number: Int(try row.integer("number")), provider: try row.text("provider"),
                beganAt: try row.time("began_at"), endedAt: try row.optionalTime("ended_at"),
                outcome: try row.optionalText("outcome"), reference: try row.text("reference"),
                reason: try row.text("reason"))
        }
        return MessageLife(
            state: state, cause: cause, attempts: attempts,
            earlierAttempts: Int(try row.integer("earlier_attempts")))
    }
}

extension Row {
    /// A channel by the word that it is stored as.
    func channel(_ name: String) throws -> Channel {
        guard let channel = Channel(rawValue: try text(name)) else { throw StoreError.column(name) }
        return channel
    }
}
