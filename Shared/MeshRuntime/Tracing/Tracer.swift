package import Logging
package import MeshKernel
package import MeshRPC
package import NIOCore
import Synchronization

/// Begins traces, takes finished spans and hands them to a collector or a file in batches. When nothing is exported
/// every question is one comparison.
package final class Tracer: Sendable {
    /// Whether spans are exported at all.
    package let isOn: Bool

    private struct Queue {
        var spans = SpanQueue()
        var isScheduled = false
        var isExporting = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let destination: (any SpanDestination)?
    private let resource: [(String, String)]
    private let sampleBelow: UInt64
    private let time: any TimeSource
    private let loop: any EventLoop
    private let offload: OffloadPool
    private let logger: Logger
    private let queue = Mutex(Queue())
    private let idState: Atomic<UInt64>
    private let dropped = Atomic<UInt64>(0)
    private let exported = Atomic<UInt64>(0)
    private let hasComplained = Atomic<Bool>(false)

    /// `resource` says who makes the spans, as OpenTelemetry attributes. Refuses a file that cannot be opened.
    package convenience init(
        _ export: TraceExport, resource: [(String, String)], time: any TimeSource, random: any RandomSource,
        loop: any EventLoop, offload: OffloadPool, logger: Logger
    ) throws(ConfigurationError) {
        // In two steps: Swift 6.3.1's optimiser cannot undo a half-made tracer.
        let destination: (any SpanDestination)?
        switch export.exporter {
        case .none: destination = nil
        case .file(let path): destination = try SpanFile(path: path)
        case .url(let url): destination = SpanCollector(url: url)
        }
        self.init(
            destination, ratio: export.ratio, resource: resource, time: time, random: random, loop: loop,
            offload: offload, logger: logger)
    }

    private init(
        _ destination: (any SpanDestination)?, ratio: Double, resource: [(String, String)], time: any TimeSource,
        random: any RandomSource, loop: any EventLoop, offload: OffloadPool, logger: Logger
    ) {
        self.destination = destination
        isOn = destination != nil
        sampleBelow = ratio >= 1 ? .max : UInt64(ratio * 0x1p64)
        self.resource = resource
        self.time = time
        self.loop = loop
        self.offload = offload
        self.logger = logger
        idState = Atomic(random.word())
    }

    /// This moment as spans count it, in nanoseconds of the monotonic clock.
    package var now: Int64 { time.monotonic().nanoseconds }

    /// Spans lost to a full queue or to a collector that did not take them.
    package var droppedCount: UInt64 { dropped.load(ordering: .relaxed) }
    /// Spans delivered.
    package var exportedCount: UInt64 { exported.load(ordering: .relaxed) }

    /// Starts a trace here; the configured share of them is recorded.
    package func root() -> TraceContext {
        let low = identifier()
        return TraceContext.child(
            traceHigh: identifier(), traceLow: low, span: identifier(),
            flags: isOn && low <= sampleBelow && sampleBelow > 0 ? 1 : 0)
    }

    /// The same trace with a span of its own.
    package func child(of parent: TraceContext) -> TraceContext {
        parent.child(span: identifier())
    }

    /// Takes a finished span of a recorded trace. Never waits.
    package func record(_ span: Span) {
        guard isOn, span.context.isSampled else { return }
        take { span }
    }

    /// The same for a call, whose span is made where it is kept.
    package func record(
        call method: MethodDescriptor, context: TraceContext, parent: UInt64?, kind: Span.Kind, began: Int64,
        ended: Int64, status: Int32, peer: String?
    ) {
        guard isOn, context.isSampled else { return }
        take {
            Span(
                call: method, context: context, parent: parent, kind: kind, began: began, ended: ended, status: status,
                peer: peer)
        }
    }

    private enum Next { case nothing, schedule, export, drop }

    @inline(__always)
    private func take(_ make: () -> Span) {
        let next = queue.withLock { queue -> Next in
            guard queue.spans.append(make) else { return .drop }
            if queue.isExporting { return .nothing }
            if queue.spans.count >= Limits.spanBatchMax {
                queue.isExporting = true
                return .export
            }
            if queue.isScheduled { return .nothing }
            queue.isScheduled = true
            return .schedule
        }
        switch next {
        case .nothing: break
        case .schedule: loop.scheduleTask(in: .milliseconds(Limits.spanDelayMilliseconds)) { self.exportWaiting() }
        case .export: beginExport()
        case .drop: dropped.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Delivers what waits and returns when that is done.
    package func flush() async {
        guard isOn else { return }
        await withCheckedContinuation { continuation in
            let mustBegin = queue.withLock { queue -> Bool in
                queue.waiters.append(continuation)
                defer { queue.isExporting = true }
                return !queue.isExporting
            }
            if mustBegin { beginExport() }
        }
    }

    private func exportWaiting() {
        let mustBegin = queue.withLock { queue -> Bool in
            queue.isScheduled = false
            defer { queue.isExporting = true }
            return !queue.isExporting
        }
        if mustBegin { beginExport() }
    }

    private func beginExport() {
        Task {
            while let batch = nextBatch() {
                await export(batch)
            }
        }
    }

    /// The next spans to deliver; nil, with everybody told who waits for it, when there are none.
    private func nextBatch() -> [Span]? {
        let (batch, waiters) = queue.withLock { queue -> ([Span]?, [CheckedContinuation<Void, Never>]) in
            if let batch = queue.spans.next() { return (batch, []) }
            queue.isExporting = false
            defer { queue.waiters = [] }
            return (nil, queue.waiters)
        }
        for waiter in waiters { waiter.resume() }
        return batch
    }

    private func export(_ spans: [Span]) async {
        guard let destination else { return }
        let document = OTLPDocument(resource: resource, clockOffset: clockOffset())
        do throws(OffloadError<SpanDeliveryError>) {
            try await offload.run { () throws(SpanDeliveryError) in
                try destination.deliver(document.json(spans))
            }
            exported.wrappingAdd(UInt64(spans.count), ordering: .relaxed)
            hasComplained.store(false, ordering: .relaxed)
        } catch {
            dropped.wrappingAdd(UInt64(spans.count), ordering: .relaxed)
            // One line for each silence of the collector, not one for each batch.
            if !hasComplained.exchange(true, ordering: .relaxed) {
                logger.warning("spans are lost", metadata: ["reason": "\(error.reason)", "spans": "\(spans.count)"])
            }
        }
    }

    /// Taken anew for every batch, so that a corrected wall clock is followed.
    private func clockOffset() -> Int64 {
        time.wall().milliseconds * 1_000_000 - time.monotonic().nanoseconds
    }

    /// A span or trace id: SplitMix64 over one atomic word, for ids need to be different, not secret.
    private func identifier() -> UInt64 {
        var word = idState.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return word == 0 ? 1 : word
    }
}

extension OffloadError where Work == SpanDeliveryError {
    fileprivate var reason: String {
        switch self {
        case .full: "the offload pool is full"
        case .cancelled: "cancelled"
        case .closed: "the offload pool is closed"
        case .work(let error): error.description
        }
    }
}

extension TraceContext {
    /// Ids that are known not to be zero.
    fileprivate static func child(traceHigh: UInt64, traceLow: UInt64, span: UInt64, flags: UInt8) -> TraceContext {
        guard let context = TraceContext(traceHigh: traceHigh, traceLow: traceLow, span: span, flags: flags) else {
            preconditionFailure("an id of zero was made")
        }
        return context
    }
}
