import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One connection through a faulty link, both ways. On its event loop only.
final class LinkPath: @unchecked Sendable {
    enum Side: Int {
        case client
        case server

        var other: Side { self == .client ? .server : .client }
    }

    /// What goes in one direction.
    private struct Way {
        var lastDue = NIODeadline.uptimeNanoseconds(0)
        var gathered = ByteBuffer()
        var isGathering = false
        var isEnded = false
    }

    private let faults: LinkFaults
    private let random: SeededRandom
    private let loop: any EventLoop
    private let met: @Sendable (LinkFaults.Fate) -> Void
    private var ends: [Side: ChannelHandlerContext] = [:]
    /// By the side that they lead to.
    private var ways: [Side: Way] = [.client: Way(), .server: Way()]
    private var early: [ByteBuffer] = []
    private var passedBytes = 0
    private var hasMetFate = false
    private var isSilent = false
    private var resumesAt = NIODeadline.uptimeNanoseconds(0)
    private var hasPaused = false

    init(
        faults: LinkFaults, random: SeededRandom, loop: any EventLoop,
        met: @escaping @Sendable (LinkFaults.Fate) -> Void
    ) {
        self.faults = faults
        self.random = random
        self.loop = loop
        self.met = met
    }

    func opened(_ side: Side, _ context: ChannelHandlerContext) {
        ends[side] = context
        guard side == .server else { return }
        let waiting = early
        early = []
        for bytes in waiting { arrived(bytes, from: .client) }
        if ways[.server]?.isEnded == true { end(.server) }
    }

    func arrived(_ bytes: ByteBuffer, from side: Side) {
        guard ends[.server] != nil else { return early.append(bytes) }
        guard !isSilent else { return }
        passedBytes += bytes.readableBytes
        var bytes = bytes
        if passedBytes > faults.fateBytes { meetFate(&bytes) }
        guard !isSilent, !bytes.readableBytesView.isEmpty else { return }
        let way = side.other
        guard faults.gatherMilliseconds > 0 else { return cut(bytes, to: way) }
        ways[way]?.gathered.writeImmutableBuffer(bytes)
        guard ways[way]?.isGathering == false else { return }
        ways[way]?.isGathering = true
        loop.scheduleTask(in: .milliseconds(Int64(faults.gatherMilliseconds))) {
            let all = self.ways[way]?.gathered ?? ByteBuffer()
            self.ways[way]?.gathered = ByteBuffer()
            self.ways[way]?.isGathering = false
            self.cut(all, to: way)
        }
    }

    private func cut(_ bytes: ByteBuffer, to side: Side) {
        var rest = bytes
        while rest.readableBytes > 0,
            let piece = rest.readSlice(length: min(faults.pieceBytesMax, rest.readableBytes))
        {
            let delay = TimeAmount.microseconds(Int64(random.integer(in: 0...(faults.delayMillisecondsMax * 1_000))))
            schedule(to: side, after: delay) { $0.writeAndFlush(NIOAny(piece), promise: nil) }
        }
    }

    /// Steps towards one side keep their order.
    private func schedule(
        to side: Side, after delay: TimeAmount, _ body: @escaping @Sendable (ChannelHandlerContext) -> Void
    ) {
        let now = NIODeadline.now()
        let due = max(ways[side]?.lastDue ?? now, now + delay, resumesAt)
        ways[side]?.lastDue = due
        if due <= now {
            if let context = ends[side] { body(context) }
            return
        }
        loop.scheduleTask(deadline: due) {
            guard !self.isSilent, let context = self.ends[side] else { return }
            body(context)
        }
    }

    private func meetFate(_ bytes: inout ByteBuffer) {
        if faults.pauseMilliseconds > 0, !hasPaused {
            hasPaused = true
            resumesAt = .now() + .milliseconds(Int64(faults.pauseMilliseconds))
        }
        guard !hasMetFate, faults.fate != .none else { return }
        hasMetFate = true
        met(faults.fate)
        switch faults.fate {
        case .none: break
        case .silence: isSilent = true
        case .reset: reset()
        case .clientEnds: end(.server)
        case .serverEnds: end(.client)
        case .corruption:
            let place = bytes.readerIndex + random.integer(in: 0...(bytes.readableBytes - 1))
            let byte = bytes.getInteger(at: place, as: UInt8.self) ?? 0
            bytes.setInteger(byte ^ (1 << UInt8(random.integer(in: 0...7))), at: place)
        }
    }

    private func reset() {
        isSilent = true
        for (_, context) in ends {
            // Closing with this set sends a reset and no farewell.
            let channel = context.channel
            guard let options = channel as? any SocketOptionProvider else { continue }
            options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
        }
    }

    /// One side has said its last word: the other hears so, after everything before it.
    func ended(_ side: Side) {
        guard !isSilent else { return }
        ways[side.other]?.isEnded = true
        if ends[side.other] != nil { end(side.other) }
    }

    private func end(_ side: Side) {
        schedule(to: side, after: .milliseconds(Int64(faults.gatherMilliseconds + 1))) {
            $0.close(mode: .output, promise: nil)
        }
    }

    /// One side is gone.
    func closed(_ side: Side) {
        ends[side] = nil
        guard !isSilent else { return }
        schedule(to: side.other, after: .milliseconds(Int64(faults.gatherMilliseconds + 1))) { $0.close(promise: nil) }
    }
}
