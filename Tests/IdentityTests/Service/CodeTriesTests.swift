import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Who tries which code", .timeLimit(.minutes(5)))
struct CodeTriesTests {
    private let mobile = "13812345678"

    private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    /// Uses up what one source may try of `code`, and then tries the right one there and elsewhere.
    private func burn(
        _ code: String, in room: IdentityRoom, _ attempt: (_ code: String, _ options: CallOptions) async throws -> Void,
        as token: String? = nil
    ) async throws {
        for typed in [wrong(code), wrong(code), code] {
            try await room.expect("CODE_REFUSED") {
                try await attempt(typed, room.options(token, source: "192.0.2.66"))
            }
        }
        try await attempt(code, room.options(token, source: "192.0.2.1"))
    }

    @Test("a source that tried the code of a registration wrongly twice has lost it, and nobody else has")
    func registering() async throws {
        try await IdentityRoom.run { room in
            try await burn(try #require(try await room.code(.register, to: mobile)), in: room) { code, options in
                _ = try await room.accounts.registerAccount(
                    room.registration("foxmoon", mobile: mobile, code: code), options: options)
            }
        }
    }

    @Test("the same of a code for a new password")
    func resetting() async throws {
        try await IdentityRoom.run { room in
            _ = try await room.member()
            try await burn(try #require(try await room.code(.resetPassword, to: mobile)), in: room) { code, options in
                _ = try await room.accounts.resetPassword(
                    .init(
                        recipient: .mobile(mobile), code: code, newPassword: "Red-Harbour-30",
                        newPasswordRepeated: "Red-Harbour-30"), options: options)
            }
        }
    }

    @Test("the same of a code to the number of a dossier")
    func handingIn() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let dossier = try await room.filled(token, mobile: "13700001111")
            let code = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            try await burn(
                code, in: room,
                { code, options in
                    _ = try await room.dossiers.submitDossier(
                        .init(dossier: dossier.id, mobileCode: code), options: options)
                }, as: token)
        }
    }

    @Test("who tried what is forgotten after a day, and not before")
    func swept() async throws {
        try await IdentityRoom.run { room in
            let code = try #require(try await room.code(.register, to: mobile))
            try await room.expect("CODE_REFUSED") {
                _ = try await room.accounts.registerAccount(
                    room.registration("foxmoon", mobile: mobile, code: wrong(code)), options: room.options())
            }
            func count() async throws -> Int64? {
                try await room.store.read { try $0.row("SELECT count(*) AS n FROM code_tries")?.integer("n") }
            }
            room.time.advance(by: .seconds(86_400))
            _ = try await room.server.sweep()
            #expect(try await count() == 1)
            room.time.advance(by: .milliseconds(1))
            _ = try await room.server.sweep()
            #expect(try await count() == 0)
        }
    }
}
