import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import NIOPosix
import Testing

@testable import MeshRuntime

@Suite("Streamed calls that a token has opened", .timeLimit(.minutes(1)))
struct StandingCallTests {
    /// A stream that says one thing and then nothing until it is ended.
    private struct Watch: RPCService {
        static let watch = Method<MeshV1.HealthCheckRequest, MeshV1.HealthCheckResponse>(
            MethodDescriptor(
                service: "probe.v1.Watch", name: "Watch", responseStreaming: true,
                requestType: MeshV1.HealthCheckRequest.protoName, responseType: MeshV1.HealthCheckResponse.protoName,
                access: MethodAccess(callers: ["*"], subject: .account, repetition: .safe)))
        static let serviceDescriptor = ServiceDescriptor(
            fullName: "probe.v1.Watch", methods: [watch.descriptor], fileDescriptorSet: [])

        var handlers: [MethodHandler] {
            [
                .serverStreaming(Self.watch) { _, responses, _ in
                    try await responses.write(MeshV1.HealthCheckResponse())
                    let (stream, _) = AsyncStream.makeStream(of: Void.self)
                    for await _ in stream {}
                }
            ]
        }
    }

    /// A server of that stream, with seeded time for tokens, and a client.
    private struct Room {
        let time = SeededTime()
        let key: SigningKey
        let developmentKey: SigningKey
        let tokens: TokenVerifier
        let server: RPCServer
        let client: RPCClient

        init() throws {
            key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
            developmentKey = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
            tokens = TokenVerifier(
                keys: [key.publicKey], developmentKey: developmentKey.publicKey, audience: "evidence", time: time)
            let loops = RPCLoops(group: MultiThreadedEventLoopGroup.singleton)
            server = RPCServer(
                configuration: ServerConfiguration(), services: [Watch()],
                interceptors: [AccessInterceptor(tokens: tokens, domain: "evidence")], loops: loops,
                logger: ProbeMesh.silence)
            client = RPCClient(
                inProcess: server, as: PeerIdentity(trustDomain: "colophon", service: "gateway", replica: "1"),
                loop: loops.next(), logger: ProbeMesh.silence)
        }

        func authorization(_ session: String) throws -> String {
            let token = AccessToken(
                subject: "acc_1", kind: "account", audience: ["evidence"], issuedAt: time.wall(),
                expiresAt: time.wall().advanced(by: .seconds(300)), identifier: session + ".a")
            return "Bearer " + (try token.signed(with: session.hasPrefix("ses_") ? key : developmentKey))
        }

        /// Watches until it is ended; why it was.
        func watch(_ session: String, timeout: Duration? = nil) throws -> Task<String?, Never> {
            let options = CallOptions(timeout: timeout, authorization: try authorization(session))
            return Task { [client] in
                do {
                    try await client.serverStreaming(Watch.watch, MeshV1.HealthCheckRequest(), options: options) {
                        for try await _ in $0 {}
                    }
                    return nil
                } catch {
                    return (error as? RPCError)?.reason?.reason ?? "\(error)"
                }
            }
        }

        func standing(_ count: Int) async throws {
            try await until { tokens.standing.count == count }
        }

        func close() async {
            await client.close()
            await server.drain(grace: .zero)
        }
    }

    @Test("end with their sign-in at once, and those of others go on")
    func ended() async throws {
        let room = try Room()
        let mine = try [room.watch("ses_1"), room.watch("ses_1", timeout: .seconds(30))]
        let other = try room.watch("ses_2")
        try await room.standing(3)
        room.tokens.end("ses_1", at: room.time.wall())
        for watch in mine { #expect(await watch.value == "SIGN_IN_ENDED") }
        try await room.standing(1)
        #expect(await (try room.watch("ses_1")).value == "SIGN_IN_ENDED")
        other.cancel()
        _ = await other.value
        try await room.standing(0)
        await room.close()
    }

    @Test("end with their token, but for those that have a bound of their own that is no longer than a token's life")
    func expired() async throws {
        let room = try Room()
        let unbounded = try room.watch("ses_1")
        let long = try room.watch("ses_1", timeout: .seconds(3_600))
        let bounded = try room.watch("ses_1", timeout: .seconds(300))
        try await room.standing(3)
        room.time.advance(by: .seconds(299))
        room.tokens.endExpiredCalls()
        #expect(room.tokens.standing.count == 3)
        room.time.advance(by: .seconds(1))
        room.tokens.endExpiredCalls()
        for watch in [unbounded, long] { #expect(await watch.value == "TOKEN_EXPIRED") }
        try await room.standing(1)
        bounded.cancel()
        _ = await bounded.value
        try await room.standing(0)
        await room.close()
    }

    @Test("end when it has not been heard for a minute which sign-ins end, those of the development key go on")
    func unheard() async throws {
        let room = try Room()
        room.tokens.ended.require(.recent)
        room.tokens.heardOfEnds()
        let one = try room.watch("ses_1", timeout: .seconds(300))
        try await room.standing(1)
        let developer = try room.watch("dev", timeout: .seconds(300))
        try await room.standing(2)
        room.time.advance(by: .seconds(59))
        room.tokens.endExpiredCalls()
        #expect(room.tokens.standing.count == 2)
        room.time.advance(by: .seconds(2))
        room.tokens.endExpiredCalls()
        #expect(await one.value == "SIGN_IN_UNKNOWN")
        try await room.standing(1)
        developer.cancel()
        _ = await developer.value
        await room.close()
    }

    @Test("end also when the silence is over before anybody has looked: what ended in it is not told any more")
    func silence() async throws {
        let room = try Room()
        room.tokens.ended.require(.recent)
        room.tokens.heardOfEnds()
        let one = try room.watch("ses_1", timeout: .seconds(300))
        try await room.standing(1)
        room.time.advance(by: .seconds(50))
        room.tokens.heardOfEnds()
        #expect(room.tokens.standing.count == 1)
        room.time.advance(by: .seconds(61))
        room.tokens.heardOfEnds()
        #expect(await one.value == "SIGN_IN_UNKNOWN")
        await room.close()
    }
}
