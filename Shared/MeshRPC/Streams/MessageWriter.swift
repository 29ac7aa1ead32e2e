public import ProtobufC

/// What both writers do: offer a message on the call's loop until there is room for it.
@usableFromInline
enum MessageWriter {
    @inlinable
    static func write<Message: ProtobufMessage>(
        _ message: Message, to outlet: any MessageOutlet
    ) async throws(RPCError) {
        while true {
            let step: WriteStep
            let loop = outlet.loop
            if loop.isCurrent {
                loop.arena.reset()
                step = outlet.offer(message.prepared(in: loop.arena))
                loop.arena.returnBorrowed()
            } else {
                step = await loop.ask {
                    loop.arena.reset()
                    defer { loop.arena.returnBorrowed() }
                    return outlet.offer(message.prepared(in: loop.arena))
                }
            }
            if try await isWritten(step, outlet) { return }
        }
    }

    static func write(_ bytes: [UInt8], to outlet: any MessageOutlet) async throws(RPCError) {
        while true {
            let step = await outlet.loop.ask { bytes.withUnsafeBytes { outlet.offer($0) } }
            if try await isWritten(step, outlet) { return }
        }
    }

    @usableFromInline
    static func isWritten(_ step: WriteStep, _ outlet: any MessageOutlet) async throws(RPCError) -> Bool {
        switch step {
        case .written: return true
        case .refused(let error): throw error
        case .full: break
        }
        let loop = outlet.loop
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                loop.run { outlet.waitForRoom(continuation) }
            }
        } onCancel: {
            // Later than the registration above, even when both run on the loop.
            loop.later { outlet.stopWaiting() }
        }
        if Task.isCancelled { throw .cancelled("the task was cancelled") }
        return false
    }
}
