import DequeModule
import ProtobufC
import Synchronization

/// Received messages of one stream, parsed on the loop and taken by one consumer anywhere.
@usableFromInline
final class Inbox<Message: Sendable>: AnyInbox, @unchecked Sendable {
    private struct State: Sendable {
        var queue: Deque<(message: Message, bytes: Int)> = []
        var queuedBytes = 0
        var uncreditedBytes = 0
        var end: End?
        var waiter: UnsafeContinuation<Void, Never>?
        var isCancelled = false
    }

    private enum End: Sendable {
        case finished
        case failed(RPCError)
    }

    private let state = Mutex(State())
    private let parse: @Sendable (UnsafeRawBufferPointer, Arena) throws(ProtobufError) -> Message
    private let owner: any InboxOwner
    /// Credit is passed on in lumps of this size.
    private let creditBytes: Int

    init(
        owner: any InboxOwner, creditBytes: Int = Limits.streamWindowBytes / 4,
        parse: @escaping @Sendable (UnsafeRawBufferPointer, Arena) throws(ProtobufError) -> Message
    ) {
        self.owner = owner
        self.creditBytes = creditBytes
        self.parse = parse
    }

    // MARK: - The loop's side

    override func receive(_ bytes: UnsafeRawBufferPointer, arena: Arena, chargedBytes: Int) -> ProtobufError? {
        let message: Message
        do throws(ProtobufError) {
            message = try parse(bytes, arena)
        } catch {
            return error
        }
        let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            guard state.end == nil else {
                state.uncreditedBytes += chargedBytes
                return nil
            }
            state.queue.append((message, chargedBytes))
            state.queuedBytes += chargedBytes
            return Self.takeWaiter(&state)
        }
        waiter?.resume()
        return nil
    }

    override func finish(_ error: RPCError?) {
        let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            if state.end == nil { state.end = error.map(End.failed) ?? .finished }
            return Self.takeWaiter(&state)
        }
        waiter?.resume()
    }

    override func abort(_ error: RPCError) -> Int {
        let (waiter, bytes) = state.withLock { state -> (UnsafeContinuation<Void, Never>?, Int) in
            let bytes = state.queuedBytes + state.uncreditedBytes
            state.end = .failed(error)
            state.queue = []
            state.queuedBytes = 0
            state.uncreditedBytes = 0
            return (Self.takeWaiter(&state), bytes)
        }
        waiter?.resume()
        return bytes
    }

    override var unread: (messages: Int, bytes: Int) {
        state.withLock { ($0.queue.count, $0.queuedBytes) }
    }

    private static func takeWaiter(_ state: inout State) -> UnsafeContinuation<Void, Never>? {
        let waiter = state.waiter
        state.waiter = nil
        return waiter
    }

    // MARK: - The consumer's side

    private enum Taken: Sendable {
        case message(Message, credit: Int)
        case end
        case failure(RPCError)
        case nothing
    }

    private func take() -> Taken {
        state.withLock { state in
            if let (message, bytes) = state.queue.popFirst() {
                state.queuedBytes -= bytes
                state.uncreditedBytes += bytes
                var credit = 0
                if state.uncreditedBytes >= creditBytes || (state.queue.isEmpty && state.uncreditedBytes > 0) {
                    credit = state.uncreditedBytes
                    state.uncreditedBytes = 0
                }
                return .message(message, credit: credit)
            }
            switch state.end {
            case .finished: return .end
            case .failed(let error): return .failure(error)
            case nil: return state.isCancelled ? .failure(.cancelled("the task was cancelled")) : .nothing
            }
        }
    }

    /// The next message, or nil after the last.
    func next() async throws(RPCError) -> Message? {
        while true {
            switch take() {
            case .message(let message, let credit):
                if credit > 0 {
                    let owner = owner
                    owner.loop.run { owner.consumed(credit) }
                }
                return message
            case .end: return nil
            case .failure(let error): throw error
            case .nothing: break
            }
            await withTaskCancellationHandler {
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    let isReady = state.withLock { state in
                        guard state.queue.isEmpty, state.end == nil, !state.isCancelled else { return true }
                        precondition(state.waiter == nil, "a stream has one consumer")
                        state.waiter = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
                    state.isCancelled = true
                    return Self.takeWaiter(&state)
                }
                waiter?.resume()
            }
        }
    }
}
