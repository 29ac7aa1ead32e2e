package import Logging
internal import MeshAPI
package import MeshCrypto
package import MeshKernel
internal import MeshRPC
package import MeshRuntime
package import MeshStore

/// The seven rpcs of `colophon.evidence.v1.Evidence`, each in its own file, over what they share.
package struct EvidenceServer: EvidenceV1.EvidenceService {
    let store: Store
    let blobs: Blobs
    let sequencer: LogSequencer
    let identity: LogIdentity
    let authority: TimestampAuthority
    /// SHA-256 of the authority's certificates.
    let authorityChainDigest: [UInt8]
    let offload: OffloadPool
    let time: any TimeSource
    let random: any RandomSource
    let identifiers: IdentifierSource
    let fileBytesMax: UInt64
    let logger: Logger
    /// Calls under the same idempotency key, one after the other.
    let turns = Turns<IdempotentTurn>(waitersMax: Limits.sameKeyWaitersMax)

    package init(
        store: Store, blobs: Blobs, sequencer: LogSequencer, identity: LogIdentity, authority: TimestampAuthority,
        offload: OffloadPool, time: any TimeSource, random: any RandomSource,
        fileBytesMax: UInt64 = Limits.fileBytesMax, logger: Logger
    ) {
        self.store = store
        self.blobs = blobs
        self.sequencer = sequencer
        self.identity = identity
        self.authority = authority
        authorityChainDigest = Digest.sha256(Array(authority.chainPEM.utf8))
        self.offload = offload
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        self.fileBytesMax = fileBytesMax
        self.logger = logger
    }

    /// Runs a call and turns what it refuses into a status; what nobody foresaw is logged and told without its details.
    func answering<T>(_ context: ServerContext, _ body: () async throws -> T) async throws(RPCError) -> T {
        do {
            return try await body()
        } catch let error as RPCError {
            throw error
        } catch is CancellationError {
            throw .cancelled("the call was cancelled")
        } catch {
            if let meaning = EvidenceError(cause: error) {
                if case .logBroken = meaning {
                    logger.critical("the log does not add up", metadata: ["fault": "\(error)"])
                }
                throw meaning.status
            }
            logger.error("\(context.method.name) failed", metadata: ["error": "\(error)"])
            throw .internal("\(context.method.name) failed for a reason of ours")
        }
    }
}

/// What makes two calls take turns: caller, account, method and key.
struct IdempotentTurn: Hashable, Sendable {
    let caller: String
    let account: String
    let method: String
    let key: String

    init(_ request: IdempotentRequest) {
        caller = request.caller
        account = request.subject
        method = request.method
        key = request.key
    }
}
