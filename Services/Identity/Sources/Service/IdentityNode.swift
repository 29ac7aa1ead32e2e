internal import Logging
internal import MeshCrypto
internal import MeshKernel
internal import MeshPassword
package import MeshRPC
package import MeshRuntime
package import MeshStore
internal import NIOCore

/// The identity service: who somebody is, and how they show it.
package struct IdentityNode: MeshService {
    package static let name = "identity"
    package static let migrations = IdentityMigrations.all
    package static let eventTypes = IdentityEvents.all

    private let server: IdentityServer
    private let tokens: TokenVerifier
    private let endedSignIns: EndedSignInsFeed
    /// Where providers are asked.
    private let exchanges: OffloadPool

    package var services: [any RPCService] {
        [
            AccountsEndpoint(server, tokens: tokens), SessionsEndpoint(server), DossiersEndpoint(server),
            ReviewDeskEndpoint(server), HoldersEndpoint(server), AccountChangesEndpoint(server),
            AddressBookEndpoint(server), ThirdPartiesEndpoint(server), PrivacyEndpoint(server),
            CalendarsEndpoint(server), StaffEndpoint(server), MembersEndpoint(server), MembershipsEndpoint(server),
            AgentsEndpoint(server), MandateDeskEndpoint(server), MandatesEndpoint(server), ListsEndpoint(server),
            CompletionEndpoint(server), ImportsEndpoint(server), ConsentsEndpoint(server), AuditEndpoint(server),
        ]
    }

    /// Loads the key that signs tokens; refuses to start without it, and when codes would reach nobody.
    package init(configuration: IdentityConfiguration, runtime: RuntimeEnvironment) async throws {
        let store = try runtime.requireStore()
        guard let storeFile = runtime.configuration.store, let masterKey = storeFile.masterKey else {
            throw ConfigurationError.missing(
                file: "configuration", path: "store.master_key", variable: "COLOPHON_STORE_MASTER_KEY", lookalike: nil)
        }
        let threads = try configuration.checkedHashThreads(cores: System.coreCount)
        let profiles = try configuration.checkedProfiles()
        let mint = TokenMint(
            key: try configuration.signingKey(), audience: try configuration.checkedAudience(), profiles: profiles,
            time: runtime.time, random: runtime.random)
        let delivery: any CodeDelivery
        let messenger: NotifyMessenger?
        switch configuration.codes ?? .notify {
        case .notify:
            let notify = NotifyMessenger(try runtime.client(for: "notify"))
            delivery = notify
            messenger = notify
        case .embedded:
            guard runtime.isDevelopment else { throw ConfigurationError.developmentOnly(path: "identity.codes") }
            runtime.logger.warning("codes are not sent but kept in this process (codes: embedded)")
            delivery = EmbeddedInbox()
            messenger = nil
        }
        let eraser: EvidenceEraser?
        if runtime.configuration.peers["evidence"] == nil, runtime.configuration.clients["evidence"] == nil {
            runtime.logger.warning("erasures wait for evidence, which `peers` does not name")
            eraser = nil
        } else {
            eraser = EvidenceEraser(try runtime.client(for: "evidence"))
        }
        let thirdParties = try configuration.checkedThirdParties(isDevelopment: runtime.isDevelopment)
        if thirdParties.contains(where: { $0.dialect == nil }) {
            runtime.logger.warning("third parties believe whoever says a name (third_parties: embedded)")
        }
        let blobs = try Blobs(
            directory: configuration.blobs ?? IdentityConfiguration.blobs(besides: storeFile.path),
            key: try SealingKey(path: masterKey), time: runtime.time, random: runtime.random)
        // One thread of its own, for a provider may take seconds.
        exchanges = OffloadPool(threadCount: 1)
        let threeFactors = try configuration.checkedThreeFactors(
            isDevelopment: runtime.isDevelopment, exchanges: exchanges)
        tokens = runtime.tokens
        endedSignIns = EndedSignInsFeed(tokens: runtime.tokens, time: runtime.time, logger: runtime.logger)
        runtime.tokens.ended.require(.recent)
        server = IdentityServer(
            store: store, blobs: blobs,
            // One thread of its own, for a picture may take a second and passwords must not wait for it.
            pictures: OffloadPool(threadCount: 1, queueMax: Limits.picturesWaitingMax),
            reader: try configuration.documentReader(time: runtime.time),
            uploadLimit: try configuration.checkedUploadLimit(), key: try await ServiceKey.of(store),
            passwords: try PasswordHashing(threadCount: threads, random: runtime.random), mint: mint,
            delivery: delivery, messenger: messenger, eraser: eraser,
            thirdParties: ThirdPartyDirectory(thirdParties, time: runtime.time, random: runtime.random),
            profiles: profiles, threeFactors: threeFactors, time: runtime.time, random: runtime.random,
            notices: .onWire, logger: runtime.logger)
    }

    /// Sends codes and runs errands as they come, tries again those that could not be, forgets what counts no more.
    package func run() async throws {
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        await server.passwords.close()
        await server.pictures.close()
        await server.reader?.close()
        await exchanges.close()
        await server.thirdParties.close()
        try outcome.get()
    }

    private func work() async throws {
        let years = try await server.tellAnnouncedYears()
        if years > 0 { server.logger.info("told of announced years", metadata: ["years": "\(years)"]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Each by itself, so that no code waits for an errand.
            group.addTask {
                try await tend("codes") { while try await server.sendCodes() == Limits.codesPerLookMax {} }
            }
            group.addTask {
                try await tend("errands") { while try await server.runErrands() == Limits.errandsPerLookMax {} }
            }
            group.addTask {
                try await tend("erasures") { while try await server.runErasures() == Limits.erasuresPerLookMax {} }
            }
            group.addTask {
                try await tend("three-factor checks") {
                    while try await server.checkThreeFactors() == Limits.threeFactorsPerLookMax {}
                }
            }
            group.addTask { try await sweep() }
            // Believes no token of a sign-in that it has ended itself.
            group.addTask { try await endedSignIns.follow(server.store, reader: Self.name) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Works after every commit that bears a job, and at every look. A store that is busy or full now is tried again with
    /// the next one.
    private func tend(
        _ what: String, _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        for await _ in server.store.looks(.jobs, every: .seconds(Limits.codeLookSeconds)) {
            do {
                try await work()
            } catch let error as StoreError {
                if error == .closed { throw error }
                server.logger.warning(
                    "what waits cannot be sent now", metadata: ["what": "\(what)", "error": "\(error)"])
            }
        }
    }

    private func sweep() async throws {
        var place: String?
        while true {
            do {
                let rows = try await server.sweep()
                let mandates = try await server.endMandatesInTime()
                if mandates > 0 {
                    server.logger.info("mandates whose time is over", metadata: ["mandates": "\(mandates)"])
                }
                let files = try await server.sweepOrphans(from: place)
                place = files.next
                let removed = rows + files.removed
                if removed > 0 { server.logger.debug("forgot what counts no more", metadata: ["rows": "\(removed)"]) }
            } catch let error as StoreError {
                if error == .closed { throw error }
                server.logger.warning("nothing can be forgotten now", metadata: ["error": "\(error)"])
            } catch let error as BlobError {
                if error == .closed { throw error }
                server.logger.warning("files cannot be swept now", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(Limits.sweepSeconds))
        }
    }
}
