import MeshKernel
import NIOCore
import ProtobufC
import Synchronization

extension ClientCore {
    private enum HedgeEvent: Sendable {
        case answered(ByteBuffer, replica: Int32)
        case failed(RPCError)
        case time
    }

    /// A unary call as `hedge` wants it: attempts one after the other without waiting for the first to fail; the first
    /// answer counts, and the others are cancelled where they are. Returns the payload of the Response frame; `call`
    /// is told how many bytes all of them sent.
    func hedged(
        _ call: UnaryCall, _ hedge: HedgePolicy, _ payload: [UInt8]
    ) async throws(RPCError) -> ByteBuffer {
        var latest = UnaryCall(call.head)
        let outcome = await withTaskGroup(of: HedgeEvent.self) { group -> Result<ByteBuffer, RPCError> in
            var plan = HedgePlan(hedge, now: loop.time.monotonic())
            group.addTask { [latest] in await self.attempt(latest, payload) }
            var armed: MonotonicTime?
            while true {
                if let next = plan.next, armed.map({ next < $0 }) ?? true {
                    armed = next
                    let nanoseconds = max(next.nanoseconds - loop.time.monotonic().nanoseconds, 0)
                    group.addTask {
                        await Pause.wait(nanoseconds, on: self.loop)
                        return .time
                    }
                }
                guard let event = await group.next() else {
                    return .failure(.internal("a call ended without an outcome"))
                }
                let now = loop.time.monotonic()
                var starts = false
                switch event {
                case .answered(let response, let replica):
                    group.cancelAll()
                    if isKeepingScore { noteSuccess(replica) }
                    return .success(response)
                case .time:
                    armed = nil
                    starts = throttle.withLock { plan.isDue(now: now, throttle: $0) }
                case .failed(let error):
                    let step = throttle.withLock { plan.failed(error.code, Pushback(error), now: now, throttle: &$0) }
                    switch step {
                    case .wait: break
                    case .start: starts = true
                    case .fail:
                        group.cancelAll()
                        return .failure(error)
                    }
                }
                if starts {
                    // Another replica than the one that is slow, when there is one.
                    let before = latest
                    latest = UnaryCall(call.head)
                    latest.attempts = plan.started - 1
                    latest.predecessor = before
                    group.addTask { [latest] in await self.attempt(latest, payload) }
                }
            }
        }
        // The group has waited for all of them.
        var attempt: UnaryCall? = latest
        while let sent = attempt {
            call.bytesOut += sent.bytesOut
            attempt = sent.predecessor
        }
        return try outcome.get()
    }

    private func attempt(_ call: UnaryCall, _ payload: [UInt8]) async -> HedgeEvent {
        while true {
            await withTaskCancellationHandler {
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    call.wait(continuation)
                    submit(call, payload)
                }
            } onCancel: {
                cancel(call)
            }
            do throws(RPCError) {
                let response = try call.response()
                if let error = Self.error(in: response) { throw error }
                return .answered(response, replica: call.replica)
            } catch {
                // Only what no server has worked on is sent again here; the plan decides about everything else.
                if await repeats(call, after: error) { continue }
                return .failed(error)
            }
        }
    }

    private static func error(in response: ByteBuffer) -> RPCError? {
        response.withUnsafeReadableBytes { bytes in
            do throws(ProtobufError) {
                return try ResponseEnvelope(bytes, in: Arena()).error
            } catch {
                return RPCClient.malformed(error)
            }
        }
    }
}
