package import Logging
package import MeshRPC

/// What every service's configuration file says alike; the service's own section stands beside these keys under the
/// service's name.
package struct CommonConfiguration: Sendable, Decodable {
    /// Where the process runs: embedded providers and development keys work only in development.
    package enum Environment: String, ConfigurationChoice {
        case development, production
    }

    /// Certificate, key and trust anchors of this replica, as paths of PEM files.
    package struct TLS: Sendable, Codable {
        /// The leaf, followed by any intermediate authorities.
        package var certificate: String
        /// The leaf's private key.
        package var key: String
        /// Authorities that are believed; two while one replaces the other.
        package var trust: [String]
        /// Trust domain of the mesh, `colophon` unless said otherwise.
        package var trustDomain: String?
    }

    /// Whose signatures on tokens are believed.
    package struct Tokens: Sendable, Codable {
        /// Paths of Ed25519 public keys in PEM.
        package var keys: [String]?
        /// Path of the development key; refused in production.
        package var developmentKey: String?
    }

    /// What the log looks like and where it goes.
    package struct Log: Sendable, Decodable {
        /// How a line looks.
        package enum Format: String, ConfigurationChoice {
            /// `time level label message key=value`, in colour on a terminal.
            case human
            /// One JSON object a line.
            case json
        }

        /// How a line looks; for people unless said otherwise.
        package var format = Format.human
        /// The least that is logged.
        package var level = Logger.Level.info
        /// Path of a file to append to; standard error when nil.
        package var file: String?

        package init() {}

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            format = try container.decodeIfPresent(Format.self, forKey: .format) ?? .human
            level = try container.decodeIfPresent(Logger.Level.self, forKey: .level) ?? .info
            file = try container.decodeIfPresent(String.self, forKey: .file)
        }

        private enum CodingKeys: String, CodingKey {
            case format, level, file
        }
    }

    /// The store's file and the key that seals personal data in it.
    package struct Store: Sendable, Codable {
        /// Path of the database.
        package var path: String
        /// Path of 32 bytes, outside the store and its backup.
        package var masterKey: String?
    }

    /// The service's segment, e.g. `evidence`; must be the program's own.
    package var service: String
    /// Which of the service's replicas this is.
    package var replica: String
    /// Where the process runs.
    package var environment: Environment
    /// Where calls are answered.
    package var listen: ListenAddress
    /// Where `/healthz`, `/readyz` and `/metrics` are answered; nowhere when nil.
    package var probes: ListenAddress?
    /// Where the inspection pages are: a Unix socket, or a TCP port that speaks mutual TLS to operators only; nowhere
    /// when nil.
    package var inspection: ListenAddress?
    /// The listener for the outside world, for services that have one.
    package var `public`: ListenAddress?
    /// Proxies in front of that listener, whose `X-Forwarded-For` is believed; none by default.
    package var publicProxies: PublicProxies
    /// Certificate, key and trust.
    package var tls: TLS
    /// Whose tokens are believed.
    package var tokens: Tokens
    /// What is logged, and where.
    package var log: Log
    /// Where spans go.
    package var trace: TraceExport
    /// The service's store; nil for a service without one.
    package var store: Store?
    /// Addresses of the services that this one calls, by service segment.
    package var peers: [String: [ListenAddress]]
    /// How those services are called, by service segment; one that is not named is called as the defaults say.
    package var clients: [String: ClientSettings]
    /// Service segments of peers that may call over base ttrpc, with a stock client; nobody by default.
    package var baseCallers: [String]
    /// Service segments of peers whose calls are refused, whatever the methods say; nobody's by default.
    package var refusedCallers: [String]
    /// What each calling service may ask for, by its segment, `*` for each of the others; nobody is bounded by default.
    package var quotas: [String: QuotaSection]
    /// The bounds with which the server protects itself.
    package var limits: ServerLimitsSection
    /// How long a loop polls its sockets before it sleeps, from 0 (never) to `Limits.busyPollMicrosecondsMax`; the RPC
    /// layer's own measure when nil.
    package var busyPollMicroseconds: Int?
    /// How long calls in flight may go on after SIGTERM.
    package var drainSeconds: Int

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        service = try container.decode(String.self, forKey: .service)
        replica = try container.decode(String.self, forKey: .replica)
        environment = try container.decode(Environment.self, forKey: .environment)
        listen = try container.decode(ListenAddress.self, forKey: .listen)
        probes = try container.decodeIfPresent(ListenAddress.self, forKey: .probes)
        inspection = try container.decodeIfPresent(String.self, forKey: .inspection).map { text in
            // What has a slash is a path, whatever else is in it.
            let address: ListenAddress? =
                text.hasPrefix("unix:") || !text.contains("/") ? ListenAddress(text) : .unix(path: text)
            guard let address else {
                throw DecodingError.dataCorruptedError(
                    forKey: .inspection, in: container,
                    debugDescription: "must be a path with a '/', HOST:PORT, [IPV6]:PORT or :PORT")
            }
            return address
        }
        self.public = try container.decodeIfPresent(ListenAddress.self, forKey: .public)
        let proxies = try container.decodeIfPresent([String].self, forKey: .publicProxies) ?? []
        guard proxies.count <= Limits.publicProxiesMax, let proxies = PublicProxies(proxies) else {
            throw DecodingError.dataCorruptedError(
                forKey: .publicProxies, in: container,
                debugDescription: "must be a list of at most \(Limits.publicProxiesMax) IP addresses without ports")
        }
        publicProxies = proxies
        tls = try container.decode(TLS.self, forKey: .tls)
        tokens = try container.decodeIfPresent(Tokens.self, forKey: .tokens) ?? Tokens()
        log = try container.decodeIfPresent(Log.self, forKey: .log) ?? Log()
        trace = try container.decodeIfPresent(TraceExport.self, forKey: .trace) ?? TraceExport()
        store = try container.decodeIfPresent(Store.self, forKey: .store)
        peers = try container.decodeIfPresent([String: [ListenAddress]].self, forKey: .peers) ?? [:]
        clients = try container.decodeIfPresent([String: ClientSettings].self, forKey: .clients) ?? [:]
        baseCallers = try container.decodeIfPresent([String].self, forKey: .baseCallers) ?? []
        refusedCallers = try container.decodeIfPresent([String].self, forKey: .refusedCallers) ?? []
        quotas = try container.decodeIfPresent([String: QuotaSection].self, forKey: .quotas) ?? [:]
        limits = try container.decodeIfPresent(ServerLimitsSection.self, forKey: .limits) ?? ServerLimitsSection()
        busyPollMicroseconds = try container.decodeIfPresent(Int.self, forKey: .busyPollMicroseconds)
        drainSeconds = try container.decodeIfPresent(Int.self, forKey: .drainSeconds) ?? 10
        try check(in: container)
    }

    /// Who may do how much: what is read again while the service runs, with `limits`.
    package var policy: ServerPolicy {
        ServerPolicy(
            baseCallers: baseCallers, refusedCallers: refusedCallers, quotas: quotas.mapValues(\.quota))
    }

    /// The rules that no single type states.
    private func check(in container: KeyedDecodingContainer<CodingKeys>) throws {
        if environment == .production, tokens.developmentKey != nil {
            throw ConfigurationError.developmentOnly(path: "tokens.development_key")
        }
        guard (0...Limits.drainSecondsMax).contains(drainSeconds) else {
            throw DecodingError.dataCorruptedError(
                forKey: .drainSeconds, in: container,
                debugDescription: "must be from 0 to \(Limits.drainSecondsMax)")
        }
        guard (0...Limits.busyPollMicrosecondsMax).contains(busyPollMicroseconds ?? 0) else {
            throw DecodingError.dataCorruptedError(
                forKey: .busyPollMicroseconds, in: container,
                debugDescription: "must be from 0 to \(Limits.busyPollMicrosecondsMax)")
        }
        guard quotas.count <= Limits.quotasMax else {
            throw DecodingError.dataCorruptedError(
                forKey: .quotas, in: container, debugDescription: "names more than \(Limits.quotasMax) callers")
        }
        guard tokens.keys?.count ?? 0 <= Limits.tokenKeysMax else {
            throw DecodingError.dataCorruptedError(
                forKey: .tokens, in: container,
                debugDescription: "names more than \(Limits.tokenKeysMax) keys")
        }
        for (service, client) in clients {
            // One place says where a peer is.
            guard client.resolver == nil || peers[service] == nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .clients, in: container,
                    debugDescription: "has a resolver for \(service), whose addresses are under peers")
            }
            guard client.resolver != nil || peers[service] != nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .clients, in: container,
                    debugDescription: "names \(service), but neither peers nor a resolver says where it is")
            }
        }
        guard !replica.isEmpty, !replica.contains("/") else {
            throw DecodingError.dataCorruptedError(
                forKey: .replica, in: container, debugDescription: "must be a name without '/'")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case service, replica, environment, listen, probes, inspection, `public`, publicProxies, tls, tokens, log, trace
        case store
        case peers, clients, baseCallers, refusedCallers, quotas, limits, busyPollMicroseconds, drainSeconds
    }
}

extension Logger.Level: ConfigurationChoice {}
