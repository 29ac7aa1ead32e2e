import MeshKernel
import MeshRPC
import MeshStore
import MeshTLS
import MeshTestKit
import NIOPosix
import Synchronization
import Testing

@testable import MeshRuntime

@Suite("Feeds", .timeLimit(.minutes(2)))
struct FeedTests {
    private static let said = EventType(name: "evidence.sealed", readers: ["notify"])
    private static let secret = EventType(name: "evidence.counted", readers: ["billing"])
    private static let notes = Migration(
        1, "notes", ["CREATE TABLE notes (position INTEGER NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT"])

    /// A store with its feed, served in this process.
    private final class Owner: Sendable {
        let store: TemporaryStore
        let feed: FeedServer
        let server: RPCServer
        let pump: Task<Void, Never>

        init(_ loops: RPCLoops, folder: TemporaryFolder? = nil, seed: UInt64 = 1) throws {
            let store = try TemporaryStore(
                eventTypes: [said, secret], folder: folder, random: SeededRandom(seed: seed))
            let feed = FeedServer(store: store.store)
            self.store = store
            self.feed = feed
            server = RPCServer(
                configuration: ServerConfiguration(), services: [feed], loops: loops, logger: ProbeMesh.silence)
            pump = Task { await feed.run() }
        }

        func say(_ texts: String..., type: EventType = said, trace: String = "") async throws {
            for text in texts {
                try await store.store.write {
                    _ = try $0.append(
                        Event(type: type, aggregate: text, payload: Array(text.utf8), trace: trace))
                }
            }
        }

        func client(_ loops: RPCLoops, as service: String) -> RPCClient {
            RPCClient(
                inProcess: server,
                as: PeerIdentity(trustDomain: "colophon", service: service, replica: "1"), loop: loops.next(),
                logger: ProbeMesh.silence)
        }
    }

