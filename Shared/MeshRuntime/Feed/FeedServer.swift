import MeshKernel
package import MeshRPC
package import MeshStore
import MeshTLS
import Synchronization

/// Serves the events of one's own store to the peers that they name as readers. Who reads is taken from the caller's
/// certificate, never from the request.
package final class FeedServer: MeshV1.FeedService {
    private struct State {
        var waiting: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var next: UInt64 = 0
        var isEnded = false
    }

    private let store: Store
    private let state = Mutex(State())

    package init(store: Store) {
        self.store = store
    }

    /// Subscribers that are connected now.
    package var subscriberCount: Int { state.withLock { $0.waiting.count } }

    /// Wakes subscribers after commits, until the store closes or the task is cancelled.
    package func run() async {
        for await _ in store.commits(.events) {
            let waiting = state.withLock { Array($0.waiting.values) }
            for continuation in waiting { continuation.yield() }
        }
        end()
    }

    /// Ends every subscription as if there were nothing more to tell; subscribers come back when the service does.
    package func end() {
        let waiting = state.withLock { state in
            state.isEnded = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.finish() }
    }

    /// Tells the events after the request's place that name the caller, and then those to come, until the service drains.
    package func subscribe(
        _ request: MeshV1.SubscribeRequest, responses: ResponseWriter<MeshV1.Event>, context: ServerContext
    ) async throws {
        guard let reader = context.peer?.service else {
            throw RPCError(.permissionDenied, "a feed is read under a certificate")
        }
        guard let position = Int64(exactly: request.position) else {
            throw RPCError(.invalidArgument, "no position is that high").violating(
                field: "position", "at most \(Int64.max)")
        }
        guard request.types.count <= Limits.feedTypesMax else {
            throw RPCError(.invalidArgument, "too many types").violating(
                field: "types", "at most \(Limits.feedTypesMax)")
        }
        let beat = try Beat(milliseconds: request.beatMilliseconds)
        var through: Int64
        do {
            through = try await beginning(of: request, position: position)
        } catch let error as StoreError {
            throw Self.status(of: error)
        }
        for await _ in wakeUps(beat) {
            // What is due by now is told with all that was there by now.
            let isDue = beat?.take() ?? false
            var page: FeedPage
            repeat {
                do {
                    page = try await store.events(
                        after: through, limit: Limits.feedBatchRowsMax, reader: reader, types: request.types)
                } catch let error as StoreError {
                    throw Self.status(of: error)
                }
                for event in page.events { try await responses.write(MeshV1.Event(event)) }
                through = page.through
            } while through < page.head
            if isDue { try await responses.write(MeshV1.Event(position: UInt64(through))) }
        }
    }

    /// The position after which a subscription begins: the one that it names, or the one of the moment that it names.
    private func beginning(of request: MeshV1.SubscribeRequest, position: Int64) async throws -> Int64 {
        guard request.sinceMilliseconds != 0 else {
            try await store.checkSubscriber(
                at: FeedPlace(epoch: request.epoch, position: position, lastEventID: request.lastEventId))
            return position
        }
        guard position == 0, request.epoch.isEmpty, request.lastEventId.isEmpty else {
            throw RPCError(.invalidArgument, "a place and a time are two beginnings").violating(
                field: "since_milliseconds", "0 with a place")
        }
        return try await store.feedPosition(before: WallTime(milliseconds: request.sinceMilliseconds))
    }

    /// What a subscriber is told of the store's refusal; whatever it may try again is UNAVAILABLE.
    private static func status(of error: StoreError) -> any Error {
        switch error {
        case .feedMismatch(let mismatch):
            mismatch.error
        case .busy(let retry):
            RPCError(.unavailable, "the store is busy").retryAfter(retry)
        case .closed, .failed, .readTooLong:
            RPCError(.unavailable, "the store cannot be read now")
        case .locked, .unopenable, .settingRefused, .newerSchema, .migrationChanged, .migrationFailed,
            .migrationMisnumbered, .transactionLost, .commitFailed, .full, .transactionEnded, .constraint,
            .statementRefused, .readOnly, .arguments, .column, .tooManyRows, .sql, .idempotencyKeyInvalid,
            .idempotencyKeyReused, .masterKeyMissing, .sealBroken, .subjectErased, .eventUndeclared, .parkedFull,
            .payloadTooLarge, .leaseLost:
            error
        }
    }

    /// One wake-up at once, for what is there already, then one or more after every commit.
    private func wakeUps(_ beat: Beat?) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state -> UInt64? in
            guard !state.isEnded else { return nil }
            continuation.yield()
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
        guard let number else {
            continuation.finish()
            return stream
        }
        let beats = beat.map { beat in Task { await beat.run { continuation.yield() } } }
        continuation.onTermination = { [weak self] _ in
            beats?.cancel()
            _ = self?.state.withLock { $0.waiting.removeValue(forKey: number) }
        }
        return stream
    }
}

extension FeedMismatch {
    /// Reasons on the wire.
    enum Reason: String {
        case epochChanged = "FEED_EPOCH_CHANGED"
        case positionAhead = "FEED_POSITION_AHEAD"
        case eventDiffers = "FEED_EVENT_DIFFERS"
    }

    var reason: Reason {
        switch self {
        case .epochChanged: .epochChanged
        case .positionAhead: .positionAhead
        case .eventDiffers: .eventDiffers
        }
    }

    var error: RPCError {
        let words =
            switch self {
            case .epochChanged: "the feed's history is another one than the subscriber has seen"
            case .positionAhead(let position, let head): "the feed ends at \(head), before position \(position)"
            case .eventDiffers(let position): "the event at position \(position) is another one"
            }
        return RPCError(.failedPrecondition, words).withReason(reason.rawValue, domain: "feed")
    }
}

extension MeshV1.Event {
    init(_ event: FeedEvent) {
        self.init(
            epoch: event.epoch, position: UInt64(event.position), id: event.id, type: event.type,
            aggregate: event.aggregate, version: UInt32(clamping: event.version), payload: event.payload,
            trace: event.trace, atMilliseconds: event.at.milliseconds)
    }
}

extension FeedEvent {
    /// Nil for a position that no store gives.
    init?(_ event: MeshV1.Event) {
        guard let position = Int64(exactly: event.position), position > 0, !event.id.isEmpty else { return nil }
        self.init(
            epoch: event.epoch, position: position, id: event.id, type: event.type, aggregate: event.aggregate,
            version: Int(event.version), payload: event.payload, trace: event.trace,
            at: WallTime(milliseconds: event.atMilliseconds))
    }
}
