import MeshRPC
import MeshTestKit
import Testing

@testable import MeshRuntime

@Suite("How peers are called")
struct ClientSettingsTests {
    private static func settings(_ yaml: String) throws -> ClientSettings? {
        try SampleConfiguration.read(SampleConfiguration.yaml + "\npeers: { billing: [127.0.0.1:1] }\n" + yaml)
            .common.clients["billing"]
    }

    private static func refusal(_ yaml: String) -> ConfigurationError? {
        SampleConfiguration.refusal(SampleConfiguration.yaml + "\npeers: { billing: [127.0.0.1:1] }\n" + yaml)
    }

    private static func method(_ service: String, _ name: String) -> MethodDescriptor {
        MethodDescriptor(
            service: service, name: name, requestType: "", responseType: "",
            access: MethodAccess(callers: [], subject: .none, repetition: .safe))
    }

    @Test("what is not said has the client's own defaults, and no method has a policy")
    func defaults() throws {
        #expect(try Self.settings("") == nil)
        let settings = try #require(try Self.settings("clients: { billing: {} }"))
        let (found, usual) = (settings.configuration, ClientConfiguration())
        #expect(settings.resolver == nil)
        #expect(found.policies == usual.policies && found.policies.isEmpty)
        #expect(found.throttle == usual.throttle && found.balancing == usual.balancing)
        #expect(found.outliers == nil && found.healthService == nil && found.panicPercent == usual.panicPercent)
        #expect(found.resolution == usual.resolution && found.keepalive == usual.keepalive)
        #expect(found.ageMilliseconds == usual.ageMilliseconds && found.idleMilliseconds == usual.idleMilliseconds)
        #expect(found.connectionsPerReplicaMax == usual.connectionsPerReplicaMax)
        #expect(found.connectMilliseconds == usual.connectMilliseconds)
        // Empty is a name too: the process's.
        let process = try Self.settings("clients: { billing: { health: \"\" } }")
        #expect(process?.configuration.healthService == "")
    }

    /// The example that people are shown.
    private static func example() throws -> String {
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return try WholeFile.text(folders.joined(separator: "/") + "/compose/examples/clients.yaml")
    }

