package import Logging
package import MeshKernel
package import MeshRPC
package import MeshStore

/// Follows what identity's feed says of ended sign-ins. Nothing is kept in a store: whoever begins, or comes back after an
/// interruption, asks for all that can still matter.
package struct EndedSignInsFeed: Sendable {
    /// The events that tell it; their aggregate is the sign-in.
    package static let eventType = "session.ended"

    private let tokens: TokenVerifier
    private let time: any TimeSource
    private let logger: Logger

    /// Tells `tokens` what it hears.
    package init(tokens: TokenVerifier, time: any TimeSource, logger: Logger) {
        self.tokens = tokens
        self.time = time
        self.logger = logger
    }

    /// Follows `client`'s feed until the task is cancelled, with a short pause after each interruption.
    package func follow(_ client: RPCClient) async throws {
        var isSaid = false
        while !Task.isCancelled {
            let began = time.monotonic()
            do {
                try await MeshV1.FeedClient(client).subscribe(
                    MeshV1.SubscribeRequest(
                        sinceMilliseconds: beginning.milliseconds, types: [Self.eventType],
                        beatMilliseconds: UInt32(Limits.endedSignInsBeatMilliseconds))
                ) { events in
                    for try await event in events {
                        if event.id.isEmpty {
                            tokens.heardOfEnds()
                        } else if event.type == Self.eventType {
                            tokens.end(event.aggregate, at: WallTime(milliseconds: event.atMilliseconds))
                        }
                    }
                }
            } catch is CancellationError {
                return
            } catch {
                // Once for an interruption, however long it is and however often it is tried.
                if time.monotonic().since(began) > .seconds(Limits.endedSignInsStaleSeconds) { isSaid = false }
                if !isSaid { logger.notice("it is not heard which sign-ins end", metadata: ["error": "\(error)"]) }
                isSaid = true
            }
            try await Task.sleep(for: .milliseconds(Limits.endedSignInsRetryMilliseconds))
        }
    }

    /// Follows one's own events, as their reader `reader`, until the store closes: after each commit that bears one and, so
    /// that it is known when nothing happens too, every second.
    package func follow(_ store: Store, reader: String) async throws {
        var place = try await store.feedPosition(before: beginning)
        for await _ in store.looks(.events, every: .milliseconds(Limits.endedSignInsBeatMilliseconds)) {
            var isBehind = true
            while isBehind {
                do {
                    let page = try await store.events(
                        after: place, limit: Limits.feedBatchRowsMax, reader: reader, types: [Self.eventType])
                    for event in page.events { tokens.end(event.aggregate, at: event.at) }
                    place = page.through
                    isBehind = page.through < page.head
                } catch let error as StoreError {
                    if error == .closed { throw error }
                    logger.warning("it is heard later which sign-ins end", metadata: ["error": "\(error)"])
                    try await Task.sleep(for: .milliseconds(Limits.feedRetryMillisecondsMin))
                }
            }
            tokens.heardOfEnds()
        }
    }

    /// What happened before has no token left that could be good.
    private var beginning: WallTime {
        time.wall().advanced(by: .seconds(-Limits.endedSignInSeconds))
    }
}
