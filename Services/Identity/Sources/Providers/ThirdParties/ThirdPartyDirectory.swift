package import MeshKernel

/// The third parties that this process knows.
package struct ThirdPartyDirectory: Sendable {
    private let providers: [ThirdParty: any ThirdPartyProvider]
    /// The embedded ones; empty where there are none.
    let embedded: [EmbeddedAuthorizationServer]

    /// None.
    package static let none = ThirdPartyDirectory(providers: [:])

    /// These and no others.
    package init(
        providers: [ThirdParty: any ThirdPartyProvider], embedded: [EmbeddedAuthorizationServer] = []
    ) {
        self.providers = providers
        self.embedded = embedded
    }

    /// All of them, embedded in this process: for development and tests.
    package static func embedded(time: any TimeSource, random: any RandomSource) -> ThirdPartyDirectory {
        var providers: [ThirdParty: any ThirdPartyProvider] = [:]
        var servers: [EmbeddedAuthorizationServer] = []
        for party in ThirdParty.allCases {
            let server = EmbeddedAuthorizationServer(
                issuer: "https://\(party.rawValue).embedded.invalid", time: time, random: random)
            let registration = OAuthClient.Registration(
                issuer: server.issuer, authorizationEndpoint: server.authorizationEndpoint, clientID: "colophon",
                clientSecret: Base64.encodeURL(random.bytes(32)),
                redirectURI: "http://localhost/third-party/\(party.rawValue)")
            server.register(
                client: registration.clientID, secret: registration.clientSecret,
                redirectURIs: [registration.redirectURI])
            providers[party] = OAuthClient(of: party, as: registration, endpoint: server, time: time)
            servers.append(server)
        }
        return ThirdPartyDirectory(providers: providers, embedded: servers)
    }

    /// Which they are, in their own order.
    var parties: [ThirdParty] { ThirdParty.allCases.filter { providers[$0] != nil } }

    /// The one of this name. Throws `IdentityError.unknownProvider`.
    func provider(named text: String) throws(IdentityError) -> (party: ThirdParty, provider: any ThirdPartyProvider) {
        guard let party = ThirdParty(rawValue: text), let provider = providers[party] else { throw .unknownProvider }
        return (party, provider)
    }
}
