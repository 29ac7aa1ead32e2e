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
        try container.take(.panicPercent, 0...100, into: &configuration.panicPercent)
        try container.take(
            .connectMilliseconds, 1...MeshRPC.Limits.pauseMillisecondsMax, into: &configuration.connectMilliseconds)
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
        private(set) var policy = ResolutionPolicy()

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try container.takeMilliseconds(.pauseMilliseconds, into: &policy.pauseMilliseconds)
            policy.intervalMilliseconds = max(policy.intervalMilliseconds, policy.pauseMilliseconds)
            try container.takeMilliseconds(.intervalMilliseconds, into: &policy.intervalMilliseconds)
            guard policy.intervalMilliseconds >= policy.pauseMilliseconds else {
                throw container.refusal(
                    .intervalMilliseconds, "must not be less than pause_milliseconds (\(policy.pauseMilliseconds))")
            }
        }

        private enum CodingKeys: String, CodingKey {
            case intervalMilliseconds, pauseMilliseconds
        }
    }

    private struct Outliers: Decodable {
        private(set) var policy = OutlierPolicy()

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try container.take(.consecutiveFailures, 0...1_000_000, into: &policy.consecutiveFailures)
            try container.takeMilliseconds(.intervalMilliseconds, into: &policy.intervalMilliseconds)
            try container.takeMilliseconds(.ejectionMilliseconds, into: &policy.ejectionMilliseconds)
            try container.takeMilliseconds(.ejectionMillisecondsMax, into: &policy.ejectionMillisecondsMax)
            policy.ejectionMillisecondsMax = max(policy.ejectionMillisecondsMax, policy.ejectionMilliseconds)
            try container.take(.ejectedPercentMax, 0...100, into: &policy.ejectedPercentMax)
            try container.take(.deviations, 0...100, into: &policy.deviations)
            try container.take(.replicasMin, 2...1_000_000, into: &policy.replicasMin)
            try container.take(.callsMin, 1...1_000_000_000, into: &policy.callsMin)
        }

        private enum CodingKeys: String, CodingKey {
            case consecutiveFailures, intervalMilliseconds, ejectionMilliseconds, ejectionMillisecondsMax
            case ejectedPercentMax, deviations, replicasMin, callsMin
        }
    }

    private struct Keepalive: Decodable {
        private(set) var policy = KeepalivePolicy()

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try container.takeMillisecondsOrNever(.intervalMilliseconds, into: &policy.intervalMilliseconds)
            try container.takeMilliseconds(.timeoutMilliseconds, into: &policy.timeoutMilliseconds)
            policy.permitsWithoutCalls =
                try container.decodeIfPresent(Bool.self, forKey: .withoutCalls) ?? policy.permitsWithoutCalls
        }

        private enum CodingKeys: String, CodingKey {
            case intervalMilliseconds, timeoutMilliseconds, withoutCalls
        }
    }

    private struct Throttle: Decodable {
        private(set) var policy = ThrottlePolicy()

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try container.take(.tokens, 1...MeshRPC.Limits.throttleTokensMax, into: &policy.tokensMax)
            try container.take(.ratio, 0.001...Double(MeshRPC.Limits.throttleTokensMax), into: &policy.ratio)
        }

        private enum CodingKeys: String, CodingKey {
            case tokens, ratio
        }
    }

    private struct Connections: Decodable {
        private(set) var perReplicaMax: Int
        private(set) var ageMilliseconds: Int64
        private(set) var idleMilliseconds: Int64

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let usual = ClientConfiguration()
            perReplicaMax = usual.connectionsPerReplicaMax
            ageMilliseconds = usual.ageMilliseconds
            idleMilliseconds = usual.idleMilliseconds
            try container.take(
                .perReplicaMax, 1...MeshRPC.Limits.connectionsPerReplicaMax, into: &perReplicaMax)
            try container.takeMillisecondsOrNever(.ageMilliseconds, into: &ageMilliseconds)
            try container.takeMillisecondsOrNever(.idleMilliseconds, into: &idleMilliseconds)
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
