package import MeshKernel

/// An event in its place in a feed: as one's own store gives it out, and as a peer's store gave it to us.
package struct FeedEvent: Sendable, Equatable {
    /// The random name of the history it belongs to.
    package let epoch: String
    /// Its place; strictly increasing in commit order, with gaps.
    package let position: Int64
    /// Its identifier.
    package let id: String
    /// Name of its type.
    package let type: String
    /// Id of the thing it happened to.
    package let aggregate: String
    /// Version of the payload's shape.
    package let version: Int
    /// What happened, serialized.
    package let payload: [UInt8]
    /// W3C traceparent of the cause; may be empty.
    package let trace: String
    /// When it happened.
    package let at: WallTime

    /// An event of a feed.
    package init(
        epoch: String, position: Int64, id: String, type: String, aggregate: String, version: Int, payload: [UInt8],
        trace: String, at: WallTime
    ) {
        self.epoch = epoch
        self.position = position
        self.id = id
        self.type = type
        self.aggregate = aggregate
        self.version = version
        self.payload = payload
        self.trace = trace
        self.at = at
    }

    /// The event in a row of `events` or `parked_events`.
    init(_ row: Row, epoch: String) throws(StoreError) {
        self.init(
            epoch: epoch, position: try row.integer("position"), id: try row.text("id"), type: try row.text("type"),
            aggregate: try row.text("aggregate"), version: Int(try row.integer("version")),
            payload: try row.blob("payload"), trace: try row.text("trace"), at: try row.time("at"))
    }
}

/// Where a subscriber stands in a feed: sent back to the feed's owner at every subscription.
package struct FeedPlace: Sendable, Equatable {
    /// The history's name; empty before the first event.
    package let epoch: String
    /// The position applied last; 0 before the first event.
    package let position: Int64
    /// The event at that position; empty before the first event.
    package let lastEventID: String

    /// Before the first event.
    package static let beginning = FeedPlace(epoch: "", position: 0, lastEventID: "")

    /// A place in a feed.
    package init(epoch: String, position: Int64, lastEventID: String) {
        self.epoch = epoch
        self.position = position
        self.lastEventID = lastEventID
    }
}

/// How a feed and its subscriber disagree on the feed's history. All of them stop the feed until a person has looked:
/// one side was restored from a backup, or is another store altogether.
package enum FeedMismatch: Sendable, Equatable {
    /// The feed's history has another name.
    case epochChanged(expected: String, found: String)
    /// The subscriber has seen positions that the feed does not have.
    case positionAhead(position: Int64, head: Int64)
    /// The event at the subscriber's position is another one.
    case eventDiffers(position: Int64)
}
