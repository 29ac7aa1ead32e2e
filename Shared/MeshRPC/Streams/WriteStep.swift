/// What became of a message that a streaming writer offered.
@usableFromInline
enum WriteStep: Sendable {
    case written
    /// No room now; ask again when woken.
    case full
    case refused(RPCError)
}
