public import MeshKernel
public import NIOCore
import NIOPosix
import Synchronization

/// The event loops of a process, shared by its servers and clients.
public final class RPCLoops: Sendable {
    /// How long a loop polls its sockets after a turn before it sleeps, unless told otherwise: about what falling asleep
    /// and being woken costs both sides of a call. Never on a machine with one core, which the peer needs.
    public static let busyPollMicroseconds = System.coreCount > 1 ? 100 : 0

    /// How long each of these polls at most.
    public let busyPollMicroseconds: Int
    /// Every loop, in a fixed order.
    public let all: [RPCLoop]
    /// The group they belong to.
    let group: any EventLoopGroup
    private let turn = Atomic<Int>(0)
    private let owned: MultiThreadedEventLoopGroup?

    /// `threads` loops of its own; `shutdown` ends them. Of the traces that start here, the share `traceRatio` (0…1)
    /// asks to be recorded. A loop polls its sockets for up to `busyPollMicroseconds` before it sleeps, as long as that
    /// finds bytes; 0 never.
    public convenience init(
        threads: Int, time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom(),
        traceRatio: Double = 0, busyPollMicroseconds: Int = RPCLoops.busyPollMicroseconds
    ) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        self.init(
            group: group, owned: group, time: time, random: random, traceRatio: traceRatio,
            busyPollMicroseconds: busyPollMicroseconds)
    }

    /// The loops of a group that lives longer than this; one of sockets, such as NIO's own. `traceRatio` as above.
    public convenience init(
        group: any EventLoopGroup, time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom(),
        traceRatio: Double = 0, busyPollMicroseconds: Int = RPCLoops.busyPollMicroseconds
    ) {
        self.init(
            group: group, owned: nil, time: time, random: random, traceRatio: traceRatio,
            busyPollMicroseconds: busyPollMicroseconds)
    }

    private init(
        group: any EventLoopGroup, owned: MultiThreadedEventLoopGroup?, time: any TimeSource, random: any RandomSource,
        traceRatio: Double, busyPollMicroseconds: Int
    ) {
        self.owned = owned
        self.busyPollMicroseconds = busyPollMicroseconds
        self.group = group
        all = group.makeIterator().map {
            RPCLoop(
                $0, time: time, random: random, traceRatio: traceRatio, busyPollMicroseconds: busyPollMicroseconds)
        }
        precondition(!all.isEmpty, "a process has at least one loop")
    }

    /// The loops in turn.
    public func next() -> RPCLoop {
        all[(turn.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max) % all.count]
    }

    /// The loop that runs on `eventLoop`, when it is one of these.
    public func loop(for eventLoop: any EventLoop) -> RPCLoop? {
        all.first { $0.eventLoop === eventLoop }
    }

    /// Ends loops that this owns; servers and clients on them must be closed before.
    public func shutdown() async throws {
        try await owned?.shutdownGracefully()
    }
}
