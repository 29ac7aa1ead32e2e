/// What became of something that was handed to whoever brings it to people.
package enum HandoverOutcome: Sendable, Equatable {
    /// They have it.
    case delivered
    /// They have it not, and may be asked again; for logs, without what is personal.
    case notDelivered(reason: String)
    /// They may have it or not.
    case unknown(reason: String)
    /// They will never take it; for logs, without what is personal.
    case refused(reason: String)
}
