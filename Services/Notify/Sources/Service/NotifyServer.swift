package import Logging
package import MeshKernel
package import MeshStore

/// Everything that this service's calls and reactions share.
package final class NotifyServer: Sendable {
    let store: Store
    let time: any TimeSource
    let random: any RandomSource
    let identifiers: IdentifierSource
    let serviceKeys: ServiceKeySource
    let watchers = Watchers()
    let forgettingPlaces = ForgettingPlaces()
    let sender: SenderName
    /// What whoever has said nothing wants.
    let standard: Preferences
    let webhookPolicy: WebhookAddress.Policy
    /// Whether the embedded provider is in use, whose messages may be read.
    let hasEmbeddedInbox: Bool
    let payloads: EventPayloads
    let officeHours: OfficeHours
    let logger: Logger

    /// A server over an open store. `payloads` makes those of events.
    package init(
        store: Store, time: any TimeSource, random: any RandomSource, sender: SenderName,
        standard: Preferences = .standard, webhookPolicy: WebhookAddress.Policy, hasEmbeddedInbox: Bool,
        payloads: EventPayloads, officeHours: OfficeHours = .standard, logger: Logger
    ) {
        self.store = store
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        serviceKeys = ServiceKeySource(store: store)
        self.sender = sender
        self.standard = standard
        self.webhookPolicy = webhookPolicy
        self.hasEmbeddedInbox = hasEmbeddedInbox
        self.payloads = payloads
        self.officeHours = officeHours
        self.logger = logger
    }

    /// What every telling needs.
    func tools() async throws -> TellingTools {
        TellingTools(
            key: try await serviceKeys.key(), identifiers: identifiers, sender: sender, standard: standard,
            payloads: payloads, officeHours: officeHours)
    }
}
