package import MeshKernel
internal import MeshStore

/// Whether a webhook is called. Its raw value is what is stored; its number on the wire is its place among the cases, from
/// 1.
package enum WebhookState: String, Sendable, CaseIterable {
    /// It is called.
    case enabled
    /// Its account has switched it off.
    case disabled
    /// It answered 410.
    case gone
}

/// A webhook of an account.
package struct Webhook: Sendable {
    /// Bounds of webhooks.
    package enum Limits {
        /// Webhooks of one account.
        package static let perAccountMax = 8
    }

    /// Its identifier.
    package let id: Identifier
    /// Whose it is.
    package let account: String
    /// Where it is called.
    package let address: WebhookAddress
    /// Whether it is called.
    package var state: WebhookState
    /// What its calls are signed with.
    package var secret: WebhookSecret
    /// When it was made.
    package let createdAt: WallTime

    package init(
        id: Identifier, account: String, address: WebhookAddress, state: WebhookState, secret: WebhookSecret,
        createdAt: WallTime
    ) {
        self.id = id
        self.account = account
        self.address = address
        self.state = state
        self.secret = secret
        self.createdAt = createdAt
    }
}

extension Transaction {
    /// Inserts a webhook.
    func insert(_ webhook: Webhook) throws {
        let key = try makeSubjectKey(webhook.account)
        try execute(
            """
            INSERT INTO webhooks (id, account, url, state, kind, secret, created_at, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(webhook.id), .text(webhook.account),
            .blob(try key.seal(Array(webhook.address.text.utf8), at: SealedPlaces.webhookURL(webhook.id))),
            .text(webhook.state.rawValue), .text(webhook.secret.kind.rawValue),
            .blob(try key.seal(webhook.secret.bytes, at: SealedPlaces.webhookSecret(webhook.id))),
            SQLValue(webhook.createdAt), SQLValue(now))
    }

    /// Switches a webhook on, off, or off for good.
    func set(_ state: WebhookState, of webhook: Identifier) throws {
        try execute(
            "UPDATE webhooks SET state = ?, changed_at = ? WHERE id = ?", .text(state.rawValue), SQLValue(now),
            SQLValue(webhook))
    }

    /// Gives a webhook another secret; the one before signs beside it for a day.
    func rotate(_ webhook: Webhook, to secret: WebhookSecret) throws {
        let key = try makeSubjectKey(webhook.account)
        let now = now
        try execute(
            """
            INSERT INTO webhook_secrets (webhook, replaced_at, kind, secret) VALUES (?, ?, ?, ?)
            ON CONFLICT (webhook, replaced_at) DO NOTHING
            """,
            SQLValue(webhook.id), SQLValue(now), .text(webhook.secret.kind.rawValue),
            .blob(try key.seal(webhook.secret.bytes, at: SealedPlaces.replacedSecret(webhook.id, at: now))))
        try execute(
            "UPDATE webhooks SET kind = ?, secret = ?, changed_at = ? WHERE id = ?", .text(secret.kind.rawValue),
            .blob(try key.seal(secret.bytes, at: SealedPlaces.webhookSecret(webhook.id))), SQLValue(now),
            SQLValue(webhook.id))
    }

    /// Removes a webhook and its secrets.
    func remove(_ webhook: Identifier) throws {
        try execute("DELETE FROM webhook_secrets WHERE webhook = ?", SQLValue(webhook))
        try execute("DELETE FROM webhooks WHERE id = ?", SQLValue(webhook))
    }
}

extension Snapshot {
    private static var webhookColumns: String { "id, account, url, state, kind, secret, created_at" }

    /// The webhook `id`; of one account when that is given.
    func webhook(_ id: Identifier, account: String? = nil) throws -> Webhook? {
        guard let row = try row("SELECT \(Self.webhookColumns) FROM webhooks WHERE id = ?", SQLValue(id)),
            try account == nil || row.text("account") == account
        else { return nil }
        return try webhook(row)
    }

    /// Every webhook of an account, in the order of their identifiers.
    func webhooks(of account: String) throws -> [Webhook] {
        try rows("SELECT \(Self.webhookColumns) FROM webhooks WHERE account = ? ORDER BY id", .text(account))
            .compactMap { try webhook($0) }
    }

    /// What a webhook's call is signed with at `now`: its secret, and those that it has replaced within a day, the newest
    /// first.
    func secrets(of webhook: Webhook, now: WallTime) throws -> [WebhookSecret] {
        guard let key = try subjectKey(webhook.account) else { return [] }
        let since = now.advanced(by: .seconds(-3_600 * WebhookCall.Limits.rotationHours))
        let replaced = try rows(
            """
            SELECT replaced_at, kind, secret FROM webhook_secrets WHERE webhook = ? AND replaced_at > ?
            ORDER BY replaced_at DESC LIMIT ?
            """, SQLValue(webhook.id), SQLValue(since), SQLValue(WebhookCall.Limits.signaturesMax - 1)
        ).map { row in
            try secret(row, key, at: SealedPlaces.replacedSecret(webhook.id, at: try row.time("replaced_at")))
        }
        return [webhook.secret] + replaced
    }

    private func webhook(_ row: Row) throws -> Webhook? {
        let id = Identifier(stored: try row.text("id"))
        let account = try row.text("account")
        guard let key = try subjectKey(account),
            let url = String(
                validating: try key.open(try row.blob("url"), at: SealedPlaces.webhookURL(id)), as: UTF8.self)
        else { return nil }
        guard let state = WebhookState(rawValue: try row.text("state")) else { throw StoreError.column("state") }
        return Webhook(
            id: id, account: account, address: try WebhookAddress(stored: url), state: state,
            secret: try secret(row, key, at: SealedPlaces.webhookSecret(id)), createdAt: try row.time("created_at"))
    }

    private func secret(_ row: Row, _ key: SubjectKey, at place: SealedPlace) throws -> WebhookSecret {
        guard let kind = WebhookSecret.Kind(rawValue: try row.text("kind")),
            let secret = WebhookSecret(kind, bytes: try key.open(try row.blob("secret"), at: place))
        else { throw StoreError.column("secret") }
        return secret
    }
}
