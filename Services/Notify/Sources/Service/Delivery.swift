internal import Logging
internal import MeshKernel
internal import MeshStore

/// Takes the messages of one channel to its providers: one worker for each channel, so that a dead provider holds up
/// nobody else's. Webhooks are shared out among accounts, and one that fails is left alone for a while, so that somebody's
/// dead webhooks hold up nobody else's either.
///
/// An attempt is written down before the provider is asked. What the process did not see the end of is looked up before it
/// is ever sent again; a provider that cannot say leaves it unknown, for a person to decide.
package final class Delivery: Sendable {
    /// Whose messages it takes.
    package let channel: Channel
    private let providers: [any DeliveryProvider]
    private let breakers: Breakers
    private let webhookBreakers: WebhookBreakers
    private let server: NotifyServer
    private let logger: Logger

    /// A worker over the providers of a channel, the first choice first. Webhooks have one, and a breaker each.
    package init(_ channel: Channel, providers: [any DeliveryProvider], server: NotifyServer) {
        self.channel = channel
        self.providers = providers
        self.server = server
        breakers = Breakers(count: providers.count, time: server.time)
        webhookBreakers = WebhookBreakers(time: server.time)
        logger = server.logger
    }

    /// Works until the task is cancelled or the store closes: whenever a message is out of a provider's hands the next one
    /// goes into them, so that a slow answer holds up no other message.
    package func run() async throws {
        guard !providers.isEmpty else { return try await Self.pause() }
        let window = DeliveryWindow(
            most: channel == .webhook ? Limits.webhookCallsMax : Limits.deliveriesMax)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { [server] in
                for await _ in server.store.looks(.jobs, every: .seconds(Limits.deliveryLookSeconds)) {
                    window.look()
                }
                window.close()
            }
            for await _ in window.looks {
                do {
                    try await fill(window, in: &group)
                } catch {
                    if error.endsWork { throw error }
                    logger.warning(
                        "messages wait", metadata: ["channel": "\(channel.rawValue)", "error": "\(error)"])
                }
            }
            group.cancelAll()
        }
    }

    /// Begins as many jobs as there is room for, of those whose time has come.
    private func fill(
        _ window: DeliveryWindow, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) async throws {
        var isMore = true
        while isMore {
            let room = window.room
            // The next message out of a provider's hands asks again.
            guard room > 0 else { return }
            let tools = try await server.tools()
            let (jobs, asked) = try await claim(room, with: tools)
            isMore = jobs.count == asked
            // An account that has its share in hand may have more behind it.
            window.hasMore(isMore || channel == .webhook)
            for job in jobs {
                guard !job.isSettled else { continue }
                window.begin()
                group.addTask {
                    await self.carry(out: job, with: tools)
                    window.end()
                }
            }
        }
    }

    /// Takes jobs whose time has come, at most `room`, and returns how many were asked for. Where there is one provider,
    /// and it may be asked, that it is asked is written down with the claim: one commit for all of them.
    private func claim(_ room: Int, with tools: TellingTools) async throws -> (
        jobs: [DeliveryTask], asked: Int
    ) {
        let admitted = channel == .webhook ? 0 : breakers.admitted(most: room)
        guard admitted > 0 else {
            let jobs = try await server.store.write { try self.claimed(room, in: $0) }
            return (jobs.map { DeliveryTask(job: $0, stage: .open) }, room)
        }
        var isAsked = false
        defer { if !isAsked { breakers.withdraw(0) } }
        let jobs: [DeliveryTask]
        do {
            jobs = try await server.store.write { [name = providers[0].name] transaction in
                try self.claimed(admitted, in: transaction).map { job in
                    DeliveryTask(job: job, stage: try transaction.begin(job, at: name, with: tools))
                }
            }
        } catch let error where !error.endsWork {
            // One that cannot be begun must not keep the others back: each by itself.
            logger.warning(
                "messages are begun one by one",
                metadata: ["channel": "\(channel.rawValue)", "error": "\(error)"])
            let jobs = try await server.store.write { try self.claimed(room, in: $0) }
            return (jobs.map { DeliveryTask(job: $0, stage: .open) }, room)
        }
        isAsked = jobs.contains { $0.isBegun }
        return (jobs, admitted)
    }

    private func claimed(_ count: Int, in transaction: Transaction) throws -> [ClaimedJob] {
        try transaction.claimJobs(
            DeliveryJob.kind(channel), limit: count, lease: .seconds(Limits.deliveryLeaseSeconds),
            shareMax: channel == .webhook ? Limits.webhookCallsPerAccountMax : nil)
    }

    /// One job; what goes wrong leaves it to the end of its lease.
    private func carry(out task: DeliveryTask, with tools: TellingTools) async {
        let job = task.job
        do {
            switch task.stage {
            case .settled: return
            case .begun(let parcel): return try await ask(0, parcel, job, with: tools)
            case .open: break
            }
            guard let id = DeliveryJob.message(job.payload) else {
                return try await server.store.write { try $0.fail(job, because: "it names no message") }
            }
            if job.mustLookUp, try await lookUp(id, job, with: tools) { return }
            guard let (parcel, place) = try await begin(id, job, with: tools) else { return }
            try await ask(place, parcel, job, with: tools)
        } catch {
            logger.warning(
                "a message waits for its next look",
                metadata: [
                    "channel": "\(channel.rawValue)", "job": "\(job.reference)", "error": "\(error)",
                ])
        }
    }

    /// What is known of a message whose last attempt has no end; true when the job is settled by that.
    private func lookUp(_ id: Identifier, _ job: ClaimedJob, with tools: TellingTools) async throws
        -> Bool
    {
        let parcel: Parcel? = try await server.store.write { transaction in
            guard var message = try transaction.message(id, key: tools.key) else { return nil }
            let before = message.life.state
            if try message.life.take(.interrupted, at: transaction.now) == .moved {
                try transaction.save(message.life, of: id, before: before)
            }
            guard message.life.state == .unknown else { return nil }
            return try transaction.parcel(message)
        }
        // Nothing is open about it: it is sent, or was settled, as any other.
        guard let parcel else { return false }
        let last = parcel.message.life.attempts.last?.provider
        let report: DeliveryReport
        switch await providers.first(where: { $0.name == last })?.lookUp(parcel) ?? .never {
        case .report(let found): report = found
        case .notNow(let reason) where job.attempts < Limits.lookUpsMax:
            try await uncancelled { try $0.leaveUnknown(job, because: reason) }
            return true
        case .notNow, .never:
            try await uncancelled { transaction in
                // Its account may have been erased while the provider was asked.
                if let message = try transaction.message(id, key: tools.key), message.life.state == .unknown {
                    try transaction.tellDead(message, with: tools, trace: "")
                }
                try transaction.complete(job)
            }
            return true
        }
        return try await uncancelled { transaction in
            guard var message = try transaction.message(id, key: tools.key) else { return false }
            let before = message.life.state
            try message.life.take(.report(report), at: transaction.now)
            try transaction.save(message.life, of: id, before: before)
            guard message.life.state != .queued else { return false }
            // Who could say that it is under way says later how that ended.
            if message.life.state == .sent { try transaction.enqueueReport(of: message, number: 1) }
            if message.life.cause?.isDead == true {
                try transaction.tellDead(message, with: tools, trace: "")
            }
            try transaction.complete(job)
            return true
        }
    }

    /// Asks a provider, and writes down what it says.
    private func ask(
        _ place: Int, _ parcel: Parcel, _ job: ClaimedJob, with tools: TellingTools
    ) async throws {
        let outcome = await providers[place].deliver(parcel)
        tell(place, parcel, isWell: outcome.isProviderWell)
        let chance = server.random.word()
        let id = parcel.message.id
        // The provider has answered: that is written down even when the service is about to end.
        try await uncancelled { transaction in
            let now = transaction.now
            guard var message = try transaction.current(parcel.message, key: tools.key) else {
                return try transaction.complete(job)
            }
            let before = message.life.state
            let quietHours = try transaction.quietHours(for: message, with: tools)
            let next = message.nextAttempt(
                after: outcome, at: now, chance: chance, quietHours: quietHours)
            try message.life.take(.answer(outcome, retry: next != nil), at: now)
            try transaction.save(message.life, of: id, before: before)
            if message.life.state == .unknown, self.providers[place].canLookUp {
                return try transaction.leaveUnknown(job, because: outcome.reason)
            }
            if message.life.state == .sent, self.providers[place].canLookUp {
                try transaction.enqueueReport(of: message, number: 1)
            }
            if message.life.state == .queued, let next {
                try transaction.enqueue(DeliveryJob(message, at: next).job)
            }
            if message.life.state == .unknown || message.life.cause?.isDead == true {
                try transaction.tellDead(message, with: tools, trace: "")
            }
            if case .gone = outcome, let webhook = parcel.webhook {
                try transaction.set(.gone, of: webhook.id)
            }
            try transaction.complete(job)
        }
    }

    /// Writes down that a provider is asked; nil when nobody is, and then the job is settled.
    private func begin(
        _ id: Identifier, _ job: ClaimedJob, with tools: TellingTools
    ) async throws -> (Parcel, Int)? {
        // A failure at one provider is tried again at the next; where there is one alone nothing depends on the message.
        let known: Message?
        if channel == .webhook || providers.count > 1 {
            known = try await server.store.read { try $0.message(id, key: tools.key) }
        } else {
            known = nil
        }
        guard let place = choose(for: known) else {
            // Those that were kept back together do not come back together.
            let spread = Int64(server.random.word() % UInt64(CircuitBreaker.Limits.probeLookMilliseconds))
            let pause = pause(for: known) + .milliseconds(spread)
            try await server.store.write {
                try $0.postpone(job, until: $0.now.advanced(by: pause), because: "nobody can be asked now")
            }
            return nil
        }
        var isAsked = false
        defer { if !isAsked { withdraw(place, known) } }
        let begun = try await server.store.write { [name = providers[place].name] transaction in
            try transaction.begin(try transaction.message(id, key: tools.key), job, at: name, with: tools)
        }
        guard let begun else { return nil }
        isAsked = true
        return (begun, place)
    }

    /// The provider to ask; nil while nobody is to be asked.
    private func choose(for message: Message?) -> Int? {
        guard let webhook = Self.webhook(message) else {
            return breakers.choose(first: message?.life.attemptsOfRound ?? 0)
        }
        return webhookBreakers.admits(webhook) ? 0 : nil
    }

    private func pause(for message: Message?) -> Duration {
        Self.webhook(message).map { webhookBreakers.pause($0) } ?? breakers.pause
    }

    private func withdraw(_ place: Int, _ message: Message?) {
        if let webhook = Self.webhook(message) {
            webhookBreakers.withdraw(webhook)
        } else {
            breakers.withdraw(place)
        }
    }

    private func tell(_ place: Int, _ parcel: Parcel, isWell: Bool) {
        if let webhook = parcel.webhook {
            webhookBreakers.tell(webhook.id, isWell: isWell)
        } else {
            breakers.tell(place, isWell: isWell)
        }
    }

    private static func webhook(_ message: Message?) -> Identifier? {
        guard let address = message?.address, address.channel == .webhook else { return nil }
        return Identifier(address.text, kind: .webhook)
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

/// A job in this worker's hands.
private struct DeliveryTask: Sendable {
    enum Stage: Sendable {
        /// Nothing is written yet but that it was claimed.
        case open
        /// It is written down that its provider is asked.
        case begun(Parcel)
        /// There was nothing to ask.
        case settled
    }

    let job: ClaimedJob
    let stage: Stage

    var isBegun: Bool {
        if case .begun = stage { true } else { false }
    }

    var isSettled: Bool {
        if case .settled = stage { true } else { false }
    }
}

extension Transaction {
    /// Writes down that the only provider of a channel is asked to take a claimed message. One that must be looked up, or
    /// cannot be read, stays open: whoever takes it by itself says what is wrong with it.
    fileprivate func begin(_ job: ClaimedJob, at provider: String, with tools: TellingTools) throws
        -> DeliveryTask.Stage
    {
        guard !job.mustLookUp, let id = DeliveryJob.message(job.payload) else { return .open }
        let found: Message?
        do {
            found = try message(id, key: tools.key)
        } catch StoreError.sealBroken {
            return .open
        } catch StoreError.column {
            return .open
        }
        guard let parcel = try begin(found, job, at: provider, with: tools) else { return .settled }
        return .begun(parcel)
    }

    /// Writes down that a provider is asked; nil when it is not, and then the job is settled.
    fileprivate func begin(
        _ message: Message?, _ job: ClaimedJob, at provider: String, with tools: TellingTools
    ) throws -> Parcel? {
        guard var message, message.life.state == .queued else {
            try complete(job)
            return nil
        }
        let id = message.id
        let now = now
        guard let parcel = try parcel(message) else {
            try message.life.take(.giveUp(.endpointGone), at: now)
            try tellDead(message, with: tools, trace: "")
            try complete(job)
            return nil
        }
        if let expiresAt = message.expiresAt, now >= expiresAt {
            try message.life.take(.giveUp(.expired), at: now)
            try save(message.life, of: id, before: .queued)
            try complete(job)
            return nil
        }
        // It may have waited since the evening, or for days: its account's wishes and address are those of now.
        if let wishes = try wishes(for: message, with: tools) {
            guard !wishes.mutes(message) else {
                try message.life.take(.giveUp(.muted), at: now)
                try save(message.life, of: id, before: .queued)
                try complete(job)
                return nil
            }
            let morning = message.considerate(now, wishes.quietHours)
            guard morning == now else {
                try postpone(job, until: morning, because: "quiet hours")
                return nil
            }
        }
        guard try follow(&message, with: tools) else {
            try message.life.take(.giveUp(.noAddress), at: now)
            try tellDead(message, with: tools, trace: "")
            try complete(job)
            return nil
        }
        try message.life.take(.attempt(provider: provider), at: now)
        try save(message.life, of: id, before: .queued)
        return Parcel(message: message, webhook: parcel.webhook)
    }

    /// When nobody is to be disturbed with a message; nil for one that waits for nothing.
    fileprivate func quietHours(for message: Message, with tools: TellingTools) throws -> QuietHours? {
        guard message.isConsiderate else { return nil }
        return try preferences(of: message.account, standard: tools.standard).quietHours
    }

    /// What the account of a message wants, where that could keep it back; nil where nothing could.
    fileprivate func wishes(for message: Message, with tools: TellingTools) throws -> Preferences? {
        guard message.address.channel.disturbs, message.category.canBeMuted || message.isConsiderate else { return nil }
        return try preferences(of: message.account, standard: tools.standard)
    }

    /// Has a message to an account go where that is reached now; false when it is reached nowhere over this channel. The
    /// number that it had before may be a stranger's.
    fileprivate func follow(_ message: inout Message, with tools: TellingTools) throws -> Bool {
        guard message.followsAccount else { return true }
        let channel = message.address.channel
        let found = try contact(of: message.account, over: channel)
        let address = found ?? .missing(of: message.account, channel)
        try redirect(&message, to: address, key: tools.key)
        return found != nil
    }

    /// What a provider needs for a message; nil when its webhook is gone or switched off.
    fileprivate func parcel(_ message: Message) throws -> Parcel? {
        guard message.address.channel == .webhook else { return Parcel(message: message) }
        guard let id = Identifier(message.address.text, kind: .webhook), let webhook = try webhook(id),
            webhook.state == .enabled
        else { return nil }
        return Parcel(
            message: message,
            webhook: Parcel.Endpoint(
                id: id, address: webhook.address, secrets: try secrets(of: webhook, now: now)))
    }
}
