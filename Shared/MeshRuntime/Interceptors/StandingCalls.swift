import MeshCrypto
import MeshKernel
import MeshRPC
import Synchronization

/// Streamed calls under way that a token has opened. One ends with the sign-in of its token at once, when it was not heard
/// for long which sign-ins end, and with the token itself unless it has a bound of its own: a download that was begun may
/// be finished, a watch may not go on for ever.
final class StandingCalls: Sendable {
    private struct Call {
        let context: ServerContext
        let session: String?
        /// When it ends by itself; nil for a call that is bounded otherwise.
        let end: WallTime?
    }

    private struct State {
        var calls: [ObjectIdentifier: Call] = [:]
        var sessions: [String: Set<ObjectIdentifier>] = [:]
    }

    private let state = Mutex(State())

    /// Calls under way.
    var count: Int { state.withLock { $0.calls.count } }

    /// Keeps a call until it is removed.
    func add(_ context: ServerContext, of token: AccessToken) {
        let name = ObjectIdentifier(context)
        let session = EndedSignIns.session(of: token)
        let isBounded = context.remaining().map { $0 <= AccessToken.lifetimeMax } ?? false
        let isWatch = context.method.responseStreaming && !context.method.requestStreaming
        let call = Call(context: context, session: session, end: isWatch && !isBounded ? token.expiresAt : nil)
        state.withLock { state in
            state.calls[name] = call
            if let session { state.sessions[session, default: []].insert(name) }
        }
    }

    /// Forgets a call that is over.
    func remove(_ context: ServerContext) {
        let name = ObjectIdentifier(context)
        state.withLock { state in
            guard let call = state.calls.removeValue(forKey: name), let session = call.session else { return }
            state.sessions[session]?.remove(name)
            if state.sessions[session]?.isEmpty == true { state.sessions[session] = nil }
        }
    }

    /// Ends the calls of a sign-in.
    func end(_ session: String, with error: RPCError) {
        let calls = state.withLock { state in (state.sessions[session] ?? []).compactMap { state.calls[$0] } }
        for call in calls { call.context.abandon(error) }
    }

    /// Ends the calls of all sign-ins; those of tokens of none go on.
    func endOfSignIns(with error: RPCError) {
        let calls = state.withLock { state in state.calls.values.filter { $0.session != nil } }
        for call in calls { call.context.abandon(error) }
    }

    /// Ends the calls whose token has expired at `now`.
    func endExpired(at now: WallTime, with error: RPCError) {
        let calls = state.withLock { state in state.calls.values.filter { $0.end.map { $0 <= now } ?? false } }
        for call in calls { call.context.abandon(error) }
    }
}
