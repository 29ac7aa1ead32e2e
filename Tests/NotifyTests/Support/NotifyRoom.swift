import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTLS
import MeshTestKit
import Notify
import Synchronization

/// The whole service over a temporary store, called in-process as its callers call it.
struct NotifyRoom {
    let temporary: TemporaryStore
    let server: NotifyServer
    let messages: NotifyV1.MessagesClient
    let centre: NotifyV1.CentreClient
    let webhooks: NotifyV1.WebhooksClient
    let support: NotifyV1.SupportClient
    let desk: NotifyV1.DeskClient
    let privacy: NotifyV1.PrivacyClient
    /// Messages as identity calls them.
    let ofIdentity: NotifyV1.MessagesClient
    /// What most of the above are called through.
    let tool: RPCClient
    /// What `ofIdentity` is called through.
    let identity: RPCClient
    /// What is served.
    let services: [ServiceDescriptor]

    var store: Store { temporary.store }
    var time: SeededTime { temporary.time }

    /// Names the account that `authorization` carries, as the access hook does after it has verified a token.
    private struct TrustingAccess: ServerInterceptor {
        var stage: InterceptorStage { .access }

        func began(_ context: ServerContext) throws(RPCError) {
            guard let account = context.metadata["authorization"] else { return }
            context.identify(Caller(account: account, subject: .account))
        }
    }

    /// Noon in Beijing on 2026-11-23, a Monday.
    static let noon = WallTime(milliseconds: 1_795_406_400_000)

    /// Runs `body` with a service of its own and takes it down afterwards.
    static func run<T>(
        time: SeededTime = SeededTime(start: NotifyRoom.noon), hasEmbeddedInbox: Bool = true,
        allowsPrivate: Bool = true, standard: Preferences = .standard, folder: TemporaryFolder? = nil,
        migrations: [Migration] = NotifyMigrations.all, _ body: (NotifyRoom) async throws -> T
    ) async throws -> T {
        let temporary = try TemporaryStore(
            migrations, eventTypes: NotifyEvents.all, folder: folder, time: time)
        let logger = Logger(label: "notify", factory: { _ in SwiftLogNoOpLogHandler() })
        guard let sender = SenderName("版证通") else { throw NotifyError.unknownTemplate }
        let server = NotifyServer(
            store: temporary.store, time: time, random: SystemRandom(), sender: sender,
            standard: standard, webhookPolicy: .init(allowsPrivate: allowsPrivate), hasEmbeddedInbox: hasEmbeddedInbox,
            payloads: .standard, logger: logger)
        let loops = RPCLoops(threads: 2)
        let rpc = RPCServer(
            configuration: ServerConfiguration(),
            services: [
                MessagesEndpoint(server), CentreEndpoint(server), WebhooksEndpoint(server), SupportEndpoint(server),
                DeskEndpoint(server), PrivacyEndpoint(server),
            ],
            interceptors: [TrustingAccess()], loops: loops, logger: logger)
        let client = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "operator", replica: "1"),
            loop: loops.all[1], logger: logger)
        let identity = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "identity", replica: "1"),
            loop: loops.all[1], logger: logger)
        let waking = Task { try? await server.wakeWatchers() }
        let room = NotifyRoom(
            temporary: temporary, server: server, messages: NotifyV1.MessagesClient(client),
            centre: NotifyV1.CentreClient(client), webhooks: NotifyV1.WebhooksClient(client),
            support: NotifyV1.SupportClient(client), desk: NotifyV1.DeskClient(client),
            privacy: NotifyV1.PrivacyClient(client), ofIdentity: NotifyV1.MessagesClient(identity), tool: client,
            identity: identity, services: rpc.services)
        let result: Result<T, any Error>
        do { result = .success(try await body(room)) } catch { result = .failure(error) }
        waking.cancel()
        await client.close()
        await identity.close()
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        await temporary.store.close()
        return try result.get()
    }

    /// Runs a channel's worker as the service does, until nothing is due and nothing in a provider's hands; returns how
    /// many messages were due.
    @discardableResult
    func deliver(_ delivery: Delivery) async throws -> Int {
        let kind = "deliver-\(delivery.channel.rawValue)"
        let due = try await store.read { snapshot in
            try snapshot.row(
                "SELECT COUNT(*) AS due FROM jobs WHERE kind = ? AND state IN ('ready', 'unknown') AND next_at <= ?",
                .text(kind), SQLValue(snapshot.now))?.integer("due") ?? 0
        }
        let running = Task { try await delivery.run() }
        try await until {
            try await store.read { snapshot in
                let next = try snapshot.nextJobTime(kind)
                return try snapshot.jobCounts(kind)[.running] == nil && next.map { $0 > snapshot.now } ?? true
            }
        }
        running.cancel()
        _ = try? await running.value
        return Int(due)
    }

    func options(_ account: String? = nil, key: String? = nil) -> CallOptions {
        CallOptions(
            timeout: .seconds(60), idempotencyKey: key ?? Hexadecimal.encode(SystemRandom().bytes(8)),
            authorization: account)
    }

    /// Tells an account that a work was sealed.
    func sealed(
        _ account: String = "acc_a", event: String = "", key: String? = nil, channels: [NotifyV1.Channel] = [],
        number: String = "EV-2026-4GZT9"
    ) async throws -> [NotifyV1.Receipt] {
        try await messages.send(
            NotifyV1.SendRequest(
                template: "evidence.sealed", recipient: .account(account),
                data: [
                    NotifyV1.Datum(name: "number", value: .text(number)),
                    NotifyV1.Datum(name: "time", value: .time(.init(seconds: 1_795_406_400))),
                ], channels: channels, event: event), options: options(key: key)
        ).messages
    }

    /// Sends a code to a number that belongs to no account.
    func code(_ mobile: String, code: String = "123456", key: String? = nil) async throws -> [NotifyV1.Receipt] {
        try await messages.send(
            NotifyV1.SendRequest(
                template: "code", recipient: .mobile(mobile), language: "zh-CN",
                data: [
                    NotifyV1.Datum(name: "purpose", value: .text("registration")),
                    NotifyV1.Datum(name: "code", value: .text(code)),
                    NotifyV1.Datum(name: "minutes", value: .number(5)),
                ]), options: options(key: key)
        ).messages
    }

    /// Tells a number that the account it was of is erased, as `identity` does.
    func farewell(_ mobile: String) async throws -> [NotifyV1.Receipt] {
        try await messages.send(
            NotifyV1.SendRequest(
                template: "security.notice", recipient: .mobile(mobile), language: "zh-CN",
                data: [
                    NotifyV1.Datum(name: "event", value: .text("erasure")),
                    NotifyV1.Datum(name: "time", value: .time(.init(seconds: 1_795_406_400))),
                ]), options: options()
        ).messages
    }

    func message(_ id: String) async throws -> NotifyV1.Message {
        try await messages.getMessage(NotifyV1.GetMessageRequest(id: id), options: options())
    }

    /// Forgets an account that was erased, as identity has it done.
    func forget(_ account: String) async throws {
        _ = try await ofIdentity.forgetAccount(.init(account: account), options: options())
    }

    func setContacts(_ account: String, mobile: String = "", email: String = "") async throws {
        _ = try await messages.setContacts(
            NotifyV1.SetContactsRequest(account: account, mobile: mobile, email: email), options: options())
    }
}

