package import MeshCrypto
package import MeshKernel
import Synchronization

/// Sign-ins that are over while tokens of theirs have not expired yet. Identity says so in its feed; every service hears
/// it and believes those tokens no more.
package final class EndedSignIns: Sendable {
    /// What must be known before a token of a sign-in is believed.
    package enum Requirement: Sendable {
        /// Nothing: nobody tells here.
        case none
        /// What had ended until a few seconds ago: whoever hears nothing for longer believes nobody.
        case recent
    }

    private struct State {
        var requirement = Requirement.none
        /// When something was heard last, by both clocks: one of them stands while the machine sleeps.
        var heardAt: MonotonicTime?
        var heardWall: WallTime?
        /// From when on no token of a sign-in can be good, by the sign-in.
        var ends: [String: WallTime] = [:]
        /// In the order they came, so that the oldest can be forgotten; those before `first` are.
        var order: [String] = []
        var first = 0
        /// More ended than are remembered: what was made until then may be of one of those.
        var forgottenUntil: WallTime?
    }

    private let time: any TimeSource
    private let state = Mutex(State())

    /// Nothing has ended yet, and nothing is required to be known.
    package init(time: any TimeSource) {
        self.time = time
    }

    /// From here on tokens of sign-ins are believed only while so much is known.
    package func require(_ requirement: Requirement) {
        state.withLock { $0.requirement = requirement }
    }

    /// Everything that had ended by now, and can still matter to a token, was told. Returns whether the silence before was
    /// longer than a call may stand in.
    package func heard() -> Bool {
        let (now, wall) = (time.monotonic(), time.wall())
        return state.withLock { state in
            let wasUnheard = Self.isUnheard(state, now, wall)
            (state.heardAt, state.heardWall) = (now, wall)
            return wasUnheard
        }
    }

    /// Whether it must be known which sign-ins have ended, and nothing was heard of it for longer than a streamed call may
    /// go on.
    package var isUnheard: Bool {
        let (now, wall) = (time.monotonic(), time.wall())
        return state.withLock { Self.isUnheard($0, now, wall) }
    }

    private static func isUnheard(_ state: State, _ now: MonotonicTime, _ wall: WallTime) -> Bool {
        guard case .recent = state.requirement, let at = state.heardAt, let heardWall = state.heardWall else {
            return false
        }
        let limit = Duration.seconds(Limits.standingCallsUnheardSeconds)
        return now.since(at) > limit || heardWall.advanced(by: limit) < wall
    }

    /// A sign-in ended at `moment` by identity's clock; nothing is kept of one whose tokens have expired all.
    package func end(_ session: String, at moment: WallTime) {
        let end = moment.advanced(by: .seconds(Limits.endedSignInSeconds))
        let now = time.wall()
        guard now < end else { return }
        state.withLock { state in
            guard state.ends.updateValue(end, forKey: session) == nil else { return }
            state.order.append(session)
            while state.first < state.order.count - 1, let oldest = state.ends[state.order[state.first]],
                oldest <= now || state.ends.count > Limits.endedSignInsMax
            {
                if now < oldest {
                    let ended = oldest.advanced(by: .seconds(-Limits.endedSignInSeconds))
                    state.forgottenUntil = max(state.forgottenUntil ?? ended, ended)
                }
                state.ends[state.order[state.first]] = nil
                state.first += 1
            }
            if state.first > state.order.count / 2 {
                state.order.removeFirst(state.first)
                state.first = 0
            }
        }
    }

    /// Sign-ins that are remembered now; never more than `Limits.endedSignInsMax`.
    package var count: Int { state.withLock { $0.ends.count } }

    /// Why a token is not believed though its signature and its times are good; nil when it is.
    package func refusal(of token: AccessToken) -> TokenRefusal? {
        guard let session = Self.session(of: token) else { return nil }
        let (requirement, heardAt, heardWall, hasEnded) = state.withLock { state in
            (
                state.requirement, state.heardAt, state.heardWall,
                state.ends[session] != nil || state.forgottenUntil.map { token.issuedAt <= $0 } ?? false
            )
        }
        if hasEnded { return .ended }
        switch requirement {
        case .none: return nil
        case .recent:
            guard let heardAt, let heardWall else { return .unsure }
            let limit = Duration.seconds(Limits.endedSignInsStaleSeconds)
            let isHeard = time.monotonic().since(heardAt) <= limit && time.wall() <= heardWall.advanced(by: limit)
            return isHeard ? nil : .unsure
        }
    }

    /// The sign-in that a token belongs to: its identifier begins with it, up to a dot. Nil for tokens of no sign-in, as the
    /// development key signs them.
    package static func session(of token: AccessToken) -> String? {
        guard token.identifier.hasPrefix("ses_"), let dot = token.identifier.firstIndex(of: ".") else { return nil }
        return String(token.identifier[..<dot])
    }
}
