/// Every bound of the RPC layer, the unit last.
package enum Limits {
    /// Largest payload of a frame; ttrpc's own number, and 4 MiB itself is legal.
    package static let frameBytesMax = 4 << 20
    /// Bytes of a frame's header.
    package static let frameHeaderBytes = 10
    /// What a stream may send before a Window frame arrives; also the most a base-ttrpc stream may leave unread.
    package static let streamWindowBytes = 64 << 10
    /// What a stream of large messages may come to hold while its reader keeps up: two of the largest.
    package static let streamWindowWidenedBytesMax = 2 * frameBytesMax
    /// What a connection may send before a Window frame arrives.
    package static let connectionWindowBytes = 1 << 20
    /// No window may ever exceed this.
    package static let windowBytesMax = 1 << 31 - 1
    /// Streams a peer may have open until its Settings say otherwise.
    package static let streamsBeforeSettingsMax = 128
    /// Streams a server admits on one connection unless configured otherwise.
    package static let streamsPerConnectionMax = 1_024
    /// Received bytes that may lie unread in all streams of a connection before its window is held back.
    package static let connectionUnreadBytesMax = 8 << 20
    /// Messages that may lie unread in one stream; bounds empty messages, which consume no window.
    package static let streamUnreadMessagesMax = 128 << 10
    /// Bytes queued towards a peer that does not read, beyond which the connection closes.
    package static let unsentBytesMax = 16 << 20
    /// Bytes of answers that wait on one connection for its window; the next answer is an error instead.
    package static let unsentAnswersBytesMax = 64 << 20
    /// A turn's bytes leave before its end once there are this many: a whole TLS record, so that the peer works on the
    /// first calls of a burst while this side is still busy with the others.
    package static let earlyFlushBytes = 16_384
    /// Bytes of one turn's frames after which streaming writers wait for the flush.
    package static let turnBytesMax = 256 << 10
    /// A frame at least this large goes to the transport in pieces of this size, whole TLS records, each encrypted while
    /// it lies in the processor's cache.
    package static let pieceBytes = 64 << 10
    /// An out-buffer larger than this is given back to the system after its flush.
    package static let spareBufferBytesMax = 512 << 10
    /// Room of a fresh out-buffer.
    package static let outBufferBytes = 16 << 10
    /// Ping, Cancel, Settings and unknown frames a peer may send at once; refilled at the same number a second.
    package static let controlFramesPerSecondMax = 4_096
    /// Bytes of all metadata of one call.
    package static let metadataBytesMax = 64 << 10
    /// Pairs of metadata of one call.
    package static let metadataPairsMax = 128
    /// Bytes of a GoAway's text; the rest is cut.
    package static let goAwayTextBytesMax = 1_024
    /// How long connecting to one endpoint may take, TLS included.
    package static let connectMilliseconds: Int64 = 5_000
    /// The first pause after every endpoint refused, doubled each time.
    package static let backoffFirstMilliseconds: Int64 = 50
    /// The longest pause between attempts to connect.
    package static let backoffLastMilliseconds: Int64 = 2_000
    /// Times a request that no server has seen is sent again without asking anybody.
    package static let transparentRetriesMax = 5
    /// Calls waiting for a connection or a free stream, for each client.
    package static let waitingCallsMax = 16_384
    /// How long a peer that broke the protocol may go on sending after it was told so, unheard.
    package static let farewellMilliseconds: Int64 = 250
    /// The highest stream id (31 bits).
    package static let streamIDMax: UInt32 = 0x7FFF_FFFF
    /// Three quarters of the ids: from here a client opens another connection.
    package static let streamIDRotation: UInt32 = 0x6000_0000
    /// Calls remembered by each loop for inspection.
    package static let recentCallsMax = 128
    /// Calls at least this slow are remembered apart.
    package static let slowCallMilliseconds: Int64 = 100
    /// Slots of the timer wheel.
    package static let timerSlotsCount = 256
    /// Width of a timer slot.
    package static let timerSlotNanoseconds: Int64 = 2_000_000
    /// Sockets up to which a loop polls.
    package static let busyPollSocketsMax = 8
    /// Fruitless polls in a row after which no more turns are skipped than two to their power.
    package static let busyPollMissesMax = 8
    /// Jobs run in one turn before input and output get their turn again.
    package static let jobsPerTurnMax = 1_024
    /// The pause after so many jobs, in which the sockets are looked at.
    package static let jobsPauseMicroseconds: Int64 = 20
    /// Connections that may be open at once on one server.
    package static let connectionsMax = 16_384
    /// Attempts of one call, the first included; more are not configurable (gRPC's A6).
    package static let attemptsMax = 5
    /// Tokens of a retry throttle; gRPC's own number.
    package static let throttleTokensMax = 1_000
    /// The longest pause between two attempts, and the longest a server may ask for.
    package static let pauseMillisecondsMax: Int64 = 300_000
    /// The longest timeout, interval, age or other time that may be configured.
    package static let timeoutMillisecondsMax: Int64 = 7 * 86_400_000
    /// Bytes of a stream's requests that are kept until the server has answered, to be sent again to another.
    package static let replayBytesMax = 32 << 10
    /// Connections to one replica that may be configured.
    package static let connectionsPerReplicaMax = 64
    /// Replicas of one service that a client knows; what a resolver tells beyond them is left out.
    package static let endpointsMax = 256
    /// Bytes of a file that lists endpoints.
    package static let endpointFileBytesMax = 64 << 10
    /// How long a connection beyond a replica's first may be without a call.
    package static let surplusIdleMilliseconds: Int64 = 10_000
    /// Messages of a stream's requests that are kept likewise.
    package static let replayMessagesMax = 64
    /// How often a file that lists endpoints is read again at least.
    package static let endpointFileLookMilliseconds: Int64 = 2_000
    /// The pause before a replica that has stopped to tell its health is asked again.
    package static let healthRetryMilliseconds: Int64 = 1_000
    /// How many times rarer than configured keepalive pings become when servers complain.
    package static let keepaliveCalmMax: Int64 = 64
    /// A connection that lived for less counts as a failure when it is lost.
    package static let connectionLifeMillisecondsMin: Int64 = 1_000
}
