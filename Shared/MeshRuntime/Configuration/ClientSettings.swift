package import MeshRPC

/// How this service calls one of its peers: which replicas there are, how calls are spread over them, and what becomes
/// of calls that fail or take long. Everything has a default; a peer that is not mentioned has all of them.
package struct ClientSettings: Sendable, Decodable {
    /// Where the replicas are told, in place of the list under `peers`.
    package var resolver: EndpointSource?
    /// What the client is set up with.
    package var configuration: ClientConfiguration

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        configuration = ClientConfiguration()
        if let text = try container.decodeIfPresent(String.self, forKey: .resolver) {
            guard let source = EndpointSource(text), source.isAsked else {
                throw container.refusal(.resolver, "must be dns:HOST:PORT or file:PATH")
            }
            resolver = source
        }
        if let balancer = try container.decodeIfPresent(Balancer.self, forKey: .balancer) {
            configuration.balancing = balancer.policy
        }
        configuration.healthService = try container.decodeIfPresent(String.self, forKey: .health)
        configuration.panicPercent =
            try container.bounded(.panicPercent, 0...100) ?? configuration.panicPercent
        configuration.connectMilliseconds =
            try container.bounded(.connectMilliseconds, 1...MeshRPC.Limits.pauseMillisecondsMax)
            ?? configuration.connectMilliseconds
        try container.section(.resolve, Resolve.self) { configuration.resolution = $0.policy }
        try container.section(.outliers, Outliers.self) { configuration.outliers = $0.policy }
        try container.section(.keepalive, Keepalive.self) { configuration.keepalive = $0.policy }
        try container.section(.throttle, Throttle.self) { configuration.throttle = $0.policy }
        try container.section(.connections, Connections.self) { connections in
            configuration.connectionsPerReplicaMax = connections.perReplicaMax
            configuration.ageMilliseconds = connections.ageMilliseconds
            configuration.idleMilliseconds = connections.idleMilliseconds
        }
        let common = try container.decodeIfPresent(MethodSettings.self, forKey: .default)
        configuration.policies = MethodPolicies(common: common?.policy)
        for override in try container.decodeIfPresent([MethodOverride].self, forKey: .methods) ?? [] {
            let policy = override.settings.over(common).policy
            for name in override.names where !configuration.policies.set(policy, for: name) {
                throw container.refusal(.methods, "'\(name)' is neither SERVICE nor SERVICE/METHOD")
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case resolver, resolve, balancer, health, panicPercent, connectMilliseconds, outliers, keepalive, throttle
        case connections, `default`, methods
    }

    private enum Balancer: String, ConfigurationChoice {
        case pickFirst = "pick_first"
        case roundRobin = "round_robin"
        case leastRequest = "least_request"

        var policy: BalancingPolicy {
            switch self {
            case .pickFirst: .pickFirst
            case .roundRobin: .roundRobin
            case .leastRequest: .leastRequest
            }
        }
    }

    private struct Resolve: Decodable {
        var policy = ResolutionPolicy()

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let pause = try container.milliseconds(.pauseMilliseconds) ?? policy.pauseMilliseconds
            let interval =
                try container.milliseconds(.intervalMilliseconds) ?? max(policy.intervalMilliseconds, pause)
            guard interval >= pause else {
                throw container.refusal(.intervalMilliseconds, "must not be less than pause_milliseconds (\(pause))")
            }
            policy = ResolutionPolicy(intervalMilliseconds: interval, pauseMilliseconds: pause)
        }

        private enum CodingKeys: String, CodingKey {
            case intervalMilliseconds, pauseMilliseconds
        }
    }

    private struct Outliers: Decodable {
        let policy: OutlierPolicy

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let usual = OutlierPolicy()
            policy = OutlierPolicy(
                consecutiveFailures: try container.bounded(.consecutiveFailures, 0...1_000_000)
                    ?? usual.consecutiveFailures,
                intervalMilliseconds: try container.milliseconds(.intervalMilliseconds) ?? usual.intervalMilliseconds,
                ejectionMilliseconds: try container.milliseconds(.ejectionMilliseconds) ?? usual.ejectionMilliseconds,
                ejectionMillisecondsMax: try container.milliseconds(.ejectionMillisecondsMax)
                    ?? usual.ejectionMillisecondsMax,
                ejectedPercentMax: try container.bounded(.ejectedPercentMax, 0...100) ?? usual.ejectedPercentMax,
                deviations: try container.bounded(.deviations, 0...100) ?? usual.deviations,
                replicasMin: try container.bounded(.replicasMin, 2...1_000_000) ?? usual.replicasMin,
                callsMin: try container.bounded(.callsMin, 1...1_000_000_000) ?? usual.callsMin)
        }

        private enum CodingKeys: String, CodingKey {
            case consecutiveFailures, intervalMilliseconds, ejectionMilliseconds, ejectionMillisecondsMax
            case ejectedPercentMax, deviations, replicasMin, callsMin
        }
    }

    private struct Keepalive: Decodable {
        let policy: KeepalivePolicy

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let usual = KeepalivePolicy()
            policy = KeepalivePolicy(
                intervalMilliseconds: try container.millisecondsOrNever(.intervalMilliseconds)
                    ?? usual.intervalMilliseconds,
                timeoutMilliseconds: try container.milliseconds(.timeoutMilliseconds) ?? usual.timeoutMilliseconds,
                permitsWithoutCalls: try container.decodeIfPresent(Bool.self, forKey: .withoutCalls)
                    ?? usual.permitsWithoutCalls)
        }

        private enum CodingKeys: String, CodingKey {
            case intervalMilliseconds, timeoutMilliseconds, withoutCalls
        }
    }

    private struct Throttle: Decodable {
        let policy: ThrottlePolicy

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let usual = ThrottlePolicy()
            policy = ThrottlePolicy(
                tokensMax: try container.bounded(.tokens, 1...MeshRPC.Limits.throttleTokensMax) ?? usual.tokensMax,
                ratio: try container.bounded(.ratio, 0.001...Double(MeshRPC.Limits.throttleTokensMax)) ?? usual.ratio)
        }

        private enum CodingKeys: String, CodingKey {
            case tokens, ratio
        }
    }

    private struct Connections: Decodable {
        let perReplicaMax: Int
        let ageMilliseconds: Int64
        let idleMilliseconds: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let usual = ClientConfiguration()
            perReplicaMax =
                try container.bounded(.perReplicaMax, 1...MeshRPC.Limits.connectionsPerReplicaMax)
                ?? usual.connectionsPerReplicaMax
            ageMilliseconds = try container.millisecondsOrNever(.ageMilliseconds) ?? usual.ageMilliseconds
            idleMilliseconds = try container.millisecondsOrNever(.idleMilliseconds) ?? usual.idleMilliseconds
        }

        private enum CodingKeys: String, CodingKey {
            case perReplicaMax, ageMilliseconds, idleMilliseconds
        }
    }
}

extension EndpointSource {
    /// Whether it may tell something else tomorrow.
    fileprivate var isAsked: Bool {
        switch self {
        case .list: false
        case .dns, .file: true
        }
    }
}
