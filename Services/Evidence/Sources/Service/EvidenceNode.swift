internal import Logging
internal import MeshCrypto
internal import MeshKernel
package import MeshRPC
package import MeshRuntime
package import MeshStore

/// The evidence service: seals works, keeps the log, hands out bundles.
package struct EvidenceNode: MeshService {
    package static let name = "evidence"
    package static let migrations = EvidenceMigrations.all
    package static let eventTypes = EvidenceEvents.all

    private let server: EvidenceServer
    private let former: FormerLog?
    private let fatal: FatalSignal
    private let witnessing: Witnessing
    private let timing: CheckpointTiming
    private let exchanges: OffloadPool
    private let filingTimestamps: FilingTimestamps
    private let checks: (period: Duration, items: Int)?
    private let pictures: OffloadPool
    private let fingerprints: Fingerprints

    package var services: [any RPCService] {
        [
            EvidenceEndpoint(server, former: former), FilingsEndpoint(server), OrdersEndpoint(server),
            LogEndpoint(server),
            RenewalEndpoint(server),
            VerificationEndpoint(server), CustodyEndpoint(server),
            ErasureEndpoint(server, former: former), SimilarityEndpoint(server),
        ]
    }
    package var publicRoutes: [PublicRoute] { server.publicRoutes }

    /// Loads keys and log; refuses to start when a key is missing or the log does not add up.
    package init(configuration: EvidenceConfiguration, runtime: RuntimeEnvironment) async throws {
        let store = try runtime.requireStore()
        guard let storeFile = runtime.configuration.store, let masterKey = storeFile.masterKey else {
            throw ConfigurationError.missing(
                file: "configuration", path: "store.master_key", variable: "COLOPHON_STORE_MASTER_KEY", lookalike: nil)
        }
        let publicBase = try configuration.checkedPublicBase()
        checks = try configuration.checkedChecks()
        let (credits, creditsSupplier) = try configuration.checkedCredits()
        let keptBytesMax = try configuration.checkedKeptBytes()
        let identity = try LogKeys.identity(configuration)
        former = try Self.former(runtime)
        let fatal = FatalSignal()
        let sequencer = try await LogSequencer(
            store: store, identity: identity, bounds: configuration.bounds, fatal: fatal,
            isFrozen: configuration.logFrozen ?? false, takesTombstones: configuration.logTombstones ?? false)
        let (peers, quorum) = try Independents.witnesses(configuration, log: identity.signer.publicKey)
        let authorities = try Independents.authorities(configuration)
        let (interval, renewal, copies) = try Independents.timing(configuration)
        // Exchanges wait for others and must not hold the threads that seal: one for each witness, one for checkpoints, one
        // for filings.
        exchanges = OffloadPool(threadCount: peers.count + min(1, authorities.count) + 1)
        // One thread of its own, for a picture may take seconds.
        pictures = OffloadPool(threadCount: 1)
        let report = TimeReport(runtime.metrics)
        sequencer.stop.observe { fault in runtime.readiness.limit(to: "seals nothing: \(fault)") }
        witnessing = Witnessing(
            peers, quorum: quorum, refusesAhead: configuration.witnessBoot != .warn, store: store,
            latest: sequencer.latest, exchanges: exchanges, stop: sequencer.stop, random: runtime.random,
            report: report,
            logger: runtime.logger)
        timing = CheckpointTiming(
            authorities, copies: copies, interval: interval, renewal: renewal, store: store, latest: sequencer.latest,
            exchanges: exchanges, time: runtime.time, random: runtime.random, report: report, logger: runtime.logger)
        do {
            try await witnessing.boot()
            let clock = TimestampClock(
                mode: configuration.clock ?? .strict, time: runtime.time,
                notBefore: try await store.read { try $0.latestTimestamp() })
            let authority = try TimestampAuthority(
                certificate: configuration.tsaCertificate, key: configuration.tsaKey,
                chain: configuration.tsaChain ?? configuration.tsaCertificate, clock: clock, random: runtime.random)
            try await store.keepTimestampChain(of: authority)
            let blobs = try Blobs(
                directory: configuration.blobs ?? LogKeys.folder(of: storeFile.path) + "/blobs",
                key: try SealingKey(path: masterKey), time: runtime.time, random: runtime.random)
            fingerprints = Fingerprints(
                store: store, blobs: blobs, latest: sequencer.latest, pool: pictures, time: runtime.time,
                random: runtime.random, event: SimilarityEndpoint.event, logger: runtime.logger)
            if clock.mode == .host {
                runtime.logger.warning("timestamps carry the policy of a clock that nobody synchronises (clock: host)")
            }
            let closedLogs = try await PublicLog.closed(
                configuration.closedLogs ?? [], growing: identity.origin, time: runtime.time, random: runtime.random,
                logger: runtime.logger)
            let size = await sequencer.size
            runtime.logger.info(
                "log open",
                metadata: [
                    "origin": "\(identity.origin)", "size": "\(size)", "frozen": "\(sequencer.isFrozen)",
                ])
            self.fatal = fatal
            server = EvidenceServer(
                store: store, blobs: blobs, sequencer: sequencer, identity: identity,
                retiredLogKeys: LogKeys.retired(configuration, before: identity.signer.publicKey), authority: authority,
                witnessing: witnessing, offload: runtime.offload, time: runtime.time, random: runtime.random,
                fileBytesMax: min(configuration.fileBytesMax ?? Limits.fileBytesMax, Limits.fileBytesMax),
                credits: LocalCredits(
                    store: store, perAccount: credits, supplier: creditsSupplier, time: runtime.time,
                    random: runtime.random),
                suppliers: authorities, keptBytesMax: keptBytesMax,
                holders: try Self.holders(runtime),
                categories: configuration.categoryList, publicBase: publicBase, closedLogs: closedLogs,
                former: former, report: EvidenceReport(runtime.metrics), logger: runtime.logger)
            filingTimestamps = FilingTimestamps(
                server.suppliers, store: store, exchanges: exchanges, report: report, logger: runtime.logger)
        } catch {
            // Its threads would outlive a service that never came to be.
            await exchanges.close()
            await pictures.close()
            throw error
        }
    }

    /// Identity, where the configuration says where it is; the runtime sees to it that production does.
    private static func holders(_ runtime: RuntimeEnvironment) throws(ConfigurationError) -> (any HolderDirectory)? {
        let configuration = runtime.configuration
        guard configuration.peers["identity"] != nil || configuration.clients["identity"] != nil else { return nil }
        return IdentityHolders(try runtime.client(for: "identity"), logger: runtime.logger)
    }

    /// The service of the log before this one, where the configuration names a peer of this service's own name.
    private static func former(_ runtime: RuntimeEnvironment) throws(ConfigurationError) -> FormerLog? {
        let configuration = runtime.configuration
        let addresses = configuration.peers[name] ?? []
        guard !addresses.isEmpty || configuration.clients[name] != nil else { return nil }
        guard !addresses.contains(configuration.listen) else {
            throw .invalid(
                place: "configuration", path: "peers.\(name)",
                reason: "names this very service; it is for the one that keeps the log before this one")
        }
        return FormerLog(try runtime.client(for: name))
    }

    /// Sweeps files without an item, ends silent uploads, tells about filings near their end, shows the log to its
    /// witnesses, has it timed; ends, and with it the process, when the log must not be written any more.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { if let error = await fatal.wait() { throw error } }
            group.addTask { try await sweep() }
            group.addTask { try await sweepFilings() }
            group.addTask { try await filingTimestamps.run() }
            group.addTask { try await keepItems() }
            group.addTask { try await sweepErasures() }
            group.addTask { try await fingerprints.run() }
            group.addTask { try await sweepSilent() }
            if !witnessing.quorum.witnesses.isEmpty { group.addTask { await witnessing.run() } }
            if timing.isNeeded { group.addTask { try await timing.run() } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func sweep() async throws {
        while true {
            let removed = try await server.sweepOrphans()
            if removed > 0 { server.logger.info("removed files without an item", metadata: ["files": "\(removed)"]) }
            try await Task.sleep(for: .seconds(60 * Limits.orphanLookMinutes))
        }
    }

    /// The first thing it does is to finish what the process before did not.
    private func sweepErasures() async throws {
        while true {
            do {
                let finished = try await server.finishErasures()
                let steps = try await server.eraseSubjects(telling: ErasureEndpoint.event)
                if finished + steps > 0 {
                    server.logger.info(
                        "went on with erasures", metadata: ["finished": "\(finished)", "steps": "\(steps)"])
                }
            } catch {
                // A reader in the way, a full queue, a frozen log, a file that cannot be reached: the next look finds it
                // again.
                guard ErasureWait.isWorthwhile(after: error) else { throw error }
                server.logger.warning("an erasure waits", metadata: ["reason": "\(error)"])
            }
            try await Task.sleep(for: .seconds(Limits.erasureLookSeconds))
        }
    }

    private func sweepSilent() async throws {
        while true {
            let ended = server.endSilentUploads()
            if ended > 0 { server.logger.notice("ended silent uploads", metadata: ["uploads": "\(ended)"]) }
            try await Task.sleep(for: .seconds(Limits.uploadLookSeconds))
        }
    }

    private func sweepFilings() async throws {
        while true {
            let told = try await server.sweepFilings(telling: FilingsEndpoint.notice)
            if told > 0 { server.logger.info("told about filings near their end", metadata: ["filings": "\(told)"]) }
            let credits = try await server.sweepCredits(telling: OrdersEndpoint.notice)
            if credits > 0 { server.logger.info("told about packs near their end", metadata: ["packs": "\(credits)"]) }
            try await Task.sleep(for: .seconds(60 * Limits.filingLookMinutes))
        }
    }

    /// Indexes what is not indexed yet, then checks items for ever. A store that is busy or full now is tried again.
    private func keepItems() async throws {
        while true {
            do {
                let indexed = try await server.indexOldItems()
                if indexed > 0 { server.logger.info("indexed earlier items", metadata: ["items": "\(indexed)"]) }
                if let checks {
                    let (checked, failed) = try await server.checkDue(
                        period: checks.period, items: checks.items, telling: CustodyEndpoint.telling)
                    if checked > 0 {
                        server.logger.info(
                            "checked items", metadata: ["items": "\(checked)", "failed": "\(failed)"])
                    }
                }
            } catch let error as StoreError {
                if error == .closed { throw error }
                server.logger.warning("items cannot be checked now", metadata: ["error": "\(error)"])
            } catch let error as EvidenceError {
                server.logger.warning("items cannot be checked now", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(60 * Limits.checkLookMinutes))
        }
    }
}
