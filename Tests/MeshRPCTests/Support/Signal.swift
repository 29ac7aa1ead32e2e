/// Something that a test waits for and another task tells, any number of times, in either order.
struct Signal<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init(_ type: Value.Type = Value.self) {
        (stream, continuation) = AsyncStream.makeStream(of: Value.self)
    }

    func tell(_ value: Value) { continuation.yield(value) }

    /// The next value told; nil only when the waiting task is cancelled.
    func next() async -> Value? {
        for await value in stream { return value }
        return nil
    }
}

extension Signal where Value == Void {
    func tell() { tell(()) }
}
