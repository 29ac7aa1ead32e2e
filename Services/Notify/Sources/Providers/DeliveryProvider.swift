package import MeshKernel

/// Somebody who takes messages of one channel. It answers for every message, whatever happens: an error is an outcome too.
package protocol DeliveryProvider: Sendable {
    /// For attempts, logs and metrics; unique in its channel.
    var name: String { get }
    /// Whether `lookUp` can say what became of a message.
    var canLookUp: Bool { get }
    /// Asks it to take a message, once.
    func deliver(_ parcel: Parcel) async -> AttemptOutcome
    /// What became of a message that it took or may have taken.
    func lookUp(_ parcel: Parcel) async -> LookUp
}

/// What a provider says when it is asked what became of a message.
package enum LookUp: Sendable, Equatable {
    /// It knows.
    case report(DeliveryReport)
    /// It cannot say now; it is worth asking again.
    case notNow(reason: String)
    /// It never can.
    case never
}

/// A message as a provider gets it.
package struct Parcel: Sendable {
    /// Where a webhook's message goes.
    package struct Endpoint: Sendable {
        /// The webhook.
        package let id: Identifier
        /// Where it is called.
        package let address: WebhookAddress
        /// What the call is signed with, the newest first.
        package let secrets: [WebhookSecret]

        package init(id: Identifier, address: WebhookAddress, secrets: [WebhookSecret]) {
            self.id = id
            self.address = address
            self.secrets = secrets
        }
    }

    /// The message. Its identifier is what a provider knows a repetition by.
    package let message: Message
    /// Only for webhooks.
    package let webhook: Endpoint?

    package init(message: Message, webhook: Endpoint? = nil) {
        self.message = message
        self.webhook = webhook
    }
}