    @Test("every key of the example is read")
    func everyKey() throws {
        let yaml = try Self.example()
        let found = try #require(try Self.settings(yaml)).configuration
        #expect(found.balancing == .leastRequest && found.healthService == "colophon.billing.v1.Billing")
        #expect(found.panicPercent == 30 && found.connectMilliseconds == 700)
        #expect(found.resolution == ResolutionPolicy(intervalMilliseconds: 9_000, pauseMilliseconds: 300))
        #expect(
            found.outliers
                == OutlierPolicy(
                    consecutiveFailures: 7, intervalMilliseconds: 1_000, ejectionMilliseconds: 2_000,
                    ejectionMillisecondsMax: 60_000, ejectedPercentMax: 20, deviations: 2.5, replicasMin: 3,
                    callsMin: 50))
        #expect(
            found.keepalive
                == KeepalivePolicy(intervalMilliseconds: 5_000, timeoutMilliseconds: 400, permitsWithoutCalls: true))
        #expect(
            found.connectionsPerReplicaMax == 2 && found.ageMilliseconds == 0 && found.idleMilliseconds == 60_000)
        #expect(found.throttle == ThrottlePolicy(tokensMax: 40, ratio: 0.25))
        let backoff = BackoffPolicy(firstMilliseconds: 20, lastMilliseconds: 900, factor: 1.5, jitter: 0.1)
        let retry = RetryPolicy(attemptsMax: 5, backoff: backoff, codes: [.unavailable, .aborted])
        let policies = found.policies
        #expect(
            policies.policy(of: Self.method("colophon.billing.v1.Other", "Do"))
                == MethodPolicy(timeoutMilliseconds: 1_500, retry: retry, waitsForReady: true))
        let charge = MethodPolicy(timeoutMilliseconds: 4_000, waitsForReady: true)
        #expect(policies.policy(of: Self.method("colophon.billing.v1.Billing", "Charge")) == charge)
        #expect(policies.policy(of: Self.method("colophon.billing.v1.Refunds", "Any")) == charge)
        let hedge = HedgePolicy(
            attemptsMax: 3, delayMilliseconds: 30, nonFatalCodes: [.unavailable, .internal])
        #expect(
            policies.policy(of: Self.method("colophon.billing.v1.Billing", "GetBalance"))
                == MethodPolicy(timeoutMilliseconds: 1_500, hedge: hedge))
    }

    @Test("a resolver stands in the place of a list, never beside one")
    func resolver() throws {
        let yaml = SampleConfiguration.yaml + "\nclients: { registry: { resolver: 'dns:registry.mesh:7404' } }"
        let clients = try SampleConfiguration.read(yaml).common.clients
        #expect(clients["registry"]?.resolver == .dns(host: "registry.mesh", port: 7404))
        guard case .invalid(_, "clients", let both) = Self.refusal("clients: { billing: { resolver: 'file:/x' } }"),
            case .invalid(_, "clients", let none) = Self.refusal("clients: { market: {} }")
        else {
            Issue.record("accepted")
            return
        }
        #expect(both.contains("billing") && none.contains("market"))
    }

    @Test("what a section leaves out has the client's own default, moved where it would contradict what is said")
    func partial() throws {
        let yaml = """
            clients:
              billing:
                resolve: { pause_milliseconds: 40000 }
                outliers: { ejection_milliseconds: 400000 }
                keepalive: { without_calls: true }
                throttle: { tokens: 7 }
                connections: { per_replica_max: 3 }
                default: { retry: { first_milliseconds: 5000 } }
                methods: [{ names: [a.A], hedge: { attempts: 1 } }, { names: [b.B], hedge: { attempts: 4 } }]
            """
        let found = try #require(try Self.settings(yaml)).configuration
        let usual = ClientConfiguration()
        #expect(found.resolution == ResolutionPolicy(intervalMilliseconds: 40_000, pauseMilliseconds: 40_000))
        #expect(found.outliers == OutlierPolicy(ejectionMilliseconds: 400_000))
        #expect(found.outliers?.ejectionMillisecondsMax == 400_000)
        #expect(found.keepalive == KeepalivePolicy(permitsWithoutCalls: true))
        #expect(found.throttle == ThrottlePolicy(tokensMax: 7))
        #expect(found.connectionsPerReplicaMax == 3)
        #expect(found.ageMilliseconds == usual.ageMilliseconds && found.idleMilliseconds == usual.idleMilliseconds)
        let retry = RetryPolicy(backoff: BackoffPolicy(firstMilliseconds: 5_000, lastMilliseconds: 5_000))
        #expect(found.policies.policy(of: Self.method("c.C", "Do")) == MethodPolicy(retry: retry))
        #expect(found.policies.policy(of: Self.method("a.A", "Do")) == MethodPolicy())
        #expect(
            found.policies.policy(of: Self.method("b.B", "Do")) == MethodPolicy(hedge: HedgePolicy(attemptsMax: 4)))
    }

    @Test(
        "a value that makes no sense is refused with its key",
        arguments: [
            ("resolver: somewhere", "resolver"), ("resolver: '127.0.0.1:1'", "resolver"),
            ("panic_percent: -1", "panic_percent"), ("panic_percent: 101", "panic_percent"),
            ("connect_milliseconds: 0", "connect_milliseconds"),
            ("connect_milliseconds: 300001", "connect_milliseconds"),
            ("throttle: { tokens: 0 }", "throttle.tokens"), ("throttle: { tokens: 1001 }", "throttle.tokens"),
            ("throttle: { ratio: 0 }", "throttle.ratio"), ("throttle: { ratio: 1001 }", "throttle.ratio"),
            ("connections: { per_replica_max: 0 }", "connections.per_replica_max"),
            ("connections: { per_replica_max: 65 }", "connections.per_replica_max"),
            ("connections: { age_milliseconds: -1 }", "connections.age_milliseconds"),
            ("connections: { age_milliseconds: 604800001 }", "connections.age_milliseconds"),
            ("connections: { idle_milliseconds: -1 }", "connections.idle_milliseconds"),
            ("connections: { idle_milliseconds: 604800001 }", "connections.idle_milliseconds"),
            ("resolve: { pause_milliseconds: 0 }", "resolve.pause_milliseconds"),
            ("resolve: { interval_milliseconds: 604800001 }", "resolve.interval_milliseconds"),
            ("resolve: { interval_milliseconds: 10, pause_milliseconds: 20 }", "resolve.interval_milliseconds"),
            ("keepalive: { interval_milliseconds: -1 }", "keepalive.interval_milliseconds"),
            ("keepalive: { timeout_milliseconds: 0 }", "keepalive.timeout_milliseconds"),
            ("outliers: { consecutive_failures: -1 }", "outliers.consecutive_failures"),
            ("outliers: { interval_milliseconds: 0 }", "outliers.interval_milliseconds"),
            ("outliers: { ejection_milliseconds: 0 }", "outliers.ejection_milliseconds"),
            ("outliers: { ejection_milliseconds_max: 0 }", "outliers.ejection_milliseconds_max"),
            ("outliers: { ejected_percent_max: -1 }", "outliers.ejected_percent_max"),
            ("outliers: { ejected_percent_max: 200 }", "outliers.ejected_percent_max"),
            ("outliers: { deviations: -0.1 }", "outliers.deviations"),
            ("outliers: { replicas_min: 1 }", "outliers.replicas_min"),
            ("outliers: { calls_min: 0 }", "outliers.calls_min"),
            ("default: { timeout_milliseconds: 0 }", "default.timeout_milliseconds"),
            ("default: { retry: { attempts: 0 } }", "default.retry.attempts"),
            ("default: { retry: { attempts: 6 } }", "default.retry.attempts"),
            ("default: { retry: { first_milliseconds: 0 } }", "default.retry.first_milliseconds"),
            ("default: { retry: { last_milliseconds: 300001 } }", "default.retry.last_milliseconds"),
            ("default: { retry: { factor: 0.9 } }", "default.retry.factor"),
            ("default: { retry: { jitter: -0.1 } }", "default.retry.jitter"),
            ("default: { retry: { jitter: 1.5 } }", "default.retry.jitter"),
            ("default: { retry: { first_milliseconds: 9, last_milliseconds: 8 } }", "default.retry.last_milliseconds"),
            ("default: { retry: { codes: [BUSY] } }", "default.retry.codes"),
            ("default: { hedge: { attempts: 6 } }", "default.hedge.attempts"),
            ("default: { hedge: { delay_milliseconds: -1 } }", "default.hedge.delay_milliseconds"),
            ("default: { hedge: { non_fatal_codes: [BUSY] } }", "default.hedge.non_fatal_codes"),
            ("default: { hedge: {}, retry: {} }", "default.hedge"),
            ("methods: [{ names: [] }]", "methods.[0].names"),
            ("methods: [{ names: [a/b/c] }]", "methods"),
        ])
    func senseless(line: String, key: String) {
        let refusal = Self.refusal("clients: { billing: { \(line) } }")
        guard case .invalid(_, let path, _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(path.replacing(".[", with: "[") == "clients.billing.\(key)".replacing(".[", with: "["))
    }

    @Test("keys are closed here as everywhere")
    func closed() {
        let yaml = """
            clients:
              billing:
                balanser: round_robin
                default: { retry: { attemps: 3 } }
                methods: [{ names: [a.A], timeout: 3 }]
            """
        guard case .unknownKeys(_, let keys) = Self.refusal(yaml) else {
            Issue.record("accepted")
            return
        }
        #expect(
            Set(keys.map { $0.path.replacing(".[", with: "[") }) == [
                "clients.billing.balanser", "clients.billing.default.retry.attemps",
                "clients.billing.methods[0].timeout",
            ])
        guard
            case .wrongType(_, "clients.billing.balancer", let expected, _) =
                Self.refusal("clients: { billing: { balancer: fastest } }")
        else {
            Issue.record("accepted")
            return
        }
        #expect(expected == "one of pick_first, round_robin, least_request")
    }
}
