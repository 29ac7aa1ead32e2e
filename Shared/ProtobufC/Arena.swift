public import CProtobufC

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Memory for protobuf-c's structs that is given out piece after piece and taken back all at once.
///
/// A connection or a thread keeps one and resets it after each message. Not `Sendable`: whoever uses it is alone with
/// it.
/// Pointers from an arena end with the next `reset()` or with the arena.
public final class Arena {
    /// A piece of memory; its bytes begin behind this header.
    struct Chunk {
        var next: UnsafeMutablePointer<Chunk>?
        var size: Int
    }

    /// What protobuf-c's callbacks reach without touching a reference count. `allocator` is first and points to it.
    @usableFromInline
    struct State {
        @usableFromInline var allocator: ProtobufCAllocator
        @usableFromInline var cursor: UnsafeMutableRawPointer
        @usableFromInline var end: UnsafeMutableRawPointer
        /// Bytes in the pieces before the current one.
        var spentBytes: Int
        var limitBytes: Int
        var limitWasHit: Bool
        var first: UnsafeMutablePointer<Chunk>?
        var current: UnsafeMutablePointer<Chunk>?
    }

    @usableFromInline let state: UnsafeMutablePointer<State>

    /// Long byte strings that structs point into, kept alive until the next reset.
    @usableFromInline var borrowed: [[UInt8]] = []

    /// Byte strings of at least so many bytes stay where they are.
    @usableFromInline static let borrowedBytesMin = 16 << 10

    /// Bytes between the starts of two allocations are a multiple of this.
    @usableFromInline static let alignmentBytes = 16

    /// An arena with the usual limit of 64 MiB.
    public convenience init() {
        self.init(limitBytes: Limits.arenaBytesMax)
    }

    /// An arena whose unpacking stops at `limitBytes` of memory. Packing our own values is not limited by it.
    public init(limitBytes: Int) {
        state = .allocate(capacity: 1)
        // An empty arena has no memory: the first wish finds cursor == end.
        let nowhere = UnsafeMutableRawPointer(state)
        state.initialize(
            to: State(
                allocator: ProtobufCAllocator(
                    alloc: { data, size in
                        Arena.allocateForUnpack(
                            data.unsafelyUnwrapped.assumingMemoryBound(to: State.self), byteCount: size)
                    },
                    free: { _, _ in },
                    allocator_data: nowhere),
                cursor: nowhere, end: nowhere, spentBytes: 0, limitBytes: limitBytes, limitWasHit: false, first: nil,
                current: nil))
    }

    deinit {
        var chunk = state.pointee.first
        while let this = chunk {
            chunk = this.pointee.next
            free(this)
        }
        state.deallocate()
    }

    /// Takes everything back. The first pieces stay for reuse; the rest returns to the system.
    public func reset() {
        state.pointee.spentBytes = 0
        state.pointee.limitWasHit = false
        returnBorrowed()
        guard let first = state.pointee.first else { return }
        if let second = first.pointee.next {
            var kept = first
            var keptBytes = first.pointee.size
            var next: UnsafeMutablePointer<Chunk>? = second
            while let chunk = next, keptBytes + chunk.pointee.size <= Limits.arenaKeptBytesMax {
                keptBytes += chunk.pointee.size
                kept = chunk
                next = chunk.pointee.next
            }
            kept.pointee.next = nil
            while let chunk = next {
                next = chunk.pointee.next
                free(chunk)
            }
        }
        if first.pointee.size > Limits.arenaKeptBytesMax {
            state.pointee.first = nil
            state.pointee.current = nil
            state.pointee.cursor = UnsafeMutableRawPointer(state)
            state.pointee.end = state.pointee.cursor
            free(first)
        } else {
            Arena.enter(first, of: state)
        }
    }

    /// Lets go of the byte strings that structs point into, which end with it as they do with a reset.
    public func returnBorrowed() {
        if !borrowed.isEmpty { borrowed.removeAll(keepingCapacity: true) }
    }

    /// What protobuf-c takes as its allocator. Valid as long as the arena.
    public var allocator: UnsafeMutablePointer<ProtobufCAllocator> {
        UnsafeMutableRawPointer(state).assumingMemoryBound(to: ProtobufCAllocator.self)
    }

    /// Whether an unpack since the last reset asked for more than the limit.
    var limitWasHit: Bool { state.pointee.limitWasHit }

    /// Uninitialised memory, aligned to 16 bytes; not subject to the limit. Traps when the system has no memory left.
    @inlinable
    public func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
        let rounded = (byteCount + (Arena.alignmentBytes - 1)) & ~(Arena.alignmentBytes - 1)
        let start = state.pointee.cursor
        if rounded <= state.pointee.end - start {
            state.pointee.cursor = start + rounded
            return start
        }
        return allocateSlowly(byteCount: rounded)
    }

    @usableFromInline
    func allocateSlowly(byteCount: Int) -> UnsafeMutableRawPointer {
        guard let memory = Arena.grow(state, byteCount: byteCount) else { preconditionFailure("out of memory") }
        return memory
    }

    private static func allocateForUnpack(
        _ state: UnsafeMutablePointer<State>, byteCount: Int
    ) -> UnsafeMutableRawPointer? {
        guard byteCount <= state.pointee.limitBytes else {
            state.pointee.limitWasHit = true
            return nil
        }
        let rounded = (byteCount + (alignmentBytes - 1)) & ~(alignmentBytes - 1)
        let start = state.pointee.cursor
        if rounded <= state.pointee.end - start {
            state.pointee.cursor = start + rounded
            return start
        }
        let currentBytes = state.pointee.current?.pointee.size ?? 0
        guard state.pointee.spentBytes + currentBytes + rounded <= state.pointee.limitBytes else {
            state.pointee.limitWasHit = true
            return nil
        }
        return grow(state, byteCount: rounded)
    }

    /// Moves to a piece with room for `byteCount` (already rounded) and takes it from there.
    private static func grow(_ state: UnsafeMutablePointer<State>, byteCount: Int) -> UnsafeMutableRawPointer? {
        let current = state.pointee.current
        state.pointee.spentBytes += current?.pointee.size ?? 0
        // Pieces kept by a reset come first when they are large enough.
        if let kept = current?.pointee.next, kept.pointee.size - headerBytes >= byteCount {
            enter(kept, of: state)
        } else {
            let doubled = min((current?.pointee.size ?? Limits.arenaFirstChunkBytes / 2) * 2, Limits.arenaChunkBytesMax)
            let size = max(doubled, byteCount + headerBytes)
            guard let memory = malloc(size) else { return nil }
            let chunk = memory.bindMemory(to: Chunk.self, capacity: 1)
            chunk.initialize(to: Chunk(next: current?.pointee.next, size: size))
            if let current { current.pointee.next = chunk } else { state.pointee.first = chunk }
            enter(chunk, of: state)
        }
        let start = state.pointee.cursor
        state.pointee.cursor = start + byteCount
        return start
    }

    private static var headerBytes: Int {
        (MemoryLayout<Chunk>.size + (alignmentBytes - 1)) & ~(alignmentBytes - 1)
    }

    private static func enter(_ chunk: UnsafeMutablePointer<Chunk>, of state: UnsafeMutablePointer<State>) {
        state.pointee.current = chunk
        state.pointee.cursor = UnsafeMutableRawPointer(chunk) + headerBytes
        state.pointee.end = UnsafeMutableRawPointer(chunk) + chunk.pointee.size
    }
}