    private let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)

    private func subscriber(
        _ client: RPCClient, _ store: Store, metrics: MetricRegistry = MetricRegistry(),
        _ reaction: @escaping FeedSubscriber.Reaction = FeedTests.note
    ) -> FeedSubscriber {
        FeedSubscriber(
            peer: "evidence", client: client, store: store, random: SystemRandom(), logger: ProbeMesh.silence,
            metrics: metrics, reaction: reaction)
    }

    private static let note: FeedSubscriber.Reaction = { transaction, event in
        try transaction.execute(
            "INSERT INTO notes (position, text) VALUES (?, ?)", .integer(event.position),
            .text(String(decoding: event.payload, as: UTF8.self)))
    }

    private func notes(_ store: Store) async throws -> [String] {
        try await store.read { try $0.rows("SELECT text FROM notes ORDER BY position").map { try $0.text("text") } }
    }

    /// Waits for commits of `store` until its notes are `wanted`.
    private func expect(_ wanted: [String], in store: Store) async throws {
        try await until { try await notes(store) == wanted }
    }

    @Test(
        "what one store commits another applies, in order, once, only what names it as a reader",
        .timeLimit(.minutes(1)))
    func endToEnd() async throws {
        let owner = try Owner(loops)
        let reader = try TemporaryStore([Self.notes])
        try await owner.say("one", "two")
        try await owner.say("hidden", type: Self.secret)
        let client = owner.client(loops, as: "notify")
        let metrics = MetricRegistry()
        let subscriber = subscriber(client, reader.store, metrics: metrics)
        let following = Task { try await subscriber.run() }
        try await expect(["one", "two"], in: reader.store)
        try await owner.say("three")
        try await expect(["one", "two", "three"], in: reader.store)
        let connected = try ExpositionReader(metrics.exposition())
        #expect(connected.value("colophon_feed_connected", ["peer": "evidence"]) == 1)
        following.cancel()
        try await following.value
        // Rows can be read before their subscriber has counted them; one that has ended has counted everything.
        let text = try ExpositionReader(metrics.exposition())
        #expect(text.value("colophon_feed_applied_total", ["peer": "evidence"]) == 3)
        #expect(text.value("colophon_feed_position", ["peer": "evidence"]) == 4)
        // A new subscription goes on where the store stands.
        try await owner.say("four")
        let again = Task { try await self.subscriber(client, reader.store).run() }
        try await expect(["one", "two", "three", "four"], in: reader.store)
        again.cancel()
        try await again.value
        await client.close()
    }

    @Test("a thousand events arrive in far fewer transactions than a thousand", .timeLimit(.minutes(1)))
    func burst() async throws {
        let owner = try Owner(loops)
        let texts = (0..<1_000).map { "\($0)" }
        try await owner.store.store.write { transaction in
            for text in texts {
                _ = try transaction.append(Event(type: Self.said, aggregate: text, payload: Array(text.utf8)))
            }
        }
        let reader = try TemporaryStore([Self.notes])
        let before = reader.store.statistics.commits
        let client = owner.client(loops, as: "notify")
        let following = Task { try await self.subscriber(client, reader.store).run() }
        try await expect(texts, in: reader.store)
        #expect(reader.store.statistics.commits - before < 500)
        following.cancel()
        try await following.value
        await client.close()
    }

    @Test("a subscriber comes back when the feed ends, without losing or repeating anything", .timeLimit(.minutes(1)))
    func interrupted() async throws {
        let owner = try Owner(loops)
        let reader = try TemporaryStore([Self.notes])
        try await owner.say("one")
        let client = owner.client(loops, as: "notify")
        let following = Task { try await self.subscriber(client, reader.store).run() }
        try await expect(["one"], in: reader.store)
        try await until { owner.feed.subscriberCount > 0 }
        // As many interruptions as there are: each subscription is cut, each event still arrives once.
        await client.close()
        following.cancel()
        try await following.value
        try await owner.say("two")
        let second = owner.client(loops, as: "notify")
        let again = Task { try await self.subscriber(second, reader.store).run() }
        try await expect(["one", "two"], in: reader.store)
        again.cancel()
        try await again.value
        await second.close()
    }

    @Test(
        "another history, or a shorter one, stops the feed with its reason and shows in a metric",
        .timeLimit(.minutes(1)))
    func mismatch() async throws {
        let first = try Owner(loops, seed: 1)
        let reader = try TemporaryStore([Self.notes])
        try await first.say("one", "two")
        let client = first.client(loops, as: "notify")
        let following = Task { try await self.subscriber(client, reader.store).run() }
        try await expect(["one", "two"], in: reader.store)
        following.cancel()
        try await following.value
        await client.close()
        let other = try Owner(loops, seed: 2)
        try await other.say("x", "y", "z")
        let second = other.client(loops, as: "notify")
        let metrics = MetricRegistry()
        await #expect {
            try await self.subscriber(second, reader.store, metrics: metrics).run()
        } throws: { error in
            guard case .mismatch("FEED_EPOCH_CHANGED", _)? = error as? FeedStopped else { return false }
            return true
        }
        #expect(try ExpositionReader(metrics.exposition()).value("colophon_feed_stopped", ["peer": "evidence"]) == 1)
        // Ahead of what the feed has: the answer has its own reason.
        let ahead = MeshV1.SubscribeRequest(epoch: first.store.store.epoch, position: 99, lastEventId: "evt")
        let third = first.client(loops, as: "notify")
        do {
            try await MeshV1.FeedClient(third).subscribe(ahead) { events in for try await _ in events {} }
            Issue.record("a position beyond the head was served")
        } catch let error as RPCError {
            #expect(error.code == .failedPrecondition && error.reason?.reason == "FEED_POSITION_AHEAD")
        }
        await second.close()
        await third.close()
    }

    @Test(
        "an event whose reaction fails waits, later ones of its aggregate behind it; the others go on",
        .timeLimit(.minutes(1)))
    func parked() async throws {
        let owner = try Owner(loops)
        let reader = try TemporaryStore([Self.notes])
        try await owner.say("good", "bad", "better")
        let client = owner.client(loops, as: "notify")
        let isCured = Tally()
        let following = Task {
            try await self.subscriber(client, reader.store) { transaction, event in
                let text = String(decoding: event.payload, as: UTF8.self)
                if text == "bad", isCured.value == 0 { throw RPCError(.internal, "cannot") }
                try transaction.execute(
                    "INSERT INTO notes (position, text) VALUES (?, ?)", .integer(event.position), .text(text))
            }.run()
        }
        try await expect(["good", "better"], in: reader.store)
        #expect(try await reader.store.parkedEvents().map(\.event.aggregate) == ["bad"])
        isCured.add(1)
        reader.time.advance(by: .seconds(3_600))
        try await expect(["good", "bad", "better"], in: reader.store)
        following.cancel()
        try await following.value
        await client.close()
    }

    @Test(
        "an event of a recorded trace has a span at its reader, under the span that caused it", .timeLimit(.minutes(1)))
    func traced() async throws {
        let owner = try Owner(loops)
        let reader = try TemporaryStore([Self.notes])
        let tracer = try Tracer(
            .init(exporter: .file(reader.folder.file("spans"))), resource: [("service.name", "notify")],
            time: SystemTime(), random: SystemRandom(), loop: loops.next().eventLoop,
            offload: OffloadPool(threadCount: 1), logger: ProbeMesh.silence)
        let cause = tracer.root()
        try await owner.say("one", trace: cause.traceparent)
        try await owner.say("two")
        let client = owner.client(loops, as: "notify")
        let subscriber = FeedSubscriber(
            peer: "evidence", client: client, store: reader.store, random: SystemRandom(), logger: ProbeMesh.silence,
            metrics: MetricRegistry(), tracer: tracer, reaction: Self.note)
        let following = Task { try await subscriber.run() }
        try await expect(["one", "two"], in: reader.store)
        following.cancel()
        try await following.value
        await client.close()
        await tracer.flush()
        let spans = try TracerTests.spans(reader.folder.lines("spans"))
        #expect(spans.count == 1)
        #expect(spans.first?.traceId == cause.traceIDText && spans.first?.parentSpanId == cause.spanIDText)
        #expect(spans.first?.kind == 5 && spans.first?.name == "apply evidence.sealed")
    }

    @Test("drained feeds end by themselves, and a subscription then ends at once", .timeLimit(.minutes(1)))
    func drained() async throws {
        let owner = try Owner(loops)
        try await owner.say("one")
        let client = owner.client(loops, as: "notify")
        let (seen, continuation) = AsyncStream.makeStream(of: String.self)
        let following = Task {
            try await MeshV1.FeedClient(client).subscribe(.init()) { events in
                for try await event in events { continuation.yield(event.aggregate) }
            }
        }
        for await text in seen {
            #expect(text == "one")
            break
        }
        owner.feed.end()
        try await following.value
        try await MeshV1.FeedClient(client).subscribe(.init()) { events in
            for try await _ in events { Issue.record("nothing is told after the end") }
        }
        await client.close()
    }
}
