package import MeshKernel
internal import Synchronization

/// How strictly a timestamp authority treats the machine's clock.
package enum ClockMode: String, Sendable, Codable, CaseIterable {
    /// The kernel must say that it is synchronised, within the declared accuracy.
    case strict
    /// A machine without time synchronisation: its clock is taken as it is, under a policy of its own.
    case host
}

/// Why no time can be named now.
package enum ClockRefusal: Error, Sendable, Equatable {
    /// No time service keeps the clock.
    case unsynchronised
    /// The kernel's estimate of the error is above the declared accuracy; in microseconds.
    case inaccurate(estimatedErrorMicroseconds: Int64)
    /// The clock moved against the monotonic one by this much since it was last read, or moved so a moment ago;
    /// negative is backwards.
    case stepped(milliseconds: Int64)
    /// The clock is behind a time that has been named already, by this much.
    case behind(milliseconds: Int64)
}

/// A wall clock that refuses rather than name a doubtful time. It never names a time earlier than one it has named.
package final class TimestampClock: Sendable {
    /// Bounds of the clock.
    package enum Limits {
        /// The accuracy that tokens declare, and the most that wall and monotonic clock may drift apart between reads.
        package static let accuracyMilliseconds: Int64 = 500
        /// How long a clock that stepped must run evenly before it is believed again.
        package static let settleMilliseconds: Int64 = 2_000
        /// The most that may pass between looks at both clocks for them to be of one moment.
        package static let readingMilliseconds: Int64 = 50
        /// Looks at both clocks until they are.
        package static let readingsMax = 8
    }

    private struct State {
        var anchorWall: WallTime
        var anchorMonotonic: MonotonicTime
        var latestNamed: WallTime
        var settling: (since: MonotonicTime, stepMilliseconds: Int64)?
    }

    /// How strictly the machine's clock is treated.
    package let mode: ClockMode
    private let time: any TimeSource
    private let discipline: any ClockDiscipline
    private let state: Mutex<State>

    /// A clock that also never names a time before `notBefore`, the latest time that an earlier process has named.
    package init(
        mode: ClockMode, time: any TimeSource, discipline: any ClockDiscipline = KernelClockDiscipline(),
        notBefore: WallTime? = nil
    ) {
        self.mode = mode
        self.time = time
        self.discipline = discipline
        let (wall, monotonic) = Self.read(time)
        state = Mutex(
            State(
                anchorWall: wall, anchorMonotonic: monotonic,
                latestNamed: notBefore ?? WallTime(milliseconds: .min), settling: nil))
    }

    /// The policy under which times of this clock are issued.
    package var policy: String {
        switch mode {
        case .strict: TimestampPolicy.synchronisedClock
        case .host: TimestampPolicy.hostClock
        }
    }

    /// The time now, or why it cannot be named.
    package func now() throws(ClockRefusal) -> WallTime {
        let outcome: Result<WallTime, ClockRefusal> = state.withLock { state in
            // Not before the lock: who is overtaken on the way to it would find that a later time was named already.
            let (wall, monotonic) = Self.read(time)
            if let refusal = Self.step(&state, wall: wall, monotonic: monotonic) { return .failure(refusal) }
            if mode == .strict, let refusal = disciplineRefusal() { return .failure(refusal) }
            guard wall >= state.latestNamed else {
                return .failure(.behind(milliseconds: state.latestNamed.milliseconds - wall.milliseconds))
            }
            state.latestNamed = wall
            return .success(wall)
        }
        return try outcome.get()
    }

    /// Both clocks at one moment: a thread that is held between looks at them would see a step that was none.
    private static func read(_ time: any TimeSource) -> (wall: WallTime, monotonic: MonotonicTime) {
        var before = time.monotonic()
        for _ in 1..<Limits.readingsMax {
            let wall = time.wall()
            let after = time.monotonic()
            if after.since(before) <= .milliseconds(Limits.readingMilliseconds) { return (wall, after) }
            before = after
        }
        return (time.wall(), time.monotonic())
    }

    private func disciplineRefusal() -> ClockRefusal? {
        let reading = discipline.reading()
        guard reading.isSynchronised else { return .unsynchronised }
        guard reading.estimatedErrorMicroseconds <= Limits.accuracyMilliseconds * 1_000 else {
            return .inaccurate(estimatedErrorMicroseconds: reading.estimatedErrorMicroseconds)
        }
        return nil
    }

    /// Both clocks are disciplined alike, so only a step can part them; after one, the new place must hold a while.
    private static func step(_ state: inout State, wall: WallTime, monotonic: MonotonicTime) -> ClockRefusal? {
        let expected = state.anchorWall.advanced(by: monotonic.since(state.anchorMonotonic))
        let apart = wall.milliseconds - expected.milliseconds
        if abs(apart) > Limits.accuracyMilliseconds {
            state.anchorWall = wall
            state.anchorMonotonic = monotonic
            state.settling = (since: monotonic, stepMilliseconds: apart)
            return .stepped(milliseconds: apart)
        }
        if let settling = state.settling {
            guard monotonic.since(settling.since) >= .milliseconds(Limits.settleMilliseconds) else {
                return .stepped(milliseconds: settling.stepMilliseconds)
            }
            state.settling = nil
        }
        return nil
    }
}
