import Logging
import MeshCrypto
package import MeshKernel
import MeshRPC
import MeshStore
import MeshTLS
import NIOCore
import NIOPosix
import Synchronization

/// One running service: brought up in order (keys, store, the service, calls, ready), taken down in the opposite one.
package final class ServiceProcess<Service: MeshService>: Sendable {
    /// Where calls are answered; a port of 0 has become the port that was given.
    package let address: ListenAddress
    /// Where probes are answered.
    package var probesAddress: ListenAddress? { probes?.address }
    /// Where the outside world is answered.
    package var publicAddress: ListenAddress? { outside?.address }
    /// Whether it may be sent work.
    package let readiness: Readiness
    /// What the service was given.
    package let runtime: RuntimeEnvironment
    /// The service itself.
    package let service: Service

    private let configuration: CommonConfiguration
    private let log: ServiceLog
    private let group: MultiThreadedEventLoopGroup
    private let watchdog: LoopWatchdog
    let server: RPCServer
    private let feed: FeedServer?
    /// Whoever knows which sign-ins have ended; nil where nobody is named, and in that service itself.
    private let identity: RPCClient?
    let storeMetrics: StoreMetrics
    private let reloads: RuntimeMetrics.Reloads
    private let probes: HTTPListener?
    private let inspection: HTTPListener?
    private let outside: HTTPListener?
    private let background: Mutex<[Task<Void, Never>]> = Mutex([])
    private let end: ServiceEnd

    /// Brings the service up; returns when it is ready. `log` is the service's own, which is flushed when the service
    /// ends; `began` is when the process began, for the line that says how long it took. Throws `ConfigurationError` for
    /// keys that cannot be used, and what the store or the listeners say; the store is free then.
    package init(
        _ configuration: ServiceConfiguration<Service.Configuration>, log: ServiceLog, began: MonotonicTime,
        time: any TimeSource = SystemTime(), random: any RandomSource = SystemRandom()
    ) async throws {
        let common = configuration.common
        self.configuration = common
        self.log = log
        let logger = log.logger
        let readiness = Readiness()
        self.readiness = readiness
        let end = ServiceEnd(readiness: readiness, logger: logger)
        self.end = end

        let keys = try ServiceKeys(common, time: time)
        let metrics = MetricRegistry()
        metrics.add(ProcessMetrics(startedAt: time.wall()))
        reloads = RuntimeMetrics.register(keys.credentials, in: metrics)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        self.group = group
        let loops = RPCLoops(
            group: group, time: time, random: random,
            traceRatio: common.trace.exporter == .none ? 0 : common.trace.ratio,
            busyPollMicroseconds: common.busyPollMicroseconds ?? RPCLoops.busyPollMicroseconds)
        let offload = OffloadPool()
        let tracer = try Tracer(
            common.trace,
            resource: [
                ("service.name", common.service), ("service.instance.id", common.replica),
                ("service.version", MeshRuntime.version), ("deployment.environment.name", common.environment.rawValue),
            ], time: time, random: random, loop: group.next(), offload: offload, logger: logger)
        let (listener, lags) = RuntimeMetrics.loops(count: loops.all.count, registry: metrics, logger: logger)
        watchdog = LoopWatchdog(loops: loops.all.map(\.eventLoop), time: time, listener: listener)
        RuntimeMetrics.register(offload: offload, tracer: tracer, log: log, in: metrics)

        let storeMetrics = StoreMetrics(registry: metrics)
        self.storeMetrics = storeMetrics
        storeMetrics.onFailure { failure in
            end.fail("the store has failed: \(failure.reason)")
        }
        var store: Store?
        if let place = common.store {
            var storeConfiguration = StoreConfiguration(path: place.path, observer: storeMetrics)
            storeConfiguration.masterKeys = keys.masterKey.map(MasterKeys.init)
            store = try Store(
                storeConfiguration, migrations: Service.migrations, eventTypes: Service.eventTypes, time: time,
                random: random, logger: logger)
            if let store { storeMetrics.observe(store, in: metrics) }
        }

        do {
            let clientMetrics = RPCMetrics(side: .client, methods: [])
            metrics.add(clientMetrics)
            let runtime = RuntimeEnvironment(
                configuration: common, time: time, random: random, logger: logger, store: store, metrics: metrics,
                tracer: tracer, offload: offload,
                tokens: TokenVerifier(
                    keys: keys.tokenKeys.published, developmentKey: keys.tokenKeys.development,
                    audience: common.service, time: time),
                credentials: keys.credentials, loops: loops, readiness: readiness,
                clientInterceptors: [
                    TraceClientInterceptor(tracer: tracer), MetricsClientInterceptor(metrics: clientMetrics),
                ])
            self.runtime = runtime
            identity = try Self.identity(of: common, runtime)
            let service = try await Service(configuration: configuration.section, runtime: runtime)
            self.service = service
            guard common.public == nil || !service.publicRoutes.isEmpty else {
                throw ConfigurationError.invalid(
                    place: "configuration", path: "public",
                    reason: "names an address, but this service has nothing for the outside world")
            }
            let feed = store.map(FeedServer.init(store:))
            self.feed = feed

            let offered = service.services + (feed.map { [$0] } ?? [])
            let methods =
                (offered.map { type(of: $0).serviceDescriptor } + [
                    MeshV1.HealthMethods.service, MeshV1.ReflectionMethods.service,
                ])
                .flatMap(\.methods)
            let serverMetrics = RPCMetrics(side: .server, methods: methods)
            metrics.add(serverMetrics)
            var interceptors: [any ServerInterceptor] = [
                MetricsInterceptor(metrics: serverMetrics),
                AccessInterceptor(tokens: runtime.tokens, domain: common.service),
            ]
            if tracer.isOn { interceptors.append(TraceInterceptor(tracer: tracer)) }
            let server = RPCServer(
                configuration: ServerConfiguration(
                    credentials: keys.credentials, limits: common.limits.limits, policy: common.policy),
                services: offered,
                interceptors: interceptors, loops: loops, time: time, logger: logger)
            self.server = server
            let names = [""] + server.services.map(\.fullName)
            readiness.observe { state in
                for name in names { server.health.set(state == .ready ? .serving : .notServing, for: name) }
            }

            probes = try await Self.listen(common.probes, group, logger, "probes") {
                ProbePages.pages(readiness: readiness, metrics: metrics)
            }
            let pages = InspectionPages(
                runtime: runtime, server: server, metrics: serverMetrics, watchdog: watchdog, lags: lags,
                readiness: readiness, storeMetrics: storeMetrics, startedAt: time.monotonic())
            inspection = try await Self.listen(
                common.inspection, group, logger, "inspection", operatorsOnly: keys.credentials
            ) {
                pages.all
            }
            outside = try await Self.listen(
                common.public, service.publicRoutes, common.publicProxies, metrics, group, logger)
            address = try await Self.listen(server, at: common.listen)
        } catch {
            // Whoever mends the configuration, or frees the address, and begins again finds the store free.
            await store?.close()
            throw error
        }
        start(began: began, time: time)
    }

    // MARK: - Up

    private func start(began: MonotonicTime, time: any TimeSource) {
        watchdog.start()
        let service = service
        let end = end
        var tasks: [Task<Void, Never>] = [
            Task {
                do {
                    try await service.run()
                    // A service whose work is done has nothing left to be asked for, unless it was told to stop.
                    if !Task.isCancelled { end.fail("the service's background work ended") }
                } catch is CancellationError {
                } catch {
                    end.fail("the service's background work failed: \(error)")
                }
            }
        ]
        if let feed { tasks.append(Task { await feed.run() }) }
        let tokens = runtime.tokens
        tasks.append(
            Task {
                do {
                    while true {
                        try await Task.sleep(for: .seconds(Limits.standingCallsLookSeconds))
                        tokens.endExpiredCalls()
                    }
                } catch {}
            })
        if let identity {
            let follower = EndedSignInsFeed(tokens: tokens, time: time, logger: runtime.logger)
            // It ends with the task alone.
            tasks.append(Task { try? await follower.follow(identity) })
        }
        tasks.append(
            Task {
                // By then the first handshakes and calls have filled the runtime's tables, which reads far around.
                do {
                    while true {
                        try await Task.sleep(for: .seconds(Limits.programPagesSeconds))
                        ProgramPages.letGo()
                    }
                } catch {}
            })
        background.withLock { $0 = tasks }
        Task {
            let reason = await end.wanted()
            await self.takeDown(reason)
        }
        readiness.move(to: .ready)
        let milliseconds = time.monotonic().since(began).wholeMilliseconds
        runtime.logger.info(
            "ready in \(milliseconds) ms",
            metadata: [
                "listen": "\(address)", "public": "\(publicAddress.map { "\($0)" } ?? "none")",
                "replica": "\(configuration.replica)", "version": "\(MeshRuntime.version)",
                "certificate_expires": "\(runtime.credentials.expiry?.rfc3339 ?? "unknown")",
            ])
    }

    /// A client of whoever knows which sign-ins have ended, from whom must be heard before a token is believed; nil in that
    /// service itself, and in one that can do without.
    private static func identity(
        of configuration: CommonConfiguration, _ runtime: RuntimeEnvironment
    ) throws(ConfigurationError) -> RPCClient? {
        guard configuration.service != identityName else { return nil }
        guard namesIdentity(configuration) else {
            let hasKeys = configuration.tokens.keys?.isEmpty == false
            try requireEnds(configuration, isHeard: false, hasKeys: hasKeys)
            if hasKeys {
                runtime.logger.notice(
                    "tokens of ended sign-ins are believed until they expire: the configuration names no peer 'identity'"
                )
            }
            return nil
        }
        runtime.tokens.ended.require(.recent)
        return try runtime.client(for: identityName)
    }

    private static var identityName: String { "identity" }

    private static func namesIdentity(_ configuration: CommonConfiguration) -> Bool {
        configuration.peers[identityName]?.isEmpty == false || configuration.clients[identityName]?.resolver != nil
    }

    /// Refuses keys whose tokens nobody could end: outside development a service that believes end users hears from
    /// identity which sign-ins are over.
    private static func requireEnds(
        _ configuration: CommonConfiguration, isHeard: Bool, hasKeys: Bool
    ) throws(ConfigurationError) {
        guard !isHeard, hasKeys, configuration.environment == .production else { return }
        throw .invalid(
            place: "configuration", path: "peers.identity",
            reason: """
                is missing: under 'environment: production' no token is believed unless it is heard which sign-ins end. \
                Name identity's address there (colophon up does so for what mesh.yaml names under 'peers'), or leave out \
                'tokens.keys' where no end user calls
                """)
    }

    private static func listen(
        _ address: ListenAddress?, _ group: MultiThreadedEventLoopGroup, _ logger: Logger, _ name: String,
        operatorsOnly credentials: TLSCredentials? = nil, pages: () -> [String: HTTPListener.Page]
    ) async throws -> HTTPListener? {
        guard let address else { return nil }
        do {
            return try await HTTPListener.start(
                at: address, pages: pages(), operatorsOnly: credentials, loops: group, logger: logger)
        } catch {
            throw ListenFailure(name: name, address: address, reason: "\(error)")
        }
    }

    private static func listen(
        _ address: ListenAddress?, _ routes: [PublicRoute], _ proxies: PublicProxies, _ metrics: MetricRegistry,
        _ group: MultiThreadedEventLoopGroup, _ logger: Logger
    ) async throws -> HTTPListener? {
        guard let address else { return nil }
        do {
            return try await HTTPListener.start(
                at: address, routes: routes, proxies: proxies, metrics: metrics, loops: group, logger: logger)
        } catch {
            throw ListenFailure(name: "the outside world", address: address, reason: "\(error)")
        }
    }

    private static func listen(_ server: RPCServer, at address: ListenAddress) async throws -> ListenAddress {
        do {
            switch address {
            case .tcp(let host, let port):
                let bound = try await server.start(host: host, port: port)
                return .tcp(host: host, port: bound.port ?? port)
            case .unix(let path):
                try await server.start(unix: path)
                return address
            }
        } catch {
            throw ListenFailure(name: "calls", address: address, reason: "\(error)")
        }
    }

    // MARK: - Down

    /// Begins to drain; `ended` tells when it is over. The second and later calls change nothing.
    package func stop(because reason: String) {
        end.stop(reason)
    }

    /// Waits for the end of the service and says how it was.
    package func ended() async -> ExitCode {
        await end.code()
    }

    /// Reads again what may change while connections stay: certificate, key and trust for the connections to come; who
    /// may do how much for all, and whose tokens are believed, from the configuration that `reading` gives; and opens the
    /// log's file by its name. What cannot be used leaves things as they were, each for itself.
    package func reload(reading: () throws(ConfigurationError) -> CommonConfiguration) {
        reloadCertificates()
        do throws(ConfigurationError) {
            let fresh = try reading()
            // A file is taken up as a whole or not at all: keys that cannot be read leave the rest of it unused too.
            let tokenKeys = try ServiceKeys.tokenKeys(fresh, in: configuration.environment)
            // Whom this process hears was settled at its start, and so was where it runs.
            try Self.requireEnds(
                configuration, isHeard: identity != nil || configuration.service == Self.identityName,
                hasKeys: !tokenKeys.published.isEmpty)
            runtime.tokens.replace(keys: tokenKeys.published, developmentKey: tokenKeys.development)
            server.apply(fresh.policy)
            server.apply(fresh.limits.limits)
            reloads.policies.done.increment()
            runtime.logger.notice(
                "policy reloaded",
                metadata: [
                    "base_callers": "\(fresh.baseCallers.joined(separator: " "))",
                    "refused_callers": "\(fresh.refusedCallers.joined(separator: " "))",
                    "quotas": "\(fresh.quotas.keys.sorted().joined(separator: " "))",
                    "token_keys": "\(tokenKeys.words)",
                ])
        } catch {
            reloads.policies.refused.increment()
            runtime.logger.error("policy not reloaded; the old one stays in use", metadata: ["error": "\(error)"])
        }
        do throws(ConfigurationError) {
            try log.writer.reopen()
        } catch {
            runtime.logger.error("the log's file was not reopened", metadata: ["error": "\(error)"])
        }
    }

    private func reloadCertificates() {
        let credentials = runtime.credentials
        let before = credentials.expiry?.rfc3339 ?? "unknown"
        do throws(TLSError) {
            try credentials.reload()
            reloads.certificates.done.increment()
            runtime.logger.notice(
                "certificates reloaded",
                metadata: ["expired": "\(before)", "expires": "\(credentials.expiry?.rfc3339 ?? "unknown")"])
        } catch {
            reloads.certificates.refused.increment()
            runtime.logger.error(
                "certificates not reloaded; the old ones stay in use",
                metadata: ["error": "\(error)", "expires": "\(before)"])
        }
    }

    private func takeDown(_ reason: ServiceEnd.Reason) async {
        let logger = runtime.logger
        logger.notice("draining", metadata: ["reason": "\(reason.words)", "seconds": "\(configuration.drainSeconds)"])
        readiness.move(to: .draining)
        let patience = TaskOfLastResort(seconds: configuration.drainSeconds + Limits.stopSecondsMax)
        await service.drain()
        feed?.end()
        let grace = reason.isFailure ? Duration.zero : .seconds(configuration.drainSeconds)
        async let left: Void? = outside?.stop(grace: grace)
        await server.drain(grace: grace)
        _ = await left
        let tasks = background.withLock { $0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await runtime.closeClients()
        await runtime.store?.close()
        await inspection?.stop()
        await probes?.stop()
        await runtime.tracer.flush()
        await runtime.offload.close()
        await watchdog.stop()
        try? await group.shutdownGracefully()
        logger.notice("stopped")
        await log.writer.flush()
        patience.cancel()
        end.finish(reason.isFailure ? .failed : .done)
    }
}

/// Why a listener could not be had.
struct ListenFailure: Error, CustomStringConvertible {
    let name: String
    let address: ListenAddress
    let reason: String

    var description: String { "the listener for \(name) at \(address) does not come up: \(reason)" }
}
