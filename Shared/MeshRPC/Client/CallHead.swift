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

    /// What is left, as the wire has it: 0 is none, and what has passed is one nanosecond.
    func timeoutNanoseconds(now: @autoclosure () -> MonotonicTime) -> Int64 {
        guard let deadline else { return 0 }
        return max(deadline.moment.nanoseconds - now().nanoseconds, 1)
    }
}
