internal import Logging
internal import MeshKernel
package import MeshRPC
package import MeshRuntime
package import MeshStore

/// The notify service: tells people what happened, over every channel that they have.
package struct NotifyNode: MeshService {
    package static let name = "notify"
    package static let migrations = NotifyMigrations.all
    package static let eventTypes = NotifyEvents.all

    private let server: NotifyServer
    private let deliveries: [Delivery]
    private let reports: [Reports]
    private let feeds: [(peer: String, subscriber: FeedSubscriber)]
    private let exchanges: [OffloadPool]

    package var services: [any RPCService] {
        [
            MessagesEndpoint(server), CentreEndpoint(server), WebhooksEndpoint(server), SupportEndpoint(server),
            DeskEndpoint(server), PrivacyEndpoint(server),
        ]
    }

    /// Puts the service together; follows evidence and identity when the configuration names them as peers.
    package init(configuration: NotifyConfiguration, runtime: RuntimeEnvironment) async throws {
        let store = try runtime.requireStore()
        let sender = try configuration.checkedSender()
        let policy = WebhookAddress.Policy(allowsPrivate: configuration.webhooks?.allowPrivate ?? false)
        // Exchanges wait for others and must not hold the threads of the process, nor those of another channel.
        let texts = OffloadPool(threadCount: Limits.deliveriesMax)
        let letters = OffloadPool(threadCount: Limits.deliveriesMax)
        let calls = OffloadPool(threadCount: Limits.webhookCallsMax)
        // What became of a message can wait; the next message cannot.
        let questions = OffloadPool(threadCount: Limits.reportThreads)
        do {
            let sms = try configuration.providers(
                .sms, isDevelopment: runtime.isDevelopment, exchanges: texts, time: runtime.time, random: runtime.random
            )
            let email = try configuration.providers(
                .email, isDevelopment: runtime.isDevelopment, exchanges: letters, time: runtime.time,
                random: runtime.random)
            let server = NotifyServer(
                store: store, time: runtime.time, random: runtime.random, sender: sender,
                standard: configuration.standardPreferences, webhookPolicy: policy,
                hasEmbeddedInbox: (sms + email).contains { $0.name == EmbeddedProvider.name },
                payloads: .standard, officeHours: try configuration.checkedOfficeHours(), logger: runtime.logger)
            var feeds: [(peer: String, subscriber: FeedSubscriber)] = []
            if runtime.isNamed("evidence", orElse: "nobody is told of seals") {
                let reaction = try await server.evidenceReaction(EvidenceFeed.news)
                feeds.append(("evidence", try runtime.subscriber(of: "evidence", reaction: reaction)))
            }
            if runtime.isNamed("identity", orElse: "it is not heard which advisers leave and which days are announced")
            {
                let reaction = try await server.identityReaction(IdentityFeed.news)
                feeds.append(("identity", try runtime.subscriber(of: "identity", reaction: reaction)))
            }
            self.feeds = feeds
            let webhook = WebhookProvider(policy: policy, exchanges: calls, time: runtime.time)
            deliveries = [
                Delivery(.sms, providers: sms, server: server), Delivery(.email, providers: email, server: server),
                Delivery(.webhook, providers: [webhook], server: server),
            ]
            let asked = try configuration.providers(
                .sms, isDevelopment: runtime.isDevelopment, exchanges: questions, time: runtime.time,
                random: runtime.random)
            // Who has delivered with its answer, or says nothing later, is not asked.
            reports = asked.contains { $0.canLookUp } ? [Reports(.sms, providers: asked, server: server)] : []
            self.server = server
            exchanges = [texts, letters, calls, questions]
        } catch {
            // Its threads would outlive a service that never came to be.
            await texts.close()
            await letters.close()
            await calls.close()
            await questions.close()
            throw error
        }
    }

    /// Delivers, wakes those who watch, sends digests, and follows evidence and identity.
    package func run() async throws {
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        for pool in exchanges { await pool.close() }
        try outcome.get()
    }

    private func work() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for delivery in deliveries { group.addTask { try await delivery.run() } }
            for report in reports { group.addTask { try await report.run() } }
            group.addTask { try await server.wakeWatchers() }
            group.addTask { try await sweepDigests() }
            group.addTask { try await sweepDesk() }
            for feed in feeds { group.addTask { try await follow(feed.subscriber, of: feed.peer) } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Those who watch are told to come again elsewhere.
    package func drain() async {
        server.watchers.finish()
    }

    /// A feed that has stopped is told of where it stopped; the other channels go on.
    private func follow(_ subscriber: FeedSubscriber, of peer: String) async throws {
        do {
            try await subscriber.run()
        } catch {
            server.logger.critical(
                "a feed is not followed any more", metadata: ["peer": "\(peer)", "reason": "\(error)"])
        }
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }

    private func sweepDesk() async throws {
        while true {
            do {
                let moved = try await server.sweepDesk()
                if moved > 0 { server.logger.info("moved tickets", metadata: ["rows": "\(moved)"]) }
            } catch {
                if error.endsWork { throw error }
                server.logger.warning("tickets wait", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(Limits.deskLookSeconds))
        }
    }

    private func sweepDigests() async throws {
        while true {
            do {
                let sent = try await server.sweepDigests()
                if sent > 0 { server.logger.info("sent digests", metadata: ["digests": "\(sent)"]) }
            } catch {
                if error.endsWork { throw error }
                server.logger.warning("digests wait", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(Limits.digestLookSeconds))
        }
    }
}

extension RuntimeEnvironment {
    /// Whether the configuration says where a service is; what is lacking without it is said once.
    fileprivate func isNamed(_ peer: String, orElse lack: String) -> Bool {
        let isNamed =
            configuration.peers[peer]?.isEmpty == false || configuration.clients[peer]?.resolver != nil
        if !isNamed { logger.warning("\(lack): the configuration names no peer '\(peer)'") }
        return isNamed
    }
}
