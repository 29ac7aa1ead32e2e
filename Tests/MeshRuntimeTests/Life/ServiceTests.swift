import FoundationEssentials
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@testable import MeshRuntime
@testable import MeshStore
@testable import runtimeprobe

@Suite("A service's life", .timeLimit(.minutes(2)))
struct ServiceTests {
    @Test("calls, errors, refusals, the store and the process are counted, and health follows readiness")
    func metrics() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        let client = try mesh.client(of: process.address)
        for _ in 0..<5 { _ = try await client.ask(ProbeEndpoint.open) }
        _ = await client.refusal(ProbeEndpoint.fail)
        _ = await client.refusal(ProbeEndpoint.mine)
        _ = await client.refusal(ProbeEndpoint.closed)
        _ = try await client.ask(ProbeEndpoint.say, "hello")
        #expect(try await MeshV1.HealthClient(client).check(.init()).status == .serving)
        let probes = try #require(process.probesAddress)
        let text = try ExpositionReader(Array(try await Curl.get("http://\(probes)/metrics").body.utf8))
        func calls(_ method: String, _ code: String) -> Double? {
            text.value(
                "colophon_rpc_server_calls_total", ["service": "probe.v1.Probe", "method": method, "code": code])
        }
        #expect(calls("Open", "OK") == 5)
        #expect(calls("Fail", "NOT_FOUND") == 1 && calls("Fail", "OK") == 0)
        #expect(calls("Mine", "UNAUTHENTICATED") == 1)
        #expect(calls("Closed", "PERMISSION_DENIED") == 1)
        #expect(calls("Audit", "OK") == 0, "series of methods that nobody has called exist")
        let open = ["service": "probe.v1.Probe", "method": "Open"]
        #expect(text.value("colophon_rpc_server_errors_total", open) == 0)
        #expect(text.value("colophon_rpc_server_in_flight", open) == 0)
        #expect(text.value("colophon_rpc_server_latency_seconds_count", open) == 5)
        #expect((text.value("colophon_rpc_server_latency_seconds_sum", open) ?? 0) > 0)
        #expect((text.value("colophon_store_commits_total") ?? 0) >= 1)
        #expect((text.value("colophon_store_commit_seconds_count") ?? 0) >= 1)
        #expect((text.value("colophon_store_batch_closures_count") ?? 0) >= 1)
        for name in [
            "colophon_store_queued_writes", "colophon_store_wal_bytes", "colophon_process_open_fds",
            "colophon_offload_waiting", "colophon_spans_dropped_total", "colophon_log_dropped_lines_total",
        ] { #expect(text.value(name) != nil, "\(name)") }
        #expect((text.value("colophon_certificate_not_after_seconds") ?? 0) > 1.7e9)
        #expect(text.value("colophon_event_loop_lag_seconds_count", ["loop": "0"]) != nil)
        await client.close()
        process.stop(because: "test")
        #expect(await process.ended() == .done)
    }

