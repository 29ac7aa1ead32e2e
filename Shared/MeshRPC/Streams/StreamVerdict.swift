/// What a stream's state machine says to one step.
package enum StreamVerdict: Sendable, Equatable {
    /// The step is legal and taken.
    case proceed
    /// The step comes too late to matter: a frame that crossed ours on the way.
    case ignore
    /// The peer broke the protocol on this stream.
    case peerFault(String)
    /// We broke it: a defect of this layer or of the handler, which the peer must not see on the wire.
    case ourBug(String)
}
