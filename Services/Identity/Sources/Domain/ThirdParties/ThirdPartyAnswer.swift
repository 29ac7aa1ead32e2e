internal import MeshCrypto

/// What a user agent brings back from a third party, and what it kept of the beginning.
package struct ThirdPartyAnswer: Sendable {
    /// What it kept.
    package var flow: String
    /// The third party's parameter `state`.
    package var state: String
    /// The third party's parameter `code`.
    package var code: String
    /// The third party's parameter `iss`; empty without one.
    package var issuer: String
    /// The third party at whose redirect URI it came back.
    package var provider: String

    package init(flow: String, state: String, code: String, issuer: String, provider: String) {
        self.flow = flow
        self.state = state
        self.code = code
        self.issuer = issuer
        self.provider = provider
    }

    /// Whether anything of it could be what was given out.
    package var isReadable: Bool {
        [flow, state, code].allSatisfy { (1...ThirdPartyFlow.Limits.textBytesMax).contains($0.utf8.count) }
            && [issuer, provider].allSatisfy { $0.utf8.count <= ThirdPartyFlow.Limits.textBytesMax }
    }
}

extension ThirdPartyFlow {
    /// Whether `state` is the one that was sent along.
    package func isAnswered(by state: String) -> Bool {
        ConstantTime.areEqual(Array(self.state.utf8), Array(state.utf8))
    }

    /// Whether what came back at the redirect URI of `party` may be this one's: each third party has its own, so that
    /// whoever does not name itself is told apart too (RFC 9700, section 4.4.2).
    package func comesBack(at party: String) -> Bool { provider.rawValue.utf8.elementsEqual(party.utf8) }
}
