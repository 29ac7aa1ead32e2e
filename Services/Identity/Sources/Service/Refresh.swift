internal import Logging
internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// New tokens for a sign-in. A refresh token that was used before ends it.
    func refresh(_ text: String, from origin: CallOrigin) async throws -> SessionGrant {
        guard let token = RefreshToken(text) else { throw IdentityError.refreshRefused }
        let taken = try await store.write { transaction -> TakenToken? in
            guard let stored = try transaction.session(token.session), token.isGenuine(key: stored.tokenKey),
                let standing = try transaction.standing(of: stored)
            else { return nil }
            let id = stored.family.account
            let (family, outcome) = stored.family.refreshing(token.generation, now: transaction.now)
            switch outcome {
            case .rotated:
                try transaction.update(family)
            case .reused:
                try transaction.update(family)
                try tell(
                    [EndedSession(session: family.id, account: id, reason: .reused)], actor: id.text,
                    trace: origin.trace, in: transaction)
                try tell(id, of: .refreshReused, in: transaction)
            case .repeated, .ended, .expired, .unknown: break
            }
            return TakenToken(family: family, outcome: outcome, standing: standing, tokenKey: stored.tokenKey)
        }
        guard let taken else { throw IdentityError.refreshRefused }
        switch taken.outcome {
        case .rotated, .repeated: return try grant(taken.family, as: taken.standing, tokenKey: taken.tokenKey)
        case .reused:
            logger.warning(
                "a refresh token came back after it was used; its sign-in has ended",
                metadata: ["session": "\(taken.family.id)"])
            throw IdentityError.refreshReused
        case .ended, .expired, .unknown: throw IdentityError.refreshRefused
        }
    }
}

/// A refresh token that is ours, and what became of it.
private struct TakenToken: Sendable {
    let family: SessionFamily
    let outcome: SessionFamily.Outcome
    let standing: SignInStanding
    let tokenKey: [UInt8]
}
