import DequeModule

/// Answers that wait until their caller opens the connection's window. Bounded, for a caller may never do so.
struct AnswerQueue {
    private var answers: Deque<(context: ServerContext, payload: [UInt8])> = []
    private var bytes = 0

    /// Keeps an answer; false when too many bytes wait already.
    mutating func add(_ payload: UnsafeRawBufferPointer, of context: ServerContext) -> Bool {
        if bytes + payload.count > Limits.unsentAnswersBytesMax { forgetEnded() }
        guard answers.isEmpty || bytes + payload.count <= Limits.unsentAnswersBytesMax else { return false }
        bytes += payload.count
        answers.append((context, Array(payload)))
        return true
    }

    /// The longest waiting answer that somebody still wants.
    mutating func next() -> (context: ServerContext, payload: [UInt8])? {
        while let first = answers.popFirst() {
            bytes -= first.payload.count
            if !first.context.isEnded { return first }
        }
        return nil
    }

    private mutating func forgetEnded() {
        answers.removeAll { $0.context.isEnded }
        bytes = answers.reduce(0) { $0 + $1.payload.count }
    }
}
