package import MeshAPI
internal import MeshKernel
package import MeshRPC

/// `colophon.identity.v1.Holders` as the other services see it.
package struct HoldersEndpoint: IdentityV1.HoldersService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// The version of a holder that is good now, masked, held against facts that the caller knows.
    package func getVerifiedHolder(
        _ request: IdentityV1.GetVerifiedHolderRequest, context: ServerContext
    ) async throws -> IdentityV1.VerifiedHolder {
        try await server.answering(context) {
            let holder = try await server.verifiedHolder(
                try HolderReference(request.who), at: Authority(request.authority))
            let today = server.today
            let isEqual = request.facts.map { facts in
                holder.equals(
                    ClaimedFacts(
                        name: facts.name, documentKind: facts.documentKind, documentNumber: facts.documentNumber),
                    today: today)
            }
            return IdentityV1.VerifiedHolder(holder, isEqual: isEqual, today: today)
        }
    }
}

extension HolderReference {
    /// Nil when nobody is named.
    fileprivate init?(_ who: IdentityV1.GetVerifiedHolderRequest.Who?) throws(IdentityError) {
        switch who {
        case nil: return nil
        case .holder(let text)?:
            guard let id = Identifier(text, kind: .holder) else { throw .invalidHolderID }
            self = .holder(id)
        case .account(let text)?:
            guard let id = Identifier(text, kind: .account) else { throw .invalidHolderID }
            self = .account(id)
        }
    }
}
