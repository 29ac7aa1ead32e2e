import Identity
import MeshAPI
import MeshRPC
import MeshRuntime
import MeshTestKit
import Testing

@Suite("Identity as its process has it, and a third party elsewhere", .timeLimit(.minutes(5)))
struct ThirdPartyWiringTests {
    /// Begins at the party and comes back as `li`.
    private func visit(
        _ parties: IdentityV1.ThirdPartiesClient, _ mesh: WiredMesh, _ server: ThirdPartyServer
    ) async throws -> IdentityV1.CompleteThirdPartyRequest {
        let flow = try await parties.beginThirdParty(.init(provider: "party"), options: mesh.options())
        let back = try await server.answer(to: flow.authorizationUrl, as: "li")
        return IdentityV1.CompleteThirdPartyRequest(
            flow: flow.flow, state: try #require(back["state"]), code: try #require(back["code"]),
            iss: back["iss"] ?? "", provider: "party")
    }

    @Test("production signs people in through a third party of its configuration, and no secret is in its log")
    func production() async throws {
        let server = try await ThirdPartyServer()
        let result: Result<Void, any Error>
        do {
            try await WiredMesh.run { mesh in
                let first = try await mesh.startIdentity(
                    environment: "production", ", third_parties: [\(server.mapping("oauth2"))]")
                let parties = IdentityV1.ThirdPartiesClient(try mesh.client(of: "identity"))
                let request = try await visit(parties, mesh, server)
                let outcome = try await parties.completeThirdParty(request, options: mesh.options()).outcome
                guard case .registration? = outcome else {
                    Issue.record("whoever came for the first time has an account")
                    return
                }
                await first.finish()
                _ = try await mesh.startIdentity(
                    environment: "production",
                    ", third_parties: [\(server.mapping("oauth2", ["secret_file": "other"]))]")
                let refused = try await visit(parties, mesh, server)
                let error = await #expect(throws: RPCError.self) {
                    _ = try await parties.completeThirdParty(refused, options: mesh.options())
                }
                #expect(error?.word == "THIRD_PARTY_CLIENT_REFUSED")
                let log = mesh.authority.folder.file("identity.log")
                try await until { try WholeFile.text(log).contains("token: invalid_client") }
                let text = try WholeFile.text(log)
                for secret in ["s3cret", "another", refused.code, refused.state, refused.flow] {
                    #expect(!text.contains(secret))
                }
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await server.stop()
        try result.get()
    }
}
