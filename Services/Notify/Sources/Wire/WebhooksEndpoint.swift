package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Webhooks` as callers see it. What an rpc does stands in `Service`.
package struct WebhooksEndpoint: NotifyV1.WebhooksService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// Adds a webhook; a repetition answers the same, secret included.
    package func createWebhook(
        _ request: NotifyV1.CreateWebhookRequest, context: ServerContext
    ) async throws -> NotifyV1.WebhookWithSecret {
        try await server.answeringOnce(request, context) { call in
            try await server.createWebhook(
                request.url, kind: try Self.kind(request.kind) ?? .shared, of: call.account,
                call: call.request, answer: { NotifyV1.WebhookWithSecret($0).serialized() })
        }
    }

    /// Every webhook of the account.
    package func listWebhooks(
        _ request: NotifyV1.ListWebhooksRequest, context: ServerContext
    ) async throws -> NotifyV1.ListWebhooksResponse {
        try await server.answering(context) {
            let webhooks = try await server.webhooks(of: try context.requireAccount())
            return NotifyV1.ListWebhooksResponse(webhooks: webhooks.map { NotifyV1.Webhook($0) })
        }
    }

    /// Makes a new secret; a repetition answers the same one.
    package func rotateWebhookSecret(
        _ request: NotifyV1.RotateWebhookSecretRequest, context: ServerContext
    ) async throws -> NotifyV1.WebhookWithSecret {
        try await server.answeringOnce(request, context) { call in
            try await server.rotateSecret(
                request.id, kind: try Self.kind(request.kind), of: call.account,
                call: call.request, answer: { NotifyV1.WebhookWithSecret($0).serialized() })
        }
    }

    /// Switches a webhook on or off.
    package func setWebhookEnabled(
        _ request: NotifyV1.SetWebhookEnabledRequest, context: ServerContext
    ) async throws -> NotifyV1.Webhook {
        try await server.answering(context) {
            NotifyV1.Webhook(
                try await server.setWebhook(
                    request.id, isEnabled: request.enabled, of: try context.requireAccount()))
        }
    }

    /// Removes a webhook.
    package func deleteWebhook(
        _ request: NotifyV1.DeleteWebhookRequest, context: ServerContext
    ) async throws -> NotifyV1.DeleteWebhookResponse {
        try await server.answering(context) {
            try await server.deleteWebhook(request.id, of: try context.requireAccount())
            return NotifyV1.DeleteWebhookResponse()
        }
    }

    /// Nil when nothing was said.
    private static func kind(_ kind: NotifyV1.SignatureKind) throws(NotifyError) -> WebhookSecret.Kind? {
        guard kind != .unspecified else { return nil }
        guard let known = WebhookSecret.Kind(number: kind.rawValue) else { throw .invalidSignatureKind }
        return known
    }
}

extension NotifyV1.Webhook {
    init(_ webhook: Webhook) {
        self.init(
            id: webhook.id.text, url: webhook.address.text,
            state: NotifyV1.WebhookState(rawValue: webhook.state.number),
            kind: NotifyV1.SignatureKind(rawValue: webhook.secret.kind.number),
            createdAt: GoogleProtobuf.Timestamp(webhook.createdAt))
    }
}

extension NotifyV1.WebhookWithSecret {
    init(_ webhook: Webhook) {
        self.init(webhook: NotifyV1.Webhook(webhook), verifier: webhook.secret.verifier)
    }
}
