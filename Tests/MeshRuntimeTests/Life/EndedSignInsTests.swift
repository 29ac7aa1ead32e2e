import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTLS
import MeshTestKit
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("Sign-ins that have ended", .timeLimit(.minutes(2)))
struct EndedSignInsTests {
    private static let ended = EventType(name: "session.ended", readers: ["evidence", "identity"])
    private static let other = EventType(name: "account.registered", readers: ["evidence"])

    private let time = SeededTime()
    private let key: SigningKey
    private let developmentKey: SigningKey

    init() throws {
        key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        developmentKey = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
    }

    private func verifier() -> TokenVerifier {
        TokenVerifier(
            keys: [key.publicKey], developmentKey: developmentKey.publicKey, audience: "evidence", time: time)
    }

    private func token(_ session: String, age: Int64 = 0) throws -> String {
        let issued = time.wall().advanced(by: .seconds(-age))
        let token = AccessToken(
            subject: "acc_1", kind: "account", audience: ["evidence"], issuedAt: issued,
            expiresAt: issued.advanced(by: .seconds(300)), identifier: session)
        return "Bearer " + (try token.signed(with: session.hasPrefix("ses_") ? key : developmentKey))
    }

    @Test("a token of one is refused from then on, also when it was believed before, and no other is")
    func refused() throws {
        let tokens = verifier()
        let (one, two, neither) = (try token("ses_1.a"), try token("ses_10.a"), try token("dev"))
        for token in [one, two, neither] { _ = try tokens.verify(token) }
        tokens.end("ses_1", at: time.wall())
        #expect(throws: TokenRefusal.ended) { try tokens.verify(one) }
        #expect(throws: TokenRefusal.ended) { try tokens.verify(token("ses_1.b")) }
        for token in [two, neither] { #expect(try tokens.verify(token).subject == "acc_1") }
        #expect(TokenRefusal.ended.error(domain: "evidence").code == .unauthenticated)
    }

    @Test("one is forgotten when no token of it can be good, and one of long ago is not remembered at all")
    func forgotten() throws {
        let tokens = verifier()
        tokens.end("ses_0", at: time.wall().advanced(by: .seconds(-Limits.endedSignInSeconds)))
        #expect(tokens.ended.count == 0)
        tokens.end("ses_1", at: time.wall())
        tokens.end("ses_1", at: time.wall())
        #expect(tokens.ended.count == 1)
        time.advance(by: .seconds(305))
        #expect(throws: TokenRefusal.ended) { try tokens.verify(token("ses_1.a", age: 299)) }
        time.advance(by: .seconds(Limits.endedSignInSeconds - 305))
        tokens.end("ses_2", at: time.wall())
        #expect(tokens.ended.count == 1)
    }

    @Test("when more have ended than are remembered, whatever is as old as the forgotten ones is refused")
    func overflow() throws {
        let tokens = verifier()
        tokens.end("ses_first", at: time.wall())
        time.advance(by: .seconds(2))
        for number in 0..<Limits.endedSignInsMax { tokens.end("ses_\(number)", at: time.wall()) }
        #expect(tokens.ended.count <= Limits.endedSignInsMax)
        #expect(throws: TokenRefusal.ended) { try tokens.verify(token("ses_first.a", age: 3)) }
        #expect(throws: TokenRefusal.ended) { try tokens.verify(token("ses_innocent.a", age: 3)) }
        #expect(try tokens.verify(token("ses_innocent.b")).subject == "acc_1")
    }

    @Test("where it must be known, nobody is believed before it is, nor when nothing was heard for five seconds")
    func unheard() throws {
        let tokens = verifier()
        tokens.ended.require(.recent)
        let one = try token("ses_1.a")
        #expect(throws: TokenRefusal.unsure) { try tokens.verify(one) }
        #expect(try tokens.verify(token("dev")).subject == "acc_1")
        tokens.heardOfEnds()
        #expect(try tokens.verify(one).subject == "acc_1")
        time.advance(by: .seconds(5))
        #expect(try tokens.verify(one).subject == "acc_1")
        time.advance(by: .milliseconds(1))
        #expect(throws: TokenRefusal.unsure) { try tokens.verify(one) }
        let error = TokenRefusal.unsure.error(domain: "evidence")
        #expect(error.code == .unavailable && error.retryDelay == .seconds(1))
    }

    @Test("a sleep, in which one of the clocks stands still, is a silence too")
    func asleep() throws {
        let tokens = verifier()
        tokens.ended.require(.recent)
        let one = try token("ses_1.a")
        tokens.heardOfEnds()
        time.set(wall: time.wall().advanced(by: .seconds(Limits.endedSignInsStaleSeconds)))
        #expect(try tokens.verify(one).subject == "acc_1")
        time.set(wall: time.wall().advanced(by: .milliseconds(1)))
        #expect(throws: TokenRefusal.unsure) { try tokens.verify(one) }
        tokens.heardOfEnds()
        #expect(try tokens.verify(one).subject == "acc_1")
    }

    // MARK: - Through the feed

    /// Identity's store with its feed, and whoever follows it.
    private struct Owner {
        let temporary: TemporaryStore
        let server: RPCServer
        let client: RPCClient
        let pump: Task<Void, Never>

        init(time: SeededTime) throws {
            let temporary = try TemporaryStore(eventTypes: [ended, other], time: time)
            let feed = FeedServer(store: temporary.store)
            let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
            server = RPCServer(
                configuration: ServerConfiguration(), services: [feed], loops: loops, logger: ProbeMesh.silence)
            client = RPCClient(
                inProcess: server, as: PeerIdentity(trustDomain: "colophon", service: "evidence", replica: "1"),
                loop: loops.next(), logger: ProbeMesh.silence)
            self.temporary = temporary
            pump = Task { await feed.run() }
        }

        func end(_ session: String, _ type: EventType = ended) async throws {
            try await temporary.store.write {
                _ = try $0.append(Event(type: type, aggregate: session, payload: [], trace: ""))
            }
        }

        func close() async {
            await client.close()
            await server.drain(grace: .zero)
            pump.cancel()
            await pump.value
            await temporary.store.close()
        }
    }

    private func refusal(_ tokens: TokenVerifier, _ session: String) throws -> TokenRefusal? {
        let token = try token(session + ".a")
        do throws(TokenRefusal) {
            _ = try tokens.verify(token)
            return nil
        } catch {
            return error
        }
    }

    @Test("identity's feed tells what has ended before and what ends now, and a new follower hears both")
    func feed() async throws {
        let owner = try Owner(time: time)
        try await owner.end("ses_old")
        time.advance(by: .seconds(Limits.endedSignInSeconds + 1))
        try await owner.end("ses_1")
        try await owner.end("ses_2", Self.other)
        for round in 0..<2 {
            let tokens = verifier()
            tokens.ended.require(.recent)
            let follower = EndedSignInsFeed(tokens: tokens, time: time, logger: ProbeMesh.silence)
            let client = owner.client
            let following = Task { try await follower.follow(client) }
            try await until { try refusal(tokens, "ses_3") == nil || round > 0 && refusal(tokens, "ses_3") == .ended }
            #expect(try refusal(tokens, "ses_1") == .ended)
            #expect(try refusal(tokens, "ses_2") == nil)
            // What is too old to matter was not even told.
            #expect(tokens.ended.count == 1 + round)
            if round == 0 {
                try await owner.end("ses_3")
                try await until { try refusal(tokens, "ses_3") == .ended }
            }
            following.cancel()
            _ = await following.result
        }
        await owner.close()
    }

    @Test("a service follows its own events, and believes nobody once it has not done so for five seconds")
    func own() async throws {
        let owner = try Owner(time: time)
        try await owner.end("ses_1")
        let tokens = verifier()
        tokens.ended.require(.recent)
        let follower = EndedSignInsFeed(tokens: tokens, time: time, logger: ProbeMesh.silence)
        let store = owner.temporary.store
        let following = Task { try await follower.follow(store, reader: "identity") }
        try await until { try refusal(tokens, "ses_1") == .ended && refusal(tokens, "ses_2") == nil }
        try await owner.end("ses_2")
        try await until { try refusal(tokens, "ses_2") == .ended }
        // Nothing has to happen for it to be known that nothing has.
        time.advance(by: .seconds(Limits.endedSignInsStaleSeconds + 1))
        #expect(try refusal(tokens, "ses_3") == .unsure)
        try await until { try refusal(tokens, "ses_3") == nil }
        following.cancel()
        _ = await following.result
        time.advance(by: .seconds(Limits.endedSignInsStaleSeconds + 1))
        #expect(try refusal(tokens, "ses_3") == .unsure)
        await owner.close()
    }

    @Test("a beginning in time and one in place are not both taken, nor a beat out of bounds, nor too many types")
    func badSubscriptions() async throws {
        let owner = try Owner(time: time)
        for (request, field) in [
            (MeshV1.SubscribeRequest(position: 1, sinceMilliseconds: 1), "since_milliseconds"),
            (MeshV1.SubscribeRequest(epoch: "e", sinceMilliseconds: 1), "since_milliseconds"),
            (MeshV1.SubscribeRequest(beatMilliseconds: 99), "beat_milliseconds"),
            (MeshV1.SubscribeRequest(beatMilliseconds: 60_001), "beat_milliseconds"),
            (MeshV1.SubscribeRequest(types: Array(repeating: "t", count: 17)), "types"),
        ] {
            let error = await #expect(throws: RPCError.self) {
                try await MeshV1.FeedClient(owner.client).subscribe(request) { events in
                    for try await _ in events {}
                }
            }
            #expect(error?.code == .invalidArgument && error?.fieldViolations.map(\.field) == [field])
        }
        await owner.close()
    }
}
