package import MeshKernel
package import MeshRuntime

/// The third parties that this process knows, in the order in which they are offered.
package struct ThirdPartyDirectory: Sendable {
    /// Which they are.
    package let parties: [ThirdParty]
    private let providers: [ThirdParty: any ThirdPartyProvider]
    /// The embedded ones; empty where there are none.
    let embedded: [EmbeddedAuthorizationServer]
    /// What the remote ones are asked on.
    private let exchanges: [OffloadPool]

    /// One of them and how it is asked.
    package typealias Entry = (party: ThirdParty, provider: any ThirdPartyProvider)

    /// None.
    package static let none = ThirdPartyDirectory(entries: [])

    /// These and no others, no name twice; `exchanges` are closed with the directory.
    package init(
        entries: [Entry], embedded: [EmbeddedAuthorizationServer] = [], exchanges: [OffloadPool] = []
    ) {
        parties = entries.map(\.party)
        providers = Dictionary(entries.map { ($0.party, $0.provider) }, uniquingKeysWith: { first, _ in first })
        self.embedded = embedded
        self.exchanges = exchanges
    }

    /// Those that a configuration names, each of the remote ones with threads of its own; an answer of theirs may take
    /// `timeoutMilliseconds`.
    package init(
        _ checked: [CheckedThirdParty], time: any TimeSource, random: any RandomSource,
        timeoutMilliseconds: Int64 = Limits.thirdPartyCallMilliseconds
    ) {
        var entries: [Entry] = []
        var servers: [EmbeddedAuthorizationServer] = []
        var pools: [OffloadPool] = []
        for each in checked {
            if let dialect = each.dialect {
                let pool = OffloadPool(threadCount: Limits.thirdPartyThreads, queueMax: Limits.thirdPartyWaitingMax)
                let calls = ThirdPartyCalls(trust: each.trust, timeoutMilliseconds: timeoutMilliseconds)
                pools.append(pool)
                entries.append(
                    (each.party, RemoteThirdParty(each.party, speaking: dialect, calls: calls, exchanges: pool)))
            } else {
                let (client, server) = OAuthClient.embedded(each.party, time: time, random: random)
                servers.append(server)
                entries.append((each.party, client))
            }
        }
        self.init(entries: entries, embedded: servers, exchanges: pools)
    }

    /// All that there are stand-ins for, embedded in this process: for development and tests.
    package static func embedded(time: any TimeSource, random: any RandomSource) -> ThirdPartyDirectory {
        ThirdPartyDirectory(
            ThirdParty.familiar.map { CheckedThirdParty(party: $0, dialect: nil, trust: nil) }, time: time,
            random: random)
    }

    /// The one of this name. Throws `IdentityError.unknownProvider`.
    func provider(named text: String) throws(IdentityError) -> Entry {
        guard let party = ThirdParty(rawValue: text), let provider = providers[party] else { throw .unknownProvider }
        return (party, provider)
    }

    /// Where a third party stands in the order; behind all of them when it is not known any more.
    func place(of party: ThirdParty) -> Int { parties.firstIndex(of: party) ?? parties.count }

    /// Asks nobody any more, and returns when whoever is being asked has answered.
    package func close() async {
        for pool in exchanges { await pool.close() }
    }
}

extension OAuthClient {
    /// A stand-in for a third party in this process, and a client of it.
    static func embedded(
        _ party: ThirdParty, time: any TimeSource, random: any RandomSource
    ) -> (client: OAuthClient, server: EmbeddedAuthorizationServer) {
        let server = EmbeddedAuthorizationServer(
            issuer: "https://\(party.rawValue).embedded.invalid", time: time, random: random)
        let registration = Registration(
            issuer: server.issuer, authorizationEndpoint: server.authorizationEndpoint, clientID: "colophon",
            clientSecret: Base64.encodeURL(random.bytes(32)),
            redirectURI: "http://localhost/third-party/\(party.rawValue)")
        server.register(
            client: registration.clientID, secret: registration.clientSecret,
            redirectURIs: [registration.redirectURI])
        return (OAuthClient(of: party, as: registration, endpoint: server, time: time), server)
    }
}
