import Evidence
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTLS
import MeshTestKit

/// The whole service over a temporary store, called in-process as its callers call it.
struct EvidenceRoom {
    static let origin = "evidence.example/log"

    let folder: TemporaryFolder
    let temporary: TemporaryStore
    let blobs: Blobs
    let sequencer: LogSequencer
    let identity: LogIdentity
    let server: EvidenceServer
    /// What all clients but identity's call through.
    let caller: RPCClient
    let client: EvidenceV1.EvidenceClient
    let filings: EvidenceV1.FilingsClient
    let orders: EvidenceV1.OrdersClient
    let credits: LocalCredits
    let filingTimestamps: FilingTimestamps
    let log: EvidenceV1.LogClient
    let renewal: EvidenceV1.RenewalClient
    let verification: EvidenceV1.VerificationClient
    let custody: EvidenceV1.CustodyClient
    let erasure: EvidenceV1.ErasureClient
    /// The same as `identity` calls it.
    let subjects: EvidenceV1.ErasureClient
    let similarity: EvidenceV1.SimilarityClient
    let fingerprints: Fingerprints
    let timestamps: TimestampRoom
    let discipline: StatedDiscipline
    let fatal: FatalSignal
    let witnessing: Witnessing
    let timing: CheckpointTiming
    let metrics: MetricRegistry

    var store: Store { temporary.store }
    var time: SeededTime { temporary.time }
    var blobFiles: [String] { FileTree.files(below: folder.file("blobs")) }

    /// Every file's bytes that are kept, beside the database or in it.
    func keptBlobs() async throws -> [String] {
        let rows = try await store.read { try $0.rows("SELECT id FROM small_blobs").map { try $0.text("id") } }
        return blobFiles + rows
    }

    /// Names the account that `authorization` carries, as the access hook does after it has verified a token.
    private struct TrustingAccess: ServerInterceptor {
        var stage: InterceptorStage { .access }

        func began(_ context: ServerContext) throws(RPCError) {
            guard let authorization = context.metadata["authorization"] else { return }
            // `acc_a by acc_b`: somebody who acts for an institution.
            let words = authorization.split(separator: " ")
            let account = String(words.first ?? "")
            // What begins with it speaks without a sign-in, as the development key does.
            let isSignedIn = !account.hasPrefix("dev_")
            context.identify(
                Caller(
                    account: account, subject: .verifiedAccount, actor: words.count == 3 ? String(words[2]) : nil,
                    signIn: isSignedIn ? "ses_" + account : nil))
        }
    }

    static func identity() throws -> LogIdentity {
        guard let key = SigningKey(seed: [UInt8](repeating: 7, count: 32)),
            let identity = LogIdentity(origin: origin, key: key)
        else { throw EvidenceError.logBroken(.rootMismatch(size: 0)) }
        return identity
    }

