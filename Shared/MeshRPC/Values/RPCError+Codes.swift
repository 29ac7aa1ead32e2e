extension RPCError {
    /// The caller gave up.
    public static func cancelled(_ message: String) -> RPCError { RPCError(.cancelled, message) }

    /// Nothing better is known.
    public static func unknown(_ message: String) -> RPCError { RPCError(.unknown, message) }

    /// The request is wrong, whatever the state; `field` names the culprit, in the `.proto`'s names.
    public static func invalidArgument(_ message: String, field: String? = nil) -> RPCError {
        let error = RPCError(.invalidArgument, message)
        return field.map { error.violating(field: $0, message) } ?? error
    }

    /// Time ran out.
    public static func deadlineExceeded(_ message: String) -> RPCError { RPCError(.deadlineExceeded, message) }

    /// There is no such thing, or the caller may not know of it.
    public static func notFound(_ message: String) -> RPCError { RPCError(.notFound, message) }

    /// It is there already.
    public static func alreadyExists(_ message: String) -> RPCError { RPCError(.alreadyExists, message) }

    /// The caller is known and may not.
    public static func permissionDenied(_ message: String) -> RPCError { RPCError(.permissionDenied, message) }

    /// A bound or a quota is reached.
    public static func resourceExhausted(_ message: String) -> RPCError { RPCError(.resourceExhausted, message) }

    /// The state does not allow it; repeating without a change is useless.
    public static func failedPrecondition(_ message: String) -> RPCError { RPCError(.failedPrecondition, message) }

    /// A conflict; repeating the whole sequence may succeed.
    public static func aborted(_ message: String) -> RPCError { RPCError(.aborted, message) }

    /// Past the valid range.
    public static func outOfRange(_ message: String) -> RPCError { RPCError(.outOfRange, message) }

    /// No such service or method.
    public static func unimplemented(_ message: String) -> RPCError { RPCError(.unimplemented, message) }

    /// An invariant is broken here.
    public static func `internal`(_ message: String) -> RPCError { RPCError(.internal, message) }

    /// Not now; repeating may succeed.
    public static func unavailable(_ message: String) -> RPCError { RPCError(.unavailable, message) }

    /// Data is lost or damaged.
    public static func dataLoss(_ message: String) -> RPCError { RPCError(.dataLoss, message) }

    /// Nobody is named, or the proof of it does not hold.
    public static func unauthenticated(_ message: String) -> RPCError { RPCError(.unauthenticated, message) }
}
