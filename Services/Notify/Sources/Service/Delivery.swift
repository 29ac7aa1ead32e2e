internal import Logging
internal import MeshKernel
internal import MeshStore

/// Takes the messages of one channel to its providers: one worker for each channel, so that a dead provider holds up
/// nobody else's.
///
/// An attempt is written down before the provider is asked. What the process did not see the end of is looked up before it
/// is ever sent again; a provider that cannot say leaves it unknown, for a person to decide.
package final class Delivery: Sendable {
    private let channel: Channel
    private let providers: [any DeliveryProvider]
    private let breakers: Breakers
    private let server: NotifyServer
    private let logger: Logger

    /// A worker over the providers of a channel, the first choice first. A webhook has one provider, and breakers are not
    /// for it: each webhook is another's machine.
    package init(_ channel: Channel, providers: [any DeliveryProvider], server: NotifyServer) {
        self.channel = channel
        self.providers = providers
        self.server = server
        breakers = Breakers(count: providers.count, time: server.time)
        logger = server.logger
    }

    /// Works until the task is cancelled or the store closes: whenever a message is out of a provider's hands the next one
    /// goes into them, so that a slow answer holds up no other message.
    package func run() async throws {
        guard !providers.isEmpty else { return try await Self.pause() }
        let window = DeliveryWindow()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { [server] in
                for await _ in server.store.looks(.jobs, every: .seconds(Limits.deliveryLookSeconds)) { window.look() }
                window.close()
            }
            for await _ in window.looks {
                do {
                    try await fill(window, in: &group)
                } catch let error as StoreError {
                    if error == .closed { throw error }
                    logger.warning(
                        "messages wait", metadata: ["channel": "\(channel.rawValue)", "error": "\(error)"])
                }
            }
            group.cancelAll()
        }
    }

    /// Begins as many jobs as there is room for, of those whose time has come.
    private func fill(_ window: DeliveryWindow, in group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        var isMore = true
        while isMore {
            let room = window.room
            // The next message out of a provider's hands asks again.
            guard room > 0 else { return }
            let jobs = try await claim(room)
            isMore = jobs.count == room
            window.hasMore(isMore)
            guard !jobs.isEmpty else { return }
            let tools = try await server.tools()
            for job in jobs {
                window.begin()
                group.addTask {
                    await self.carry(out: job, with: tools)
                    window.end()
                }
            }
        }
    }

    /// Does the jobs whose time has come, at most so many at once; returns how many.
    package func work() async throws -> Int {
        let jobs = try await claim(Limits.deliveriesMax)
        let tools = try await server.tools()
        await withTaskGroup(of: Void.self) { group in
            for job in jobs {
                group.addTask { await self.carry(out: job, with: tools) }
            }
        }
        return jobs.count
    }

    private func claim(_ count: Int) async throws -> [ClaimedJob] {
        let kind = DeliveryJob.kind(channel)
        return try await server.store.write { transaction in
            try transaction.claimJobs(kind, limit: count, lease: .seconds(Limits.deliveryLeaseSeconds))
        }
    }

    /// One job; what goes wrong with the store leaves it to the end of its lease.
    private func carry(out job: ClaimedJob, with tools: TellingTools) async {
        do {
            guard let id = DeliveryJob.message(job.payload) else {
                return try await server.store.write { try $0.fail(job, because: "it names no message") }
            }
            if job.mustLookUp, try await lookUp(id, job, with: tools) { return }
            try await attempt(id, job, with: tools)
        } catch {
            logger.warning(
                "a message waits for its next look",
                metadata: ["channel": "\(channel.rawValue)", "job": "\(job.reference)", "error": "\(error)"])
        }
    }

    /// What is known of a message whose last attempt has no end; true when the job is settled by that.
    private func lookUp(_ id: Identifier, _ job: ClaimedJob, with tools: TellingTools) async throws -> Bool {
        let parcel: Parcel? = try await server.store.write { transaction in
            guard var message = try transaction.message(id, key: tools.key) else { return nil }
            if try message.life.take(.interrupted, at: transaction.now) == .moved {
                try transaction.save(message.life, of: id)
            }
            guard message.life.state == .unknown else { return nil }
            return try transaction.parcel(message)
        }
        // Nothing is open about it: it is sent, or was settled, as any other.
        guard let parcel else { return false }
        let last = parcel.message.life.attempts.last?.provider
        guard let provider = providers.first(where: { $0.name == last }),
            let report = await provider.lookUp(parcel)
        else {
            try await uncancelled { transaction in
                try transaction.tellDead(parcel.message, with: tools, trace: "")
                try transaction.complete(job)
            }
            return true
        }
        return try await uncancelled { transaction in
            guard var message = try transaction.message(id, key: tools.key) else { return false }
            try message.life.take(.report(report), at: transaction.now)
            try transaction.save(message.life, of: id)
            guard message.life.state != .queued else { return false }
            if message.life.cause?.isDead == true { try transaction.tellDead(message, with: tools, trace: "") }
            try transaction.complete(job)
            return true
        }
    }

    private func attempt(_ id: Identifier, _ job: ClaimedJob, with tools: TellingTools) async throws {
        guard let (parcel, place) = try await begin(id, job, with: tools) else { return }
        let outcome = await providers[place].deliver(parcel)
        if channel != .webhook { breakers.tell(place, isWell: outcome.isProviderWell) }
        let chance = server.random.word()
        // The provider has answered: that is written down even when the service is about to end.
        try await uncancelled { transaction in
            let now = transaction.now
            guard var message = try transaction.message(id, key: tools.key) else {
                return try transaction.complete(job)
            }
            let next = message.nextAttempt(after: outcome, at: now, chance: chance)
            try message.life.take(.answer(outcome, retry: next != nil), at: now)
            try transaction.save(message.life, of: id)
            if message.life.state == .unknown, self.providers[place].canLookUp {
                return try transaction.leaveUnknown(job, because: outcome.reason)
            }
            if message.life.state == .queued, let next {
                try transaction.enqueue(DeliveryJob(message, at: next).job)
            }
            if message.life.state == .unknown || message.life.cause?.isDead == true {
                try transaction.tellDead(message, with: tools, trace: "")
            }
            if case .gone = outcome, let webhook = parcel.webhook { try transaction.set(.gone, of: webhook.id) }
            try transaction.complete(job)
        }
    }

    /// Writes down that a provider is asked; nil when nobody is, and then the job is settled.
    private func begin(
        _ id: Identifier, _ job: ClaimedJob, with tools: TellingTools
    ) async throws -> (Parcel, Int)? {
        // A failure at one provider is tried again at the next.
        let first = try await server.store.read { try $0.message(id, key: tools.key)?.life.attemptsOfRound ?? 0 }
        guard let place = channel == .webhook ? 0 : breakers.choose(first: first) else {
            try await server.store.write { try $0.retry(job, because: "no provider can be asked now") }
            return nil
        }
        let provider = providers[place].name
        return try await server.store.write { transaction in
            guard var message = try transaction.message(id, key: tools.key), message.life.state == .queued else {
                try transaction.complete(job)
                return nil
            }
            let now = transaction.now
            guard let parcel = try transaction.parcel(message) else {
                try message.life.take(.giveUp(.endpointGone), at: now)
                try transaction.tellDead(message, with: tools, trace: "")
                try transaction.complete(job)
                return nil
            }
            if let expiresAt = message.expiresAt, now >= expiresAt {
                try message.life.take(.giveUp(.expired), at: now)
                try transaction.save(message.life, of: id)
                try transaction.complete(job)
                return nil
            }
            try message.life.take(.attempt(provider: provider), at: now)
            try transaction.save(message.life, of: id)
            return (parcel, place)
        }
    }

    /// Writes what a provider has said; a task that was cancelled meanwhile writes it too.
    private func uncancelled<T: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await Task { [server] in try await server.store.write(body) }.value
    }

    private static func pause() async throws {
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}

extension Transaction {
    /// What a provider needs for a message; nil when its webhook is gone or switched off.
    fileprivate func parcel(_ message: Message) throws -> Parcel? {
        guard message.address.channel == .webhook else { return Parcel(message: message) }
        guard let id = Identifier(message.address.text, kind: .webhook), let webhook = try webhook(id),
            webhook.state == .enabled
        else { return nil }
        return Parcel(
            message: message,
            webhook: Parcel.Endpoint(id: id, address: webhook.address, secrets: try secrets(of: webhook, now: now)))
    }
}
