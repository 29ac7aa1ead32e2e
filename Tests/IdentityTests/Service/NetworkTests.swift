import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Sources that are counted for", .timeLimit(.minutes(5)))
struct NetworkTests {
    private func logIn(
        _ room: IdentityRoom, code: String, from source: String
    ) async throws -> IdentityV1.Session {
        try await room.sessions.logInWithCode(
            .init(mobile: "13812345678", code: code), options: room.options(source: source))
    }

    @Test("whoever has a network of IPv6 has no more tries of a code than whoever has one address")
    func codes() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.login, to: "13812345678"))
            let wrong = code == "000000" ? "000001" : "000000"
            for host in 1...2 {
                try await room.expect("CODE_REFUSED") {
                    _ = try await logIn(room, code: wrong, from: "2001:db8:0:1::\(host)")
                }
            }
            try await room.expect("CODE_REFUSED") { _ = try await logIn(room, code: code, from: "2001:db8:0:1:9::3") }
            // Its owner comes from elsewhere.
            #expect(!(try await logIn(room, code: code, from: "2001:db8:0:2::1").accessToken.isEmpty))
        }
    }

    @Test(
        "passwords that fail from addresses of one network lock it, and codes cannot be asked for from it without end")
    func passwords() async throws {
        try await IdentityRoom.run { room in
            for host in 1...50 {
                try await room.expect("LOGIN_REFUSED") {
                    _ = try await room.logIn("nobody_\(host)", source: "2001:db8:0:1::\(host)")
                }
            }
            try await room.expect("LOCKED") { _ = try await room.logIn("nobody", source: "2001:db8:0:1:8000::1") }
            try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn("nobody", source: "2001:db8:0:2::1") }
            for host in 1...10 {
                _ = try await room.code(.register, to: "138123456\(host + 10)", source: "2001:db8:0:1::\(host)")
            }
            try await room.expect("CODE_TOO_SOON") {
                _ = try await room.code(.register, to: "13812345699", source: "2001:db8:0:1::ffff")
            }
        }
    }
}
