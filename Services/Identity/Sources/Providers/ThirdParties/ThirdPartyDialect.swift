/// How a kind of third party is spoken to.
package protocol ThirdPartyDialect: Sendable {
    /// What it says of itself when it sends somebody back.
    var issuer: IssuerRule { get }

    /// Where a user agent is sent to begin.
    func authorizationURL(for flow: ThirdPartyFlow) -> String

    /// Redeems a code: its name for whoever signed in there. Waits for its answers: for a thread that may. Throws
    /// `ThirdPartyFault`.
    func subject(
        code: String, of flow: ThirdPartyFlow, through calls: ThirdPartyCalls
    ) throws(ThirdPartyFault) -> String
}