/// A provider that answers what it was told to, and remembers what it was asked.
final class ScriptedProvider: DeliveryProvider {
    let name: String
    let canLookUp: Bool
    private let state: Mutex<(answers: [AttemptOutcome], asked: [Message], found: LookUp)>

    init(
        _ name: String = "scripted", answers: [AttemptOutcome] = [], canLookUp: Bool = false,
        report: DeliveryReport? = nil
    ) {
        self.name = name
        self.canLookUp = canLookUp
        state = Mutex((answers, [], report.map { .report($0) } ?? .never))
    }

    /// What it says from now on when it is asked about a message.
    func say(_ found: LookUp) { state.withLock { $0.found = found } }

    var asked: [Message] { state.withLock { $0.asked } }

    func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        state.withLock { state in
            state.asked.append(parcel.message)
            return state.answers.isEmpty ? .delivered(reference: "") : state.answers.removeFirst()
        }
    }

    func lookUp(_ parcel: Parcel) async -> LookUp { state.withLock { $0.found } }
}

/// A provider that keeps some messages in its hands until it is told to let go.
final class HeldProvider: DeliveryProvider {
    let name = "held"
    let canLookUp = false
    private let isHeld: @Sendable (Message, _ number: Int) -> Bool
    private struct State {
        var asked = 0
        var now = 0
        var mostAtOnce = 0
        var delivered = 0
        var isOpen = false
    }
    private let state = Mutex(State())

    /// Holds the first so many.
    init(holdingFirst count: Int) {
        isHeld = { _, number in number <= count }
    }

    /// Holds those of which `isHeld` says so.
    init(holding isHeld: @escaping @Sendable (Message) -> Bool) {
        self.isHeld = { message, _ in isHeld(message) }
    }

    var asked: Int { state.withLock { $0.asked } }
    var delivered: Int { state.withLock { $0.delivered } }
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    func letGo() { state.withLock { $0.isOpen = true } }

    func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        let number = state.withLock { state in
            state.asked += 1
            state.now += 1
            state.mostAtOnce = max(state.mostAtOnce, state.now)
            return state.asked
        }
        while isHeld(parcel.message, number), !state.withLock({ $0.isOpen }), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(1))
        }
        state.withLock { state in
            state.now -= 1
            state.delivered += 1
        }
        return .delivered(reference: "")
    }

    func lookUp(_ parcel: Parcel) async -> LookUp { .never }
}
