/// Finished spans that wait for the exporter, in batches of what one document holds: a batch leaves whole, and a span
/// is stored once, where it was made room for.
struct SpanQueue {
    private var full: [[Span]] = []
    private var last: [Span] = []

    /// Spans that wait.
    var count: Int { full.count * Limits.spanBatchMax + last.count }

    /// Takes the span that `make` makes; false, without asking for it, when the queue is full.
    @inline(__always)
    mutating func append(_ make: () -> Span) -> Bool {
        guard count < Limits.spanQueueMax else { return false }
        if last.isEmpty { last.reserveCapacity(Limits.spanBatchMax) }
        last.append(make())
        if last.count == Limits.spanBatchMax {
            full.append(last)
            last = []
        }
        return true
    }

    /// The oldest spans, at most one document's worth; nil without any.
    mutating func next() -> [Span]? {
        if !full.isEmpty { return full.removeFirst() }
        guard !last.isEmpty else { return nil }
        defer { last = [] }
        return last
    }
}
