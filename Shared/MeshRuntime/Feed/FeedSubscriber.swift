package import Logging
package import MeshKernel
package import MeshRPC
package import MeshStore

/// Follows a peer's feed: applies its events to one's own store, each exactly once, from where the store stands, and
/// comes back after every interruption.
package struct FeedSubscriber: Sendable {
    /// Writes the effect of one event. It only writes rows and appends events or jobs; it never calls out.
    package typealias Reaction = @Sendable (Transaction, FeedEvent) throws -> Void

    private let peer: String
    private let client: RPCClient
    private let store: Store
    private let random: any RandomSource
    private let logger: Logger
    private let metrics: FeedMetrics
    private let tracer: Tracer?
    private let reaction: Reaction

    /// `peer` names the feed in this store and in the metrics: the service segment of whom `client` dials. With a `tracer`
    /// every event of a recorded trace has a span here, under the one that caused it.
    package init(
        peer: String, client: RPCClient, store: Store, random: any RandomSource, logger: Logger,
        metrics: MetricRegistry, tracer: Tracer? = nil, reaction: @escaping Reaction
    ) {
        var logger = logger
        logger[metadataKey: "feed"] = "\(peer)"
        self.peer = peer
        self.client = client
        self.store = store
        self.random = random
        self.logger = logger
        self.metrics = FeedMetrics(peer: peer, registry: metrics)
        self.tracer = tracer
        self.reaction = reaction
    }

    /// Follows until the task is cancelled. Throws `FeedStopped` when the two histories do not agree or too much is
    /// parked: a person must look before it goes on.
    package func run() async throws(FeedStopped) {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.follow() }
                group.addTask { try await self.retryParked() }
                try await group.next()
                group.cancelAll()
            }
        } catch let stop as FeedStopped {
            metrics.stopped.set(1)
            logger.critical("the feed has stopped", metadata: ["reason": "\(stop)"])
            throw stop
        } catch {
            // Only cancellation comes here; everything else was tried again or is a stop.
        }
    }

    /// Subscribes again and again, with growing pauses between attempts that brought nothing.
    private func follow() async throws {
        var pause = Limits.feedRetryMillisecondsMin
        while !Task.isCancelled {
            do {
                let applied = try await subscribeOnce()
                logger.debug("the feed ended; subscribing again", metadata: ["applied": "\(applied)"])
                if applied > 0 { pause = Limits.feedRetryMillisecondsMin }
            } catch is CancellationError {
                return
            } catch let stop as FeedStopped {
                throw stop
            } catch {
                logger.notice("the feed is interrupted", metadata: ["error": "\(error)", "retry_ms": "\(pause)"])
            }
            metrics.connected.set(0)
            // Half of the pause is random, so that subscribers of a restarted peer do not all come at once.
            let jitter = Int64(random.word() % UInt64(pause / 2 + 1))
            try await Task.sleep(for: .milliseconds(pause / 2 + jitter))
            pause = min(pause * 2, Limits.feedRetryMillisecondsMax)
        }
    }

    /// One subscription to its end; returns how many events it brought.
    private func subscribeOnce() async throws -> Int {
        let place = try await store.read { [peer] in try $0.feedPlace(peer) }
        let request = MeshV1.SubscribeRequest(
            epoch: place.epoch, position: UInt64(max(0, place.position)), lastEventId: place.lastEventID)
        do {
            return try await MeshV1.FeedClient(client).subscribe(request) { events in
                metrics.connected.set(1)
                return try await self.apply(events)
            }
        } catch let error as RPCError {
            guard let reason = error.reason?.reason, FeedMismatch.Reason(rawValue: reason) != nil else { throw error }
            throw FeedStopped.mismatch(reason: reason, words: error.message)
        }
    }

    private func apply(_ events: ResponseStream<MeshV1.Event>) async throws -> Int {
        let buffer = FeedBuffer()
        return try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                defer { buffer.finish() }
                for try await event in events {
                    guard let event = FeedEvent(event) else { throw FeedStopped.malformedEvent }
                    guard await buffer.give(event) else { return 0 }
                }
                return 0
            }
            group.addTask {
                defer { buffer.finish() }
                var count = 0
                while let batch = await buffer.takeAll() {
                    try await self.apply(batch)
                    count += batch.count
                }
                return count
            }
            return try await group.reduce(0, +)
        }
    }

    private func apply(_ batch: [FeedEvent]) async throws {
        let began = tracer?.now ?? 0
        do {
            let outcomes = try await store.apply(batch, from: peer, reaction)
            for (event, outcome) in zip(batch, outcomes) {
                trace(event, outcome, began: began)
                switch outcome {
                case .applied: metrics.applied.increment()
                case .parked: metrics.parked.increment()
                case .repeated: break
                }
            }
            if let last = batch.last { metrics.position.set(Double(last.position)) }
        } catch StoreError.feedMismatch(let mismatch) {
            throw FeedStopped.mismatch(reason: mismatch.reason.rawValue, words: mismatch.error.message)
        } catch StoreError.parkedFull {
            throw FeedStopped.tooManyParked
        }
    }

    private func trace(_ event: FeedEvent, _ outcome: FeedOutcome, began: Int64) {
        guard let tracer, tracer.isOn, let cause = TraceContext(traceparent: event.trace), cause.isSampled else {
            return
        }
        tracer.record(
            Span(
                context: tracer.child(of: cause), parent: cause.span, name: "apply \(event.type)", kind: .consumer,
                began: began, ended: tracer.now,
                attributes: [
                    ("messaging.system", .text("colophon")), ("messaging.destination.name", .text(peer)),
                    ("messaging.message.id", .text(event.id)), ("colophon.feed.position", .integer(event.position)),
                ], status: outcome == .parked ? .error("parked") : .ok))
    }

    private func retryParked() async throws {
        while true {
            try await Task.sleep(for: .milliseconds(Limits.feedParkedLookMilliseconds))
            do {
                let count = try await store.retryParked(from: peer, reaction)
                if count > 0 {
                    metrics.applied.increment(by: UInt64(count))
                    logger.notice("parked events were applied", metadata: ["count": "\(count)"])
                }
            } catch let error as StoreError {
                logger.warning("parked events were not tried", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// Why a feed stands still until a person has looked.
package enum FeedStopped: Error, Sendable, Equatable {
    /// One side was restored from a backup, or is another store altogether.
    case mismatch(reason: String, words: String)
    /// More events are parked than may be.
    case tooManyParked
    /// The peer sent an event that no store gives out.
    case malformedEvent
}

/// What is told of one subscription.
struct FeedMetrics: Sendable {
    let applied: MetricCounter
    let parked: MetricCounter
    let position: MetricGauge
    let connected: MetricGauge
    let stopped: MetricGauge

    init(peer: String, registry: MetricRegistry) {
        let labels = [("peer", peer)]
        applied = registry.counter(
            "colophon_feed_applied_total", help: "Events whose effect was written.", labels: labels)
        parked = registry.counter(
            "colophon_feed_parked_total", help: "Events whose reaction failed and that wait.", labels: labels)
        position = registry.gauge("colophon_feed_position", help: "Position applied last.", labels: labels)
        connected = registry.gauge("colophon_feed_connected", help: "1 while subscribed.", labels: labels)
        stopped = registry.gauge(
            "colophon_feed_stopped", help: "1 when the feed stands still until a person has looked.", labels: labels)
    }
}
