/// The call that an inbox belongs to.
protocol InboxOwner: AnyObject, Sendable {
    var loop: RPCLoop { get }
    /// A consumer has taken messages of so many charged bytes. On the loop.
    func consumed(_ bytes: Int)
}
