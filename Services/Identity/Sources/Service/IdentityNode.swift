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

    package var services: [any RPCService] {
        [
            AccountsEndpoint(server), SessionsEndpoint(server), DossiersEndpoint(server), ReviewDeskEndpoint(server),
            HoldersEndpoint(server),
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
        let mint = TokenMint(
            key: try configuration.signingKey(), audience: try configuration.checkedAudience(), time: runtime.time,
            random: runtime.random)
        guard runtime.isDevelopment else { throw ConfigurationError.developmentOnly(path: "identity.codes") }
        runtime.logger.warning("codes are not sent but kept in this process (codes: embedded)")
        let blobs = try Blobs(
            directory: configuration.blobs ?? IdentityConfiguration.blobs(besides: storeFile.path),
            key: try SealingKey(path: masterKey), time: runtime.time, random: runtime.random)
        server = IdentityServer(
            store: store, blobs: blobs,
            // One thread of its own, for a picture may take a second and passwords must not wait for it.
            pictures: OffloadPool(threadCount: 1, queueMax: Limits.picturesWaitingMax),
            key: try await ServiceKey.of(store),
            passwords: try PasswordHashing(threadCount: threads, random: runtime.random), mint: mint,
            delivery: EmbeddedInbox(), time: runtime.time, random: runtime.random, notices: .onWire,
            logger: runtime.logger)
    }

    /// Sends codes as they come, tries again those that could not be sent, forgets what counts no more.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in server.store.commits([.jobs]) { try await sendCodes() } }
            group.addTask {
                while true {
                    try await sendCodes()
                    try await Task.sleep(for: .seconds(Limits.codeLookSeconds))
                }
            }
            group.addTask { try await sweep() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// A store that is busy or full now is tried again with the next look.
    private func sendCodes() async throws {
        do {
            while try await server.sendCodes() == Limits.codesPerLookMax {}
        } catch let error as StoreError {
            if error == .closed { throw error }
            server.logger.warning("codes cannot be sent now", metadata: ["error": "\(error)"])
        }
    }

    private func sweep() async throws {
        while true {
            do {
                let removed = try await server.sweep() + server.sweepOrphans()
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
