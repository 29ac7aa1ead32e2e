import MeshCrypto
package import MeshRPC

/// Names the end user of every call that needs one: verifies the token and holds it against what the method asks for.
package struct AccessInterceptor: ServerInterceptor {
    /// After the check of the calling service.
    package var stage: InterceptorStage { .access }

    private let tokens: TokenVerifier
    private let domain: String

    /// `domain` names the service in the reasons of refusals.
    package init(tokens: TokenVerifier, domain: String) {
        self.tokens = tokens
        self.domain = domain
    }

    /// Refuses with UNAUTHENTICATED when nobody is named, with PERMISSION_DENIED when the one who is may not.
    package func began(_ context: ServerContext) throws(RPCError) {
        let access = context.method.access
        guard access.subject != .none else { return }
        let token: AccessToken
        do throws(TokenRefusal) {
            token = try tokens.verify(context.metadata["authorization"])
        } catch {
            throw error.error(domain: domain)
        }
        guard let kind = AccountKind(rawValue: token.kind) else { throw TokenRefusal.kind.error(domain: domain) }
        // Only these tokens name an actor, and they must.
        guard (kind == .member) == (token.actor != nil) else { throw TokenRefusal.kind.error(domain: domain) }
        try kind.check(access, roles: token.roles, domain: domain)
        let signIn = EndedSignIns.session(of: token)
        if access.subject.isOfSignIn, let actor = token.actor {
            // What concerns one's own sign-in concerns whoever acts, and not the institution.
            context.identify(Caller(account: actor, subject: .account, signIn: signIn))
        } else {
            context.identify(
                Caller(
                    account: token.subject, subject: kind.subject, roles: token.roles, actor: token.actor,
                    signIn: signIn))
        }
        guard Self.mayStand(context) else { return }
        tokens.standing.add(context, of: token)
        // The sign-in may have ended after the token was looked at and before this call could be found.
        if let refusal = tokens.ended.refusal(of: token) { throw refusal.error(domain: domain) }
    }

    /// The call is over.
    package func ended(_ context: ServerContext, outcome: RPCOutcome) {
        if Self.mayStand(context) { tokens.standing.remove(context) }
    }

    private static func mayStand(_ context: ServerContext) -> Bool {
        let method = context.method
        return method.access.subject != .none && (method.requestStreaming || method.responseStreaming)
    }
}
