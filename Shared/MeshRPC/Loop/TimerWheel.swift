package import MeshKernel

/// Deadlines of many calls for the price of a few array writes each: a ring of slots, each a list of the timers that
/// fall into it, however many turns of the ring away they are.
package struct TimerWheel<Payload> {
    /// Names a timer until it is removed or has expired.
    package typealias Index = Int32

    /// No timer.
    package static var none: Index { -1 }

    private struct Node {
        var previous: Index
        var next: Index
        var slot: Int32
        var due: Int64
        var payload: Payload?
    }

    private var nodes: [Node] = []
    private var free: Index = -1
    private var heads: [Index] = []
    private var position: Int64 = 0

    /// Timers in the wheel.
    package private(set) var count = 0

    /// A wheel without timers; allocates nothing.
    package init() {}

    /// Adds a timer for `due`.
    package mutating func insert(_ payload: Payload, due: MonotonicTime, now: MonotonicTime) -> Index {
        if heads.isEmpty { heads = Array(repeating: -1, count: Limits.timerSlotsCount) }
        if count == 0 { position = tick(now) }
        // What is due already goes into the slot that the next expiry looks at first.
        let slot = Int32(max(tick(due), position) & Int64(Limits.timerSlotsCount - 1))
        let head = heads[Int(slot)]
        let node = Node(previous: -1, next: head, slot: slot, due: due.nanoseconds, payload: payload)
        let index: Index
        if free >= 0 {
            index = free
            free = nodes[Int(index)].next
            nodes[Int(index)] = node
        } else {
            index = Index(nodes.count)
            nodes.append(node)
        }
        if head >= 0 { nodes[Int(head)].previous = index }
        heads[Int(slot)] = index
        count += 1
        return index
    }

    /// Takes a timer out.
    package mutating func remove(_ index: Index) {
        let (previous, next, slot) = (nodes[Int(index)].previous, nodes[Int(index)].next, nodes[Int(index)].slot)
        if previous >= 0 { nodes[Int(previous)].next = next } else { heads[Int(slot)] = next }
        if next >= 0 { nodes[Int(next)].previous = previous }
        nodes[Int(index)].payload = nil
        nodes[Int(index)].next = free
        free = index
        count -= 1
    }

    /// Takes out every timer due by `now`, in the order of their slots.
    package mutating func expire(now: MonotonicTime) -> [Payload] {
        guard count > 0 else { return [] }
        var expired: [Payload] = []
        let last = tick(now)
        // One whole turn of the ring sees every slot.
        let first = max(position, last - Int64(Limits.timerSlotsCount) + 1)
        for tick in stride(from: first, through: max(last, first), by: 1) {
            var index = heads[Int(tick & Int64(Limits.timerSlotsCount - 1))]
            while index >= 0 {
                let node = nodes[Int(index)]
                if node.due <= now.nanoseconds, let payload = node.payload {
                    expired.append(payload)
                    remove(index)
                }
                index = node.next
            }
        }
        position = max(position, last)
        return expired
    }

    /// When to look again, or nil without timers; never later than the earliest timer, at most a turn of the ring away.
    package var nextWake: MonotonicTime? {
        guard count > 0 else { return nil }
        for offset in 0..<Int64(Limits.timerSlotsCount) {
            var index = heads[Int((position + offset) & Int64(Limits.timerSlotsCount - 1))]
            var earliest = Int64.max
            while index >= 0 {
                earliest = min(earliest, nodes[Int(index)].due)
                index = nodes[Int(index)].next
            }
            // A timer of a later turn does not count for this one.
            if earliest != .max, tick(MonotonicTime(nanoseconds: earliest)) <= position + offset {
                return MonotonicTime(nanoseconds: earliest)
            }
        }
        return MonotonicTime(nanoseconds: (position + Int64(Limits.timerSlotsCount)) * Limits.timerSlotNanoseconds)
    }

    private func tick(_ moment: MonotonicTime) -> Int64 {
        max(moment.nanoseconds, 0) / Limits.timerSlotNanoseconds
    }
}
