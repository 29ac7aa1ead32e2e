import Identity
import Logging
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshPassword
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTLS
import MeshTestKit
import Testing

/// The whole service over a temporary store, called in-process as its callers call it, with real tokens.
struct IdentityRoom {
    let temporary: TemporaryStore
    let server: IdentityServer
    let key: ServiceKey
    let inbox: EmbeddedInbox
    let accounts: IdentityV1.AccountsClient
    let sessions: IdentityV1.SessionsClient
    let dossiers: IdentityV1.DossiersClient
    let desk: IdentityV1.ReviewDeskClient
    let changes: IdentityV1.AccountChangesClient
    let addressBook: IdentityV1.AddressBookClient
    let thirdParties: IdentityV1.ThirdPartiesClient
    let privacy: IdentityV1.PrivacyClient
    /// As the operator's tool calls it.
    let embedded: IdentityV1.ThirdPartiesClient
    let calendars: IdentityV1.CalendarsClient
    /// What most of the above are called through.
    let gateway: RPCClient
    /// What whoever calls is called through, by their names.
    let clients: [String: RPCClient]
    /// What is served.
    let services: [ServiceDescriptor]
    /// As the operator calls it.
    let staffing: IdentityV1.StaffClient
    /// As evidence and as notify call it; the second may not.
    let holders: IdentityV1.HoldersClient
    let strangers: IdentityV1.HoldersClient
    /// As the operator calls it.
    let imports: IdentityV1.ImportsClient
    /// As evidence calls it.
    let mandates: IdentityV1.MandatesClient
    let blobs: Blobs
    let signer: SigningKey
    /// Believes the tokens of this room.
    let verifier: AccessTokenVerifier

    var store: Store { temporary.store }
    var time: SeededTime { temporary.time }

    static let password = "Blue-Harbour-29"

