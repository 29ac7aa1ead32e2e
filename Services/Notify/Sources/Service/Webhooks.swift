internal import MeshKernel
internal import MeshStore

extension NotifyServer {
    /// Adds a webhook of an account. Returns the answer's bytes, which `answer` makes: the only ones with its secret.
    func createWebhook(
        _ url: String, kind: WebhookSecret.Kind, of account: String, call: IdempotentRequest,
        answer: @escaping @Sendable (Webhook) -> [UInt8]
    ) async throws -> [UInt8] {
        let address = try WebhookAddress(url, policy: webhookPolicy)
        guard let secret = WebhookSecret(kind, random: random) else { throw NotifyError.invalidSignatureKind }
        let webhook = Webhook(
            id: identifiers.next(.webhook), account: account, address: address, state: .enabled, secret: secret,
            createdAt: time.wall())
        return try await store.once(call) { transaction in
            guard try transaction.webhooks(of: account).count < Webhook.Limits.perAccountMax else {
                throw NotifyError.tooManyWebhooks(maximum: Webhook.Limits.perAccountMax)
            }
            try transaction.insert(webhook)
            return SavedAnswer(status: 0, body: answer(webhook))
        }.body
    }

    /// Every webhook of an account, in the order in which they were made.
    func webhooks(of account: String) async throws -> [Webhook] {
        try await store.read { try $0.webhooks(of: account) }
    }

    /// Gives a webhook a new secret; the one before signs beside it for a day.
    func rotateSecret(
        _ text: String, kind: WebhookSecret.Kind?, of account: String, call: IdempotentRequest,
        answer: @escaping @Sendable (Webhook) -> [UInt8]
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .webhook) else { throw NotifyError.invalidWebhookID }
        let random = random
        return try await store.once(call) { transaction in
            guard var webhook = try transaction.webhook(id, account: account) else {
                throw NotifyError.webhookNotFound
            }
            guard let secret = WebhookSecret(kind ?? webhook.secret.kind, random: random) else {
                throw NotifyError.invalidSignatureKind
            }
            try transaction.rotate(webhook, to: secret)
            webhook.secret = secret
            return SavedAnswer(status: 0, body: answer(webhook))
        }.body
    }

    /// Switches a webhook on or off; one that answered 410 is switched on again here too.
    func setWebhook(_ text: String, isEnabled: Bool, of account: String) async throws -> Webhook {
        guard let id = Identifier(text, kind: .webhook) else { throw NotifyError.invalidWebhookID }
        return try await store.write { transaction in
            guard var webhook = try transaction.webhook(id, account: account) else {
                throw NotifyError.webhookNotFound
            }
            webhook.state = isEnabled ? .enabled : .disabled
            try transaction.set(webhook.state, of: id)
            return webhook
        }
    }

    /// Removes a webhook; one that is not there is removed already.
    func deleteWebhook(_ text: String, of account: String) async throws {
        guard let id = Identifier(text, kind: .webhook) else { throw NotifyError.invalidWebhookID }
        try await store.write { transaction in
            guard try transaction.webhook(id, account: account) != nil else { return }
            try transaction.remove(id)
        }
    }
}
