import MeshKernel

/// What every call of a client has, whatever its shape.
@usableFromInline
struct CallHead: Sendable {
    let path: MethodPath
    let metadata: Metadata
    let deadline: Deadline?
    let began: MonotonicTime
    /// For the hooks; nil without any.
    let context: ClientContext?
    /// How failures are answered; nil without any policy for the method.
    let policy: MethodPolicy?
    /// Whether it waits for a replica that can be reached, however long that takes.
    let waitsForReady: Bool

    /// What is left, as the wire has it: 0 is none, and what has passed is one nanosecond.
    func timeoutNanoseconds(now: @autoclosure () -> MonotonicTime) -> Int64 {
        guard let deadline else { return 0 }
        return max(deadline.moment.nanoseconds - now().nanoseconds, 1)
    }
}