    /// Runs `body` with a service of its own and takes it down afterwards. Hashes are cheap unless told otherwise.
    static func run<T>(
        cost: Argon2.Cost = Argon2.Cost(kibibytes: 64, passes: 1, lanes: 1), folder: TemporaryFolder? = nil,
        time: SeededTime = SeededTime(), delivery: (any CodeDelivery)? = nil,
        messenger: (any AccountMessenger)? = nil, eraser: (any SubjectEraser)? = nil, hasThirdParties: Bool = true,
        thirdParties: ThirdPartyDirectory? = nil, reader: DocumentReader? = nil,
        profiles: AuthorityProfiles = .published, threeFactors: ThreeFactorPolicy = ThreeFactorPolicy(),
        migrations: [Migration] = IdentityMigrations.all,
        logger: Logger = Logger(label: "identity", factory: { _ in SwiftLogNoOpLogHandler() }),
        _ body: (IdentityRoom) async throws -> T
    ) async throws -> T {
        let temporary = try TemporaryStore(
            migrations, eventTypes: IdentityEvents.all, folder: folder, time: time)
        let signer = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let random = SystemRandom()
        let passwords = try PasswordHashing(threadCount: 2, cost: cost, random: random)
        let key = try await ServiceKey.of(temporary.store)
        let inbox = EmbeddedInbox()
        let blobs = try Blobs(
            directory: temporary.folder.file("blobs"), key: TemporaryStore.masterKey, time: time, random: random)
        let pictures = OffloadPool(threadCount: 1)
        let server = IdentityServer(
            store: temporary.store, blobs: blobs, pictures: pictures, reader: reader, key: key, passwords: passwords,
            mint: TokenMint(
                key: signer, audience: ["identity", "evidence"], profiles: profiles, time: time, random: random),
            delivery: delivery ?? inbox, messenger: messenger, eraser: eraser,
            thirdParties: thirdParties ?? (hasThirdParties ? .embedded(time: time, random: random) : .none),
            profiles: profiles, threeFactors: threeFactors, time: time, random: random, notices: .onWire,
            logger: logger)
        let loops = RPCLoops(threads: 2)
        let tokens = TokenVerifier(keys: [signer.publicKey], audience: "identity", time: time)
        let following = Task {
            try await EndedSignInsFeed(tokens: tokens, time: time, logger: logger)
                .follow(temporary.store, reader: IdentityNode.name)
        }
        let rpc = RPCServer(
            configuration: ServerConfiguration(),
            services: [
                AccountsEndpoint(server, tokens: tokens), SessionsEndpoint(server), DossiersEndpoint(server),
                ReviewDeskEndpoint(server), HoldersEndpoint(server), AccountChangesEndpoint(server),
                AddressBookEndpoint(server), ThirdPartiesEndpoint(server), PrivacyEndpoint(server),
                CalendarsEndpoint(server), StaffEndpoint(server), MembersEndpoint(server),
                MembershipsEndpoint(server), AgentsEndpoint(server), MandateDeskEndpoint(server),
                MandatesEndpoint(server), ListsEndpoint(server), CompletionEndpoint(server), ImportsEndpoint(server),
                ConsentsEndpoint(server), AuditEndpoint(server),
            ],
            interceptors: [AccessInterceptor(tokens: tokens, domain: "identity")], loops: loops, logger: logger)
        func client(of service: String) -> RPCClient {
            RPCClient(
                inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: service, replica: "1"),
                loop: loops.all[1], logger: logger)
        }
        let (evidence, notify, tool) = (client(of: "evidence"), client(of: "notify"), client(of: "operator"))
        let client = client(of: "gateway")
        let room = IdentityRoom(
            temporary: temporary, server: server, key: key, inbox: inbox,
            accounts: IdentityV1.AccountsClient(client), sessions: IdentityV1.SessionsClient(client),
            dossiers: IdentityV1.DossiersClient(client), desk: IdentityV1.ReviewDeskClient(client),
            changes: IdentityV1.AccountChangesClient(client), addressBook: IdentityV1.AddressBookClient(client),
            thirdParties: IdentityV1.ThirdPartiesClient(client), privacy: IdentityV1.PrivacyClient(client),
            embedded: IdentityV1.ThirdPartiesClient(tool), calendars: IdentityV1.CalendarsClient(client),
            gateway: client,
            clients: ["gateway": client, "operator": tool, "evidence": evidence, "notify": notify],
            services: rpc.services, staffing: IdentityV1.StaffClient(tool),
            holders: IdentityV1.HoldersClient(evidence), strangers: IdentityV1.HoldersClient(notify),
            imports: IdentityV1.ImportsClient(tool), mandates: IdentityV1.MandatesClient(evidence), blobs: blobs,
            signer: signer,
            verifier: AccessTokenVerifier(keys: [signer.publicKey]))
        let result: Result<T, any Error>
        do { result = .success(try await body(room)) } catch { result = .failure(error) }
        for client in [client, evidence, notify, tool] { await client.close() }
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        following.cancel()
        _ = await following.result
        await passwords.close()
        await pictures.close()
        await reader?.close()
        await temporary.store.close()
        return try result.get()
    }

    /// A call on behalf of whoever `token` names, whose network is `source`.
    func options(_ token: String? = nil, key: String? = nil, source: String = "192.0.2.1") -> CallOptions {
        var metadata = Metadata()
        metadata["client-source"] = source
        return CallOptions(
            timeout: .seconds(60), metadata: metadata,
            idempotencyKey: key ?? Hexadecimal.encode(SystemRandom().bytes(8)),
            authorization: token.map { "Bearer " + $0 })
    }

    /// Asks for a code and reads it where it was sent; nil when none was.
    func code(
        _ purpose: IdentityV1.CodePurpose, to mobile: String, source: String = "192.0.2.1"
    ) async throws -> String? {
        let before = inbox.letters(to: mobile).count
        _ = try await accounts.requestCode(
            IdentityV1.RequestCodeRequest(purpose: purpose, recipient: .mobile(mobile)),
            options: options(source: source))
        _ = try await server.sendCodes()
        let letters = inbox.letters(to: mobile)
        return letters.count > before ? letters.last?.code : nil
    }

    func registration(
        _ name: String, mobile: String, code: String, password: String = password,
        authority: IdentityV1.Authority = .unspecified
    ) -> IdentityV1.RegisterAccountRequest {
        IdentityV1.RegisterAccountRequest(
            accountClass: .individual, userName: name, mobile: mobile, code: code, password: password,
            passwordRepeated: password, acceptsTerms: true, authority: authority)
    }

    /// Registers somebody as they would do it.
    @discardableResult
    func register(
        _ name: String = "foxmoon", mobile: String = "13812345678", authority: IdentityV1.Authority = .unspecified
    ) async throws -> IdentityV1.Account {
        let code = try #require(try await code(.register, to: mobile))
        return try await accounts.registerAccount(
            registration(name, mobile: mobile, code: code, authority: authority), options: options())
    }

    /// Signs in with a password.
    func logIn(
        _ name: String = "foxmoon", password: String = password, device: String = "", source: String = "192.0.2.1"
    ) async throws -> IdentityV1.Session {
        try await sessions.logInWithPassword(
            IdentityV1.LogInWithPasswordRequest(name: name, password: password, device: device),
            options: options(source: source))
    }

    /// Returns once a token is believed no more, for its sign-in has ended; that is heard a moment after it is written.
    func ended(_ token: String) async throws {
        var last = "an answer"
        // Longer than a machine that is busy needs.
        for _ in 0..<6_000 {
            do throws(RPCError) {
                _ = try await accounts.whoAmI(.init(), options: options(token))
            } catch {
                if error.word == "SIGN_IN_ENDED" { return }
                last = "\(error)"
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("a token of a sign-in that has ended is believed; last there was \(last)")
    }

    /// How far the erasure of an account has come, as staff are told.
    func erasure(of account: String) async throws -> IdentityV1.SubjectErasure.State {
        try await privacy.eraseSubjectOnRequest(
            .init(account: account), options: options(staff(roles: ["privacy"]))
        ).state
    }

    /// The refusal of `body`, which must be one.
    func refusal(
        _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async throws -> RPCError {
        do {
            try await body()
        } catch let error as RPCError {
            return error
        }
        Issue.record("nothing was refused", sourceLocation: location)
        return .internal("nothing was refused")
    }

    /// The events that were told, all of them.
    func events() async throws -> [String] {
        try await store.events(after: 0, limit: 1_000, reader: "operator").events.map(\.type)
    }
}

extension RPCError {
    /// Why the service refused, in its word.
    var word: String? { reason?.reason }
}
