package import MeshRuntime

/// A third party elsewhere, asked over HTTPS on threads of its own: while it takes its time nothing of this process waits
/// but whoever signs in through it, and no other third party has fewer threads for that.
package struct RemoteThirdParty: ThirdPartyProvider {
    private let party: ThirdParty
    private let dialect: any ThirdPartyDialect
    private let calls: ThirdPartyCalls
    private let exchanges: OffloadPool

    /// `exchanges` has threads that may wait; whoever makes it closes it.
    package init(
        _ party: ThirdParty, speaking dialect: any ThirdPartyDialect, calls: ThirdPartyCalls, exchanges: OffloadPool
    ) {
        self.party = party
        self.dialect = dialect
        self.calls = calls
        self.exchanges = exchanges
    }

    package var issuer: IssuerRule { dialect.issuer }

    package func authorizationURL(for flow: ThirdPartyFlow) -> String { dialect.authorizationURL(for: flow) }

    package func person(code: String, of flow: ThirdPartyFlow) async throws(ThirdPartyFault) -> ThirdPartyPerson {
        let subject: String
        do throws(OffloadError<ThirdPartyFault>) {
            subject = try await exchanges.run { [dialect, calls] () throws(ThirdPartyFault) -> String in
                try dialect.subject(code: code, of: flow, through: calls)
            }
        } catch {
            switch error {
            case .work(let fault): throw fault
            case .full: throw ThirdPartyFault(.away, "no thread is free")
            case .cancelled: throw ThirdPartyFault(.away, "the caller has gone")
            case .closed: throw ThirdPartyFault(.away, "this process ends")
            }
        }
        return ThirdPartyPerson(provider: party, subject: subject)
    }
}
