import Logging
import MeshRPC
import Testing

@testable import MeshRuntime

@Suite("Configuration", .timeLimit(.minutes(2)))
struct ConfigurationTests {
    @Test("a complete file is read, and what it leaves out has its default")
    func complete() throws {
        let configuration = try SampleConfiguration.read()
        #expect(configuration.common.service == "evidence")
        #expect(configuration.common.replica == "1")
        #expect(configuration.common.listen == .tcp(host: "127.0.0.1", port: 0))
        #expect(configuration.common.drainSeconds == 10)
        #expect(configuration.common.log.level == .info)
        #expect(configuration.common.trace == TraceExport())
        #expect(configuration.common.tokens.keys == nil)
        #expect(configuration.common.policy == ServerPolicy())
        #expect(configuration.common.limits.limits == ServerLimits())
        #expect(configuration.common.busyPollMicroseconds == nil)
        #expect(configuration.section == SampleSection(logKey: "log.key"))
    }

    @Test("every key of the contract is read")
    func everyKey() throws {
        let configuration = try SampleConfiguration.read(
            """
            service: evidence
            replica: 1
            environment: production
            listen: "[::1]:7403"
            probes: :7413
            inspection: run/evidence.sock
            public: 127.0.0.1:7423
            tls: { certificate: a.pem, key: a.key, trust: [ca.pem, old.pem], trust_domain: colophon }
            tokens: { keys: [one.pub, two.pub] }
            log: { format: json, level: debug, file: out.log }
            trace: { exporter: "file:spans.jsonl", ratio: 0.25 }
            store: { path: e.sqlite, master_key: master.key }
            peers: { identity: ["127.0.0.1:7401", "unix:run/identity.sock"] }
            base_callers: [operator]
            refused_callers: [market, billing]
            quotas:
              operator: { calls_per_second: 50, burst_calls: 100, in_flight_max: 8 }
              gateway: {}
              "*": { calls_per_second: 5 }
            limits:
              streams_per_connection_max: 11
              message_bytes_max: 1048576
              stream_window_bytes: 131072
              connection_window_bytes: 2097152
              connections_max: 12
              calls_per_loop_min: 13
              calls_per_loop_max: 14
              handshake_milliseconds: 1500
              frame_milliseconds: 1600
              ping_milliseconds_min: 17
              idle_milliseconds: 1800
              age_milliseconds: 1900
              age_grace_milliseconds: 20
              drain_probe_milliseconds: 21
            busy_poll_microseconds: 0
            drain_seconds: 3
            evidence:
              log_key: log.key
              colour: green
              sizes: [1, 2]
              inner: { depth: 4, is_deep: true }
              names: { some_name: { depth: 1 } }
              share: 0.5
            """)
        let common = configuration.common
        #expect(common.environment == .production)
        #expect(common.listen.description == "[::1]:7403")
        #expect(common.probes == .tcp(host: "127.0.0.1", port: 7413))
        #expect(common.inspection == .unix(path: "run/evidence.sock"))
        #expect(common.tls.trust == ["ca.pem", "old.pem"])
        #expect(common.tokens.keys == ["one.pub", "two.pub"])
        #expect(common.log.format == .json && common.log.level == .debug && common.log.file == "out.log")
        #expect(common.trace == TraceExport(exporter: .file("spans.jsonl"), ratio: 0.25))
        #expect(common.store?.masterKey == "master.key")
        #expect(common.peers["identity"]?.last == .unix(path: "run/identity.sock"))
        #expect(common.drainSeconds == 3)
        #expect(
            common.policy
                == ServerPolicy(
                    baseCallers: ["operator"], refusedCallers: ["market", "billing"],
                    quotas: [
                        "operator": CallQuota(callsPerSecond: 50, burstCalls: 100, inFlightMax: 8),
                        "gateway": CallQuota(), "*": CallQuota(callsPerSecond: 5),
                    ]))
        #expect(
            common.limits.limits
                == ServerLimits(
                    streamsPerConnectionMax: 11, messageBytesMax: 1 << 20, streamWindowBytes: 128 << 10,
                    connectionWindowBytes: 2 << 20, handshakeMilliseconds: 1_500, idleMilliseconds: 1_800,
                    ageMilliseconds: 1_900, ageGraceMilliseconds: 20, frameMilliseconds: 1_600,
                    pingMillisecondsMin: 17, callsPerLoopMin: 13, callsPerLoopMax: 14, drainProbeMilliseconds: 21,
                    connectionsMax: 12))
        #expect(common.busyPollMicroseconds == 0)
        let section = configuration.section
        #expect(section.colour == .green && section.sizes == [1, 2] && section.share == 0.5)
        #expect(section.inner == .init(depth: 4, isDeep: true))
        #expect(section.names == ["some_name": .init(depth: 1, isDeep: nil)])
    }

    @Test(
        "an unknown key is refused with its path, its line and the nearest known key",
        arguments: [
            ("levl: debug", "log.levl", 12, "log.level"),
            ("zzzzzzzz: 1", "log.zzzzzzzz", 12, nil),
        ] as [(String, String, Int, String?)])
    func unknownKey(line: String, path: String, number: Int, nearest: String?) throws {
        let refusal = SampleConfiguration.refusal(SampleConfiguration.yaml + "\nlog:\n  \(line)")
        #expect(
            refusal
                == .unknownKeys(
                    file: "sample.yaml", [.init(path: path, line: number, nearest: nearest)]))
        #expect(refusal?.description.contains("sample.yaml:12: unknown key '\(path)'") == true)
    }

    @Test("unknown keys of limits and quotas are refused like any other")
    func unknownBounds() {
        let yaml =
            SampleConfiguration.yaml
            + "\nlimits: { idle_millisecond: 1 }\nquotas: { operator: { calls_per_minute: 1 } }"
        #expect(
            SampleConfiguration.refusal(yaml)
                == .unknownKeys(
                    file: "sample.yaml",
                    [
                        .init(path: "limits.idle_millisecond", line: 11, nearest: "limits.idle_milliseconds"),
                        .init(path: "quotas.operator.calls_per_minute", line: 12, nearest: nil),
                    ]))
    }

    @Test("a limit that 0 takes away is not bounded from below by anything else")
    func noLimits() throws {
        let limits = try SampleConfiguration.read(
            SampleConfiguration.yaml
                + "\nlimits: { idle_milliseconds: 0, age_milliseconds: 0, frame_milliseconds: 0, calls_per_loop_max: 0 }"
        ).common.limits.limits
        #expect(limits == ServerLimits(frameMilliseconds: 0, callsPerLoopMax: 0))
    }

    @Test("unknown keys are found at the root, in the section, in lists' neighbours and in maps, all at once")
    func unknownKeys() {
        let yaml =
            SampleConfiguration.yaml + """

                  inner: { depth: 1, dept: 2 }
                  names: { a: { depth: 1, width: 2 } }
                lisen: 127.0.0.1:1
                """
        guard case .unknownKeys(_, let keys) = SampleConfiguration.refusal(yaml) else {
            Issue.record("accepted")
            return
        }
        #expect(Set(keys.map(\.path)) == ["evidence.inner.dept", "evidence.names.a.width", "lisen"])
        #expect(keys.first { $0.path == "lisen" }?.nearest == "listen")
    }

    @Test("a missing key is named with its variable, and an unknown one that looks like it is pointed at")
    func missing() {
        let yaml = SampleConfiguration.yaml.replacing("  log_key:", with: "  logkey:")
        #expect(
            SampleConfiguration.refusal(yaml)
                == .missing(
                    file: "sample.yaml", path: "evidence.log_key", variable: "COLOPHON_EVIDENCE_LOG_KEY",
                    lookalike: "evidence.logkey"))
        let without = SampleConfiguration.yaml.replacing("listen: 127.0.0.1:0\n", with: "")
        #expect(
            SampleConfiguration.refusal(without)
                == .missing(file: "sample.yaml", path: "listen", variable: "COLOPHON_LISTEN", lookalike: nil))
        let noSection = SampleConfiguration.yaml.replacing("evidence:\n  log_key: log.key", with: "")
        #expect(
            SampleConfiguration.refusal(noSection)
                == .missing(
                    file: "sample.yaml", path: "evidence.log_key", variable: "COLOPHON_EVIDENCE_LOG_KEY",
                    lookalike: nil))
    }

    @Test(
        "a value of another kind is refused with the key and what it must be",
        arguments: [
            ("drain_seconds: soon", "drain_seconds", "a whole number"),
            ("drain_seconds: 1.5", "drain_seconds", "a whole number"),
            ("drain_seconds: 99999999999999999999", "drain_seconds", "a whole number"),
            ("log: loud", "log", "a mapping"),
            ("log: { level: shouting }", "log.level", "one of trace, debug, info"),
            ("log: { level: [info] }", "log.level", "text"),
            ("tokens: { keys: one.pub }", "tokens.keys", "a list"),
            ("trace: { ratio: often }", "trace.ratio", "a number"),
        ])
    func wrongType(line: String, path: String, expected: String) {
        let refusal = SampleConfiguration.refusal(SampleConfiguration.yaml + "\n" + line)
        guard case .wrongType(let place, path, let wanted, _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(wanted.contains(expected))
        #expect(place == "sample.yaml:11")
    }

    @Test(
        "a value that makes no sense is refused with the key",
        arguments: [
            ("drain_seconds: -1", "drain_seconds"), ("drain_seconds: 100000", "drain_seconds"),
            ("trace: { ratio: 2 }", "trace.ratio"), ("trace: { exporter: carrier-pigeon }", "trace.exporter"),
            ("probes: nowhere", "probes"), ("inspection: evidence.sock", "inspection"),
            ("probes: 127.0.0.1:70000", "probes"), ("probes: ::1:80", "probes"),
            ("public: 'unix:'", "public"),
            ("busy_poll_microseconds: -1", "busy_poll_microseconds"),
            ("busy_poll_microseconds: 10001", "busy_poll_microseconds"),
            ("limits: { idle_milliseconds: 999 }", "limits.idle_milliseconds"),
            ("limits: { message_bytes_max: 4194305 }", "limits.message_bytes_max"),
            ("limits: { streams_per_connection_max: 0 }", "limits.streams_per_connection_max"),
            ("limits: { calls_per_loop_min: 9, calls_per_loop_max: 8 }", "limits.calls_per_loop_min"),
            ("quotas: { operator: { calls_per_second: 0 } }", "quotas.operator.calls_per_second"),
            ("quotas: { operator: { in_flight_max: 1000001 } }", "quotas.operator.in_flight_max"),
            ("quotas: { operator: { burst_calls: 5 } }", "quotas.operator.burst_calls"),
        ])
    func invalid(line: String, path: String) {
        let refusal = SampleConfiguration.refusal(SampleConfiguration.yaml + "\n" + line)
        guard case .invalid(_, let found, _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(found == path)
    }

    @Test("words of YAML 1.1 are not truth values, and texts that look like numbers stay texts")
    func plainScalars() throws {
        let yaml = SampleConfiguration.yaml.replacing("log_key: log.key", with: "log_key: no")
        #expect(try SampleConfiguration.read(yaml).section.logKey == "no")
        let refusal = SampleConfiguration.refusal(
            SampleConfiguration.yaml + "\n  inner: { depth: 1, is_deep: yes }")
        guard case .wrongType(_, "evidence.inner.is_deep", "true or false", _) = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test("a file that is not YAML, a list, a key twice, and another service's file are refused")
    func syntax() {
        for yaml in ["a: [", "- a", "just words", "service: a\nservice: b", "\t: x"] {
            guard case .syntax = SampleConfiguration.refusal(yaml) else {
                Issue.record("accepted: \(yaml)")
                continue
            }
        }
        guard
            case .invalid(_, "service", _) = SampleConfiguration.refusal(
                SampleConfiguration.yaml.replacing("service: evidence", with: "service: identity"))
        else {
            Issue.record("another service's file was accepted")
            return
        }
    }

    @Test("a development key under production is refused before it is read")
    func developmentKey() {
        let yaml = SampleConfiguration.yaml + "\ntokens: { development_key: token-dev.pub }"
        #expect(SampleConfiguration.refusal(yaml) == nil)
        #expect(
            SampleConfiguration.refusal(yaml.replacing("development\n", with: "production\n"))
                == .developmentOnly(path: "tokens.development_key"))
        #expect(
            SampleConfiguration.refusal(
                SampleConfiguration.yaml.replacing("development\n", with: "production\n"),
                environment: ["COLOPHON_TOKENS_DEVELOPMENT_KEY": "k"])
                == .developmentOnly(path: "tokens.development_key"))
    }

    @Test("a missing file is refused with the system's words")
    func missingFile() {
        #expect(throws: ConfigurationError.unreadable(file: "/nowhere/x.yaml", reason: "No such file or directory")) {

            _ = try ServiceConfiguration<SampleSection>(
                file: "/nowhere/x.yaml", service: "evidence", environment: [:])
        }
    }
}