    /// Runs `body` with a service of its own and takes it down afterwards. `folder` brings an older one back.
    static func run<T>(
        folder: TemporaryFolder? = nil, mode: ClockMode = .strict, fileBytesMax: UInt64 = 10_000_000,
        bounds: BatchBounds = BatchBounds(), creditsPerAccount: UInt64 = 1_000_000, isFrozen: Bool = false,
        identity: LogIdentity? = nil, closedLogs: [PublicLog] = [], time: SeededTime = SeededTime(),
        independents: Independents = Independents(), strangers: VerificationBudget.Rates = .strangers,
        questionBytesMax: Int = Limits.verifyFileBytesMax, holders: any HolderDirectory = KnownHolders(),
        keptBytesMax: UInt64 = Limits.keptBytesPerAccount, former: (any FormerSeals)? = nil,
        chainBounds: ChainBounds = ChainBounds(), likeRowsMax: Int = Limits.likeRowsReadMax,
        _ body: (EvidenceRoom) async throws -> T
    ) async throws -> T {
        let folder = try folder ?? TemporaryFolder("evidence")
        let temporary = try TemporaryStore(
            EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: folder, time: time)
        let blobs = try Blobs(
            directory: folder.file("blobs"), key: TemporaryStore.masterKey, time: temporary.time, random: SystemRandom()
        )
        let identity = try identity ?? Self.identity()
        let fatal = FatalSignal()
        let sequencer = try await LogSequencer(
            store: temporary.store, identity: identity, bounds: bounds, fatal: fatal, isFrozen: isFrozen)
        let exchanges = OffloadPool(threadCount: 8)
        let metrics = MetricRegistry()
        let logger = Logger(label: "evidence", factory: { _ in SwiftLogNoOpLogHandler() })
        let (witnessing, timing) = try independents.make(
            store: temporary.store, sequencer: sequencer, exchanges: exchanges, time: time,
            metrics: metrics, logger: logger)
        do {
            try await witnessing.boot()
        } catch {
            await exchanges.close()
            await temporary.store.close()
            throw error
        }
        let following = Task { await witnessing.run() }
        let timestamps = try TimestampRoom(time: temporary.time)
        let discipline = StatedDiscipline()
        let authority = try timestamps.authority(
            TimestampClock(
                mode: mode, time: temporary.time, discipline: discipline,
                notBefore: try await temporary.store.read { try $0.latestTimestamp() }))
        try await temporary.store.keepTimestampChain(of: authority)
        let offload = OffloadPool(threadCount: 2)
        let credits = LocalCredits(
            store: temporary.store, perAccount: creditsPerAccount, time: temporary.time, random: SystemRandom())
        var server = EvidenceServer(
            store: temporary.store, blobs: blobs, sequencer: sequencer, identity: identity, authority: authority,
            witnessing: witnessing, offload: offload, time: temporary.time, random: SystemRandom(),
            fileBytesMax: fileBytesMax,
            credits: credits, suppliers: independents.authorities, keptBytesMax: keptBytesMax, holders: holders,
            closedLogs: closedLogs,
            strangers: strangers, questionBytesMax: questionBytesMax, former: former, report: EvidenceReport(metrics),
            logger: logger)
        server.chainBounds = chainBounds
        let loops = RPCLoops(threads: 2)
        let rpc = RPCServer(
            configuration: ServerConfiguration(),
            services: [
                EvidenceEndpoint(server), FilingsEndpoint(server), OrdersEndpoint(server), LogEndpoint(server),
                RenewalEndpoint(server),
                VerificationEndpoint(server), CustodyEndpoint(server),
                ErasureEndpoint(server), SimilarityEndpoint(server),
            ],
            interceptors: [TrustingAccess()], loops: loops,
            logger: logger)
        let client = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "operator", replica: "1"),
            loop: loops.all[1], logger: logger)
        let identityClient = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "identity", replica: "1"),
            loop: loops.all[1], logger: logger)
        let room = EvidenceRoom(
            folder: folder, temporary: temporary, blobs: blobs, sequencer: sequencer, identity: identity,
            server: server, caller: client, client: EvidenceV1.EvidenceClient(client),
            filings: EvidenceV1.FilingsClient(client),
            orders: EvidenceV1.OrdersClient(client), credits: credits,
            filingTimestamps: FilingTimestamps(
                TimestampSuppliers(
                    authority, others: independents.authorities, time: time, random: SystemRandom(),
                    timeoutMilliseconds: independents.patienceMilliseconds),
                store: temporary.store, exchanges: exchanges, report: TimeReport(metrics), logger: logger),
            log: EvidenceV1.LogClient(client), renewal: EvidenceV1.RenewalClient(client),
            verification: EvidenceV1.VerificationClient(client), custody: EvidenceV1.CustodyClient(client),
            erasure: EvidenceV1.ErasureClient(client), subjects: EvidenceV1.ErasureClient(identityClient),
            similarity: EvidenceV1.SimilarityClient(client),
            fingerprints: Fingerprints(
                store: temporary.store, blobs: blobs, latest: sequencer.latest, pool: offload, time: time,
                random: SystemRandom(), event: SimilarityEndpoint.event, rowsMax: likeRowsMax, logger: logger),
            timestamps: timestamps, discipline: discipline, fatal: fatal, witnessing: witnessing, timing: timing,
            metrics: metrics)
        let result: Result<T, any Error>
        do { result = .success(try await body(room)) } catch { result = .failure(error) }
        await client.close()
        await identityClient.close()
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        await offload.close()
        following.cancel()
        await following.value
        await exchanges.close()
        await temporary.store.close()
        return try result.get()
    }

    func options(_ account: String = "acc_a", key: String? = nil) -> CallOptions {
        CallOptions(
            timeout: .seconds(300), idempotencyKey: key ?? Hexadecimal.encode(SystemRandom().bytes(8)),
            authorization: account)
    }

    func project(_ title: String = "A project", account: String = "acc_a") async throws -> String {
        try await client.createProject(
            EvidenceV1.CreateProjectRequest(title: title), options: options(account)
        ).id
    }

    /// Seals `content` as `colophon seal` does.
    func seal(
        _ content: [UInt8], in project: String, name: String = "work.txt", account: String = "acc_a",
        key: String? = nil, mediaType: String = "text/plain",
        chunk: Int = 65_536
    ) async throws -> EvidenceV1.EvidenceItem {
        let answer = try await client.submit(options: options(account, key: key)) { writer in
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: name, size: UInt64(content.count), mediaType: mediaType)
            try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
            for start in stride(from: 0, to: content.count, by: chunk) {
                let piece = Array(content[start..<min(start + chunk, content.count)])
                try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(piece)))
            }
            let digest = EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256(content))
            try await writer.write(EvidenceV1.SubmitRequest(part: .digest(digest)))
        }
        guard let item = answer.evidence else { throw RPCError.internal("no evidence in the answer") }
        return item
    }

    /// Sends exactly these parts.
    func submit(_ parts: [EvidenceV1.SubmitRequest.Part], account: String = "acc_a", key: String? = nil) async throws
        -> EvidenceV1.SubmitResponse
    {
        try await client.submit(options: options(account, key: key)) { writer in
            for part in parts { try await writer.write(EvidenceV1.SubmitRequest(part: part)) }
        }
    }

    func bundle(
        _ id: String, account: String = "acc_a", wait: EvidenceV1.GetBundleRequest.Wait = .none,
        timeout: Duration = .seconds(300)
    ) async throws -> (name: String, bytes: [UInt8]) {
        var options = options(account)
        options.timeout = timeout
        let request = EvidenceV1.GetBundleRequest(which: .id(id), wait: wait)
        return try await client.getBundle(request, options: options) { chunks in
            var name = ""
            var size: UInt64 = 0
            var bytes: [UInt8] = []
            for try await chunk in chunks {
                if bytes.isEmpty {
                    name = chunk.fileName
                    size = chunk.size
                }
                bytes += chunk.data
            }
            guard size == UInt64(bytes.count) else { throw RPCError.dataLoss("the size is wrong") }
            return (name, bytes)
        }
    }

    func verifier(requiredWitnesses: Int = 0) throws -> BundleVerifier {
        BundleVerifier(
            trust: TrustAnchors(log: identity.signer.publicKey, authorities: try timestamps.trust()),
            requiredWitnesses: requiredWitnesses)
    }

    func audit() async throws -> LogAudit.Report {
        try await LogAudit(store: store, identity: identity).run()
    }
}

extension FileDigests {
    init(of content: [UInt8]) {
        self.init(sha256: Digest.sha256(content), sm3: Digest.sm3(content))
    }
}
