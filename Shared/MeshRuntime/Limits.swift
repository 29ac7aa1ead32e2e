/// Every bound of this room, the unit last in its name.
package enum Limits {
    /// Largest configuration file that is read.
    package static let configurationBytesMax = 1 << 20
    /// How far a name may be from a known one, in single-character edits, to be suggested for it.
    package static let suggestionEditsMax = 3
    /// Log lines waiting for the writer; past it the newest are dropped and counted.
    package static let logQueueLinesMax = 8_192
    /// Bytes of log lines waiting for the writer.
    package static let logQueueBytesMax = 4 << 20
    /// One log line; the rest is cut off and marked.
    package static let logLineBytesMax = 32 << 10
    /// A log file that would grow past this is moved aside for a new one.
    package static let logFileBytesMax = 32 << 20
    /// Log files of one service, the one that is written included; the oldest goes.
    package static let logFilesMax = 8
    /// Label sets of one metric; past it new ones are counted together in one series labelled `other`.
    package static let metricSeriesMax = 1_024
    /// Finished spans waiting for the exporter; past it the newest are dropped and counted.
    package static let spanQueueMax = 4_096
    /// Spans in one exported document.
    package static let spanBatchMax = 512
    /// Longest time a finished span waits before it is exported.
    package static let spanDelayMilliseconds: Int64 = 1_000
    /// A file of spans that would grow past this is moved aside for a new one.
    package static let spanFileBytesMax = 64 << 20
    /// Files of spans, the one that is written included; the oldest goes.
    package static let spanFilesMax = 4
    /// How often it is tried to write a document into a file that others write too.
    package static let spanFileTriesMax = 1_000
    /// Pause before each further try.
    package static let spanFilePauseMicroseconds: UInt32 = 1_000
    /// Whole time for one delivery of spans over HTTP.
    package static let spanExportMilliseconds: Int64 = 5_000
    /// Largest answer of a collector of spans.
    package static let spanAnswerBytesMax = 64 << 10
    /// Synchronous work waiting for a thread of the offload pool, for each thread.
    package static let offloadQueuePerThreadMax = 64
    /// From the start of a service until it lets go of the program's pages that the start alone has used, and from
    /// then until it does so again, for what handshakes and rare calls have brought back.
    package static let programPagesSeconds: Int64 = 10
    /// How often each event loop is asked for a sign of life.
    package static let loopProbeMilliseconds: Int64 = 25
    /// A loop that has not answered for this long is reported as held.
    package static let loopHeldMilliseconds: Int64 = 50
    /// Longest time that an outgoing HTTP request waits for its connection.
    package static let httpConnectMilliseconds: Int64 = 2_000
    /// Bytes of the addresses that a host's name leads to; the rest is left out.
    package static let lookUpBytesMax = 1_088
    /// Longest `Content-Type` of an answer that is looked at.
    package static let httpContentTypeBytesMax = 128
    /// Bytes from which on a header's line cannot be sent, which is the room that `Shared/CCurl/shim.h` has for one.
    package static let httpHeaderLineBytesMax = 8_192
    /// HTTP connections to one listener (probes or inspection) at once.
    package static let httpConnectionsMax = 64
    /// An HTTP connection that says nothing for so long is closed.
    package static let httpIdleSeconds: Int64 = 30
    /// Connections from the outside world at once; further ones wait to be accepted.
    package static let publicConnectionsMax = 256
    /// Proxies in front of that listener whose word is believed.
    package static let publicProxiesMax = 64
    /// From the first byte of a stranger's request until its answer has been taken whole.
    package static let publicExchangeSeconds: Int64 = 30
    /// Path and query of a stranger's request.
    package static let publicTargetBytesMax = 2_048
    /// All headers of a stranger's request together.
    package static let publicHeaderBytesMax = 16 << 10
    /// Headers of a stranger's request.
    package static let publicHeadersMax = 64
    /// Rows of connections or calls on an inspection page.
    package static let inspectionRowsMax = 1_000
    /// Verified tokens that are remembered until they expire.
    package static let tokenCacheEntriesMax = 4_096
    /// How long a sign-in that has ended is remembered: as long as a token of it may live, and a minute for clocks that
    /// differ.
    package static let endedSignInSeconds: Int64 = 360
    /// Ended sign-ins that are remembered; past it every token is refused that is as old as the oldest of them.
    package static let endedSignInsMax = 262_144
    /// How often identity says that nothing else has ended.
    package static let endedSignInsBeatMilliseconds: Int64 = 1_000
    /// Whoever has heard nothing of ended sign-ins for longer believes no token of any.
    package static let endedSignInsStaleSeconds: Int64 = 5
    /// A streamed call of a sign-in is ended when nothing was heard for longer. Below `endedSignInSeconds`, which is how far
    /// back whoever comes to hear it again asks.
    package static let standingCallsUnheardSeconds: Int64 = 60
    /// Pause before identity is asked again which sign-ins end.
    package static let endedSignInsRetryMilliseconds: Int64 = 250
    /// How often calls that stand are looked at for tokens that have expired.
    package static let standingCallsLookSeconds: Int64 = 1
    /// Longest `authorization` value that is looked at.
    package static let authorizationBytesMax = 4_096
    /// Key files that may be named under `tokens.keys`.
    package static let tokenKeysMax = 16
    /// Largest drain time that may be configured.
    package static let drainSecondsMax = 3_600
    /// The longest that a loop may be told to poll: more would keep a core from everything else.
    package static let busyPollMicrosecondsMax = 10_000
    /// Callers that `quotas` may name.
    package static let quotasMax = 256
    /// How long everything after the drain may take before the process ends itself.
    package static let stopSecondsMax = 10
    /// First pause of a feed subscriber between two attempts.
    package static let feedRetryMillisecondsMin: Int64 = 100
    /// Longest pause of a feed subscriber between two attempts.
    package static let feedRetryMillisecondsMax: Int64 = 10_000
    /// How often a subscriber looks for parked events whose time has come.
    package static let feedParkedLookMilliseconds: Int64 = 1_000
    /// Types that a subscriber may choose.
    package static let feedTypesMax = 16
    /// The shortest time between two beats of a feed.
    package static let feedBeatMillisecondsMin: UInt32 = 100
    /// The longest.
    package static let feedBeatMillisecondsMax: UInt32 = 60_000
    /// Events that one read of the feed takes from the store.
    package static let feedBatchRowsMax = 256
}
