internal import DequeModule

/// A value that steps change one after the other, beside whoever asks for them and a bounded number of steps behind.
struct Trailing<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case settled(Value)
        case changing(Task<Value, any Error>)

        var value: Value {
            get async throws {
                switch self {
                case .settled(let value): value
                case .changing(let task): try await task.value
                }
            }
        }
    }

    private let stepsMax: Int
    private var newest: State
    private var behind = Deque<Task<Value, any Error>>()

    /// At most `stepsMax` steps wait or run; whoever asks for another waits for the oldest.
    init(_ value: Value, stepsMax: Int) {
        self.stepsMax = stepsMax
        newest = .settled(value)
    }

    /// The value after every step so far; throws what the first failing one threw.
    var value: Value {
        get async throws { try await newest.value }
    }

    /// Does a step after those before it, and returns when it is done.
    mutating func change(_ step: (inout Value) async throws -> Void) async throws {
        var value = try await value
        try await step(&value)
        newest = .settled(value)
        behind.removeAll()
    }

    /// Has a step done after those before it, without waiting for it.
    mutating func follow(_ step: @escaping @Sendable (inout Value) async throws -> Void) async throws {
        if behind.count >= stepsMax { _ = try await behind.removeFirst().value }
        let before = newest
        let task = Task {
            var value = try await before.value
            try await step(&value)
            return value
        }
        behind.append(task)
        newest = .changing(task)
    }
}
