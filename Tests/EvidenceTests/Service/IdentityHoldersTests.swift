import Evidence
import Logging
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTLS
import MeshTestKit
import Testing

@Suite("What identity answers about a holder", .timeLimit(.minutes(5)))
struct IdentityHoldersTests {
    /// Knows everybody, since a moment of the test's.
    private struct Everybody: IdentityV1.HoldersService {
        let verifiedAt: GoogleProtobuf.Timestamp

        func getVerifiedHolder(
            _ request: IdentityV1.GetVerifiedHolderRequest, context: ServerContext
        ) async throws -> IdentityV1.VerifiedHolder {
            guard case .account(let account)? = request.who else { throw RPCError.invalidArgument("an account") }
            return IdentityV1.VerifiedHolder(
                holder: "hld_1", account: account, authority: request.authority, kind: "person", version: 1,
                maskedName: "张*二", verifiedAt: verifiedAt)
        }
    }

    /// Lets everybody in.
    private struct OpenAccess: ServerInterceptor {
        var stage: InterceptorStage { .access }
        func began(_ context: ServerContext) throws(RPCError) {}
    }

    private func verified(
        _ timestamp: GoogleProtobuf.Timestamp
    ) async throws -> Result<HolderAttestation?, EvidenceError> {
        let loops = RPCLoops(threads: 1)
        let logger = Logger(label: "identity", factory: { _ in SwiftLogNoOpLogHandler() })
        let rpc = RPCServer(
            configuration: ServerConfiguration(), services: [Everybody(verifiedAt: timestamp)],
            interceptors: [OpenAccess()], loops: loops, logger: logger)
        let client = RPCClient(
            inProcess: rpc, as: PeerIdentity(trustDomain: "colophon", service: "evidence", replica: "1"),
            loop: loops.all[0], logger: logger)
        let answer: Result<HolderAttestation?, EvidenceError>
        do throws(EvidenceError) {
            answer = .success(
                try await IdentityHolders(client, logger: logger).attestation(of: "acc_a", at: .platform))
        } catch {
            answer = .failure(error)
        }
        await client.close()
        await rpc.drain(grace: .milliseconds(200))
        try await loops.shutdown()
        return answer
    }

    @Test(
        "a moment that is none makes the holder unknown",
        arguments: [
            GoogleProtobuf.Timestamp(seconds: .max), .init(seconds: .min), .init(seconds: .max / 1_000 + 1),
            .init(seconds: 253_402_300_800), .init(seconds: 1, nanos: -1), .init(seconds: -1),
        ])
    func nonsense(timestamp: GoogleProtobuf.Timestamp) async throws {
        #expect(try await verified(timestamp) == .failure(.holderUnknown))
    }

    @Test("a moment is taken to the millisecond")
    func moment() async throws {
        let answer = try await verified(.init(seconds: 1_790_000_000, nanos: 123_456_789)).get()
        #expect(answer?.verifiedAt == WallTime(milliseconds: 1_790_000_000_123))
    }
}