    @Test("a service with nothing for the outside world is not given an address for it")
    func nothingPublic() async throws {
        let mesh = try ProbeMesh()
        let refusal = await #expect(throws: ConfigurationError.self) {
            _ = try await mesh.start(["public: 127.0.0.1:0"])
        }
        #expect("\(String(describing: refusal))".contains("nothing for the outside world"))
    }

    @Test("one trace goes from the client through the call into the event, as OTLP spans that name their parents")
    func trace() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start(["trace: { exporter: 'file:\(mesh.folder.file("spans"))' }"])
        let offload = OffloadPool(threadCount: 1)
        let tracer = try Tracer(
            .init(exporter: .file(mesh.folder.file("client-spans"))), resource: [("service.name", "test")],
            time: SystemTime(), random: SystemRandom(), loop: mesh.loops.next().eventLoop, offload: offload,
            logger: ProbeMesh.silence)
        let client = try mesh.client(of: process.address, interceptors: [TraceClientInterceptor(tracer: tracer)])
        let root = tracer.root()
        _ = try await client.ask(ProbeEndpoint.say, "hello", trace: root)
        _ = try await client.ask(ProbeEndpoint.say, "again")
        let plain = try mesh.client(of: process.address)
        _ = try await plain.ask(ProbeEndpoint.open)
        await client.close()
        await plain.close()
        let store = try #require(process.runtime.store)
        let events = try await store.events(after: 0, limit: 10, reader: "notify").events
        process.stop(because: "test")
        #expect(await process.ended() == .done)
        await tracer.flush()
        let sent = try TracerTests.spans(mesh.folder.lines("client-spans"))
        let served = try TracerTests.spans(mesh.folder.lines("spans"))
        let call = try #require(sent.first { $0.traceId == root.traceIDText })
        #expect(call.kind == 3 && call.parentSpanId == root.spanIDText && call.name == "probe.v1.Probe/Say")
        let handled = try #require(served.first { $0.traceId == root.traceIDText })
        #expect(handled.kind == 2 && handled.parentSpanId == call.spanId)
        #expect(events.first?.trace == "00-\(handled.traceId)-\(handled.spanId)-01")
        #expect(handled.attributes.first { $0.key == "rpc.method" }?.value.stringValue == "Say")
        #expect(handled.attributes.first { $0.key == "rpc.grpc.status_code" }?.value.intValue == "0")
        #expect(sent.contains { $0.traceId != root.traceIDText && $0.parentSpanId == nil })
        #expect(served.contains { $0.name == "probe.v1.Probe/Open" && $0.parentSpanId == nil })
    }

    @Test("a call in flight outlives the order to stop, while probes say draining and health says not serving")
    func drain() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        let client = try mesh.client(of: process.address)
        let probes = try #require(process.probesAddress)
        _ = try await client.ask(ProbeEndpoint.open)
        let slow = Task { try await client.ask(ProbeEndpoint.slow, mesh.folder.file("enough")) }
        try await until {
            try await Curl.get("http://\(probes)/metrics").body.contains(
                #"colophon_rpc_server_in_flight{service="probe.v1.Probe",method="Slow"} 1"#)
        }
        process.stop(because: "test")
        try await until { process.readiness.state == .draining }
        #expect(try await Curl.get("http://\(probes)/readyz").status == 503)
        try WholeFile.replace(mesh.folder.file("enough"), with: "")
        #expect(try await slow.value == ["late"])
        #expect(await process.ended() == .done)
        await client.close()
        await #expect(throws: Curl.Failure.self) { _ = try await Curl.get("http://\(probes)/healthz") }
        #expect(!mesh.folder.exists("evidence.sock"))
        #expect(try mesh.logged("stopped").count == 1)
    }

    @Test("a call that takes longer than the drain is given up, and the service still ends well")
    func drainTimeout() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start(["drain_seconds: 1"])
        let client = try mesh.client(of: process.address)
        _ = try await client.ask(ProbeEndpoint.open)
        let slow = Task { () -> RPCError? in
            do throws(RPCError) {
                _ = try await client.ask(ProbeEndpoint.slow, "50000")
                return nil
            } catch {
                return error
            }
        }
        try await until { await process.runningCalls > 0 }
        let began = SystemTime().monotonic()
        process.stop(because: "test")
        #expect(await process.ended() == .done)
        #expect(SystemTime().monotonic().since(began) < .seconds(40))
        #expect(await slow.value?.code == .unavailable)
        await client.close()
    }

    @Test("whoever follows a feed is let go when the service is told to stop, and holds up nothing")
    func followersAtDrain() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start(["drain_seconds: 3600"])
        let client = try mesh.client(of: process.address, as: "notify")
        _ = try await client.ask(ProbeEndpoint.say, "one")
        let (seen, continuation) = AsyncStream.makeStream(of: String.self)
        let following = Task {
            try await MeshV1.FeedClient(client).subscribe(.init()) { events in
                for try await event in events { continuation.yield(event.type) }
            }
        }
        var iterator = seen.makeAsyncIterator()
        #expect(await iterator.next() == "probe.said")
        process.stop(because: "test")
        let ended = Tally()
        Task {
            if await process.ended() == .done { ended.add(1) }
        }
        try await until { ended.value == 1 }
        try await following.value
        await client.close()
    }

    @Test("a store that fails, and background work that ends or fails, stop the service with a failure")
    func failures() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        process.storeMetrics.failed(StoreFailure(moment: .commit, code: 10, reason: "disk on fire"))
        #expect(await process.ended() == .failed)
        guard case .failed(let reason) = process.readiness.state else {
            Issue.record("\(process.readiness.state)")
            return
        }
        #expect(reason.contains("disk on fire"))
        let tired = try await mesh.start(["evidence: { greeting: x, is_tired: true }"])
        #expect(await tired.ended() == .failed)
    }

    @Test("a loop that a handler holds is counted and logged")
    func heldLoop() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        let client = try mesh.client(of: process.address)
        func holds() throws -> Double {
            let text = try ExpositionReader(process.runtime.metrics.exposition())
            return text.families["colophon_event_loop_held_total"]?.samples.map(\.value).reduce(0, +) ?? 0
        }
        // Once is enough, unless the machine gives the watchdog no turn for as long as the loop is held.
        repeat { _ = try await client.ask(ProbeEndpoint.hold, "300") } while try holds() == 0
        await client.close()
        process.stop(because: "test")
        _ = await process.ended()
        #expect(try mesh.logged("an event loop is held").count >= 1)
    }

    @Test(
        "keys that are missing, of another service or exposed refuse to start, by the name of the key",
        arguments: [
            (
                "tls: { certificate: PKI/operator.pem, key: PKI/operator.key, trust: [PKI/mesh-ca.pem] }",
                "tls.certificate"
            ),
            ("tls: { certificate: PKI/none.pem, key: PKI/evidence.key, trust: [PKI/mesh-ca.pem] }", "tls"),
            ("tokens: { keys: [PKI/token-dev.pub, PKI/none.pub] }", "tokens.keys[1]"),
            ("tokens: { development_key: PKI/mesh-ca.pem }", "tokens.development_key"),
            ("store: { path: /tmp/x.sqlite, master_key: PKI/none.key }", "store.master_key"),
        ])
    func keys(line: String, path: String) async throws {
        let mesh = try ProbeMesh()
        do {
            _ = try await mesh.start([line.replacing("PKI", with: mesh.folder.file("pki"))])
            Issue.record("started")
        } catch ConfigurationError.invalid(_, let found, _) {
            #expect(found == path)
        }
    }

    @Test(
        "whatever a start fails on, its store is free when the failure is told",
        arguments: [
            ["environment: production", "tokens: { keys: [PKI/token-dev.pub] }"], ["listen: BUSY"], ["probes: BUSY"],
            ["inspection: BUSY"],
        ])
    func failedStart(lines: [String]) async throws {
        let mesh = try ProbeMesh()
        let other = try await mesh.start(["inspection: -"], store: nil)
        let all = lines.map {
            $0.replacing("PKI", with: mesh.folder.file("pki")).replacing("BUSY", with: "\(other.address)")
        }
        for _ in 0..<8 {
            await #expect(throws: (any Error).self) { _ = try await mesh.start(all) }
            _ = try LockFile(path: mesh.folder.file("store.sqlite.lock"))
        }
        other.stop(because: "test")
        _ = await other.ended()
    }

    @Test("two services on one store, or on one address, do not start")
    func conflicts() async throws {
        let mesh = try ProbeMesh()
        let process = try await mesh.start()
        await #expect(throws: StoreError.self) { _ = try await mesh.start() }
        do {
            _ = try await mesh.start(["listen: \(process.address)", "inspection: -"], store: nil)
            Issue.record("two services on one address")
        } catch let failure as ListenFailure {
            #expect("\(failure)".contains("\(process.address)"))
        }
        process.stop(because: "test")
        #expect(await process.ended() == .done)
    }
}

extension ServiceProcess {
    /// Calls in flight.
    var runningCalls: Int {
        get async { await server.calls().inFlight.count }
    }
}
