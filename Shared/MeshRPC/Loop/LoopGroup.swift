import NIOCore
import Synchronization

#if canImport(Dispatch)
import Dispatch
#endif

/// Given loops as a group, so that a listener spreads its connections over exactly these.
final class LoopGroup: EventLoopGroup {
    private let loops: [any EventLoop]
    private let turn = Atomic<Int>(0)

    init(_ loops: [any EventLoop]) { self.loops = loops }

    func next() -> any EventLoop {
        loops[(turn.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max) % loops.count]
    }

    func any() -> any EventLoop { loops[0] }

    func makeIterator() -> EventLoopIterator { EventLoopIterator(loops) }

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        // The loops belong to somebody else.
        queue.async { callback(nil) }
    }
}
