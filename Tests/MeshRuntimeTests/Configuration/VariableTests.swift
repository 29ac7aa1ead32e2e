import Logging
import MeshRPC
import Testing

@testable import MeshRuntime

@Suite("Environment variables over the file", .timeLimit(.minutes(2)))
struct VariableTests {
    @Test("a variable wins over the file, in the common part and in the service's own section")
    func override() throws {
        let configuration = try SampleConfiguration.read(environment: [
            "COLOPHON_LOG_LEVEL": "debug", "COLOPHON_DRAIN_SECONDS": "7", "COLOPHON_TLS_TRUST": "x.pem, y.pem",
            "COLOPHON_EVIDENCE_LOG_KEY": "other.key", "COLOPHON_EVIDENCE_INNER_DEPTH": "9",
            "COLOPHON_EVIDENCE_SIZES": "3,4", "COLOPHON_STORE_PATH": "s.sqlite", "HOME": "/", "COLOPHON_STRICT": "1",
        ])
        #expect(configuration.common.log.level == .debug)
        #expect(configuration.common.drainSeconds == 7)
        #expect(configuration.common.tls.trust == ["x.pem", "y.pem"])
        #expect(configuration.common.store?.path == "s.sqlite")
        #expect(configuration.section.logKey == "other.key")
        #expect(configuration.section.inner == .init(depth: 9))
        #expect(configuration.section.sizes == [3, 4])
    }

    @Test("limits, refused callers and polling have variables too")
    func bounds() throws {
        let common = try SampleConfiguration.read(environment: [
            "COLOPHON_LIMITS_IDLE_MILLISECONDS": "5000", "COLOPHON_REFUSED_CALLERS": "market, billing",
            "COLOPHON_BUSY_POLL_MICROSECONDS": "0",
        ]).common
        #expect(common.limits.limits.idleMilliseconds == 5_000)
        #expect(common.refusedCallers == ["market", "billing"])
        #expect(common.busyPollMicroseconds == 0)
        #expect(
            SampleConfiguration.refusal(environment: ["COLOPHON_LIMITS_IDLE_MILLISECONDS": "5"])
                == .invalid(
                    place: "sample.yaml", path: "limits.idle_milliseconds",
                    reason: "must be from 1000 to 604800000, or 0 for none"))
    }

    @Test("an unknown variable is refused by name, with the nearest known one")
    func unknown() {
        #expect(
            SampleConfiguration.refusal(environment: ["COLOPHON_LOG_LEVLE": "debug", "COLOPHON_QQQQQQ": "1"])
                == .unknownVariables([
                    .init(name: "COLOPHON_LOG_LEVLE", nearest: "COLOPHON_LOG_LEVEL"),
                    .init(name: "COLOPHON_QQQQQQ", nearest: nil),
                ]))
        #expect(
            SampleConfiguration.refusal(environment: ["COLOPHON_EVIDENCE_LOG_KEYS": "x"])
                == .unknownVariables([
                    .init(name: "COLOPHON_EVIDENCE_LOG_KEYS", nearest: "COLOPHON_EVIDENCE_LOG_KEY")
                ]))
    }

    @Test("a variable for another service's section is that one's to judge")
    func otherService() {
        #expect(SampleConfiguration.refusal(environment: ["COLOPHON_BILLING_ANYTHING": "x"]) == nil)
    }

    @Test("a variable of the wrong kind is refused by its own name")
    func wrongType() {
        #expect(
            SampleConfiguration.refusal(environment: ["COLOPHON_DRAIN_SECONDS": "soon"])
                == .wrongType(
                    place: "COLOPHON_DRAIN_SECONDS", path: "drain_seconds",
                    expected: "a whole number from \(Int.min) to \(Int.max)", found: "'soon'"))
        guard
            case .wrongType("COLOPHON_LOG", "log", "a mapping", _) = SampleConfiguration.refusal(
                environment: ["COLOPHON_LOG": "x"])
        else {
            Issue.record("a variable replaced a mapping")
            return
        }
    }

    @Test("a name that could set two keys is refused, and a key whose name begins like a section's is not misread")
    func ambiguity() throws {
        struct Section: Codable, Sendable {
            struct Log: Codable, Sendable {
                var key: String?
                var depth: Int
            }
            var log: Log?
            var logKey: String?
        }
        func read(_ environment: [String: String]) throws(ConfigurationError) -> Section {
            let yaml = SampleConfiguration.yaml.replacing("\n  log_key: log.key", with: " {}")
            let configuration: ServiceConfiguration<Section> = try ServiceConfiguration(
                yaml: yaml, file: "a.yaml", service: "evidence", environment: environment)
            return configuration.section
        }
        #expect(
            throws: ConfigurationError.ambiguousVariable(
                name: "COLOPHON_EVIDENCE_LOG_KEY", paths: ["evidence.log.key", "evidence.log_key"])
        ) {
            _ = try read(["COLOPHON_EVIDENCE_LOG_KEY": "x", "COLOPHON_EVIDENCE_LOG_DEPTH": "1"])
        }
    }
}
