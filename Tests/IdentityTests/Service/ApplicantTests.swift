import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Applicants", .timeLimit(.minutes(5)))
struct ApplicantTests {
    private func kind(_ token: String, _ room: IdentityRoom) throws -> String {
        try room.verifier.verify(token, audience: "evidence", now: room.time.wall()).kind
    }

    @Test("where nobody signs in before approval, a token is good for the dossier and the sign-in alone until then")
    func henan() async throws {
        try await IdentityRoom.run { room in
            try await room.register(authority: .henan)
            let token = try await room.logIn().accessToken
            #expect(try kind(token, room) == "applicant")
            let dossier = try await room.save(try await room.personInHenan(token), as: token, at: .henan)
            #expect(
                dossier.faults == [] && dossier.unchecked == ["office"]
                    && dossier.wantedSlots == ["portrait_side", "emblem_side", "handheld"])
            let picture = try await room.small()
            for slot in dossier.wantedSlots {
                _ = try await room.upload(picture, to: slot, of: dossier.id, as: token, type: "image/jpeg")
            }
            _ = try await room.submit(dossier.id, as: token)
            #expect(try await room.current(token, at: .henan).state == .inReview)
            let mayNot = "SUBJECT_NOT_ALLOWED"
            try await room.expect(mayNot) { _ = try await room.withdraw(dossier.id, as: token) }
            try await room.expect(mayNot) { _ = try await room.queue(as: token, at: .henan) }
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["office"], slots: ["handheld"], as: staff)
            #expect(try kind(try await room.logIn().accessToken, room) == "applicant")
            _ = try await room.upload(picture, to: "handheld", of: dossier.id, as: token, type: "image/jpeg")
            #expect(try await room.correct(dossier.id, ["office": "洛阳"], as: token).state == .inReview)
            try await room.claim(dossier.id, as: staff)
            try await room.approve(dossier.id, as: staff)
            let session = try await room.logIn()
            #expect(try kind(session.accessToken, room) == "verified_account")
            let devices = try await room.sessions.listSessions(.init(), options: room.options(session.accessToken))
            #expect(devices.devices.count == 3)
        }
    }

    @Test("an applicant's token changes no password, knows of no sign-ins, and ends the one that it is of alone")
    func restricted() async throws {
        try await IdentityRoom.run { room in
            let mayNot = "SUBJECT_NOT_ALLOWED"
            try await room.register(authority: .henan)
            let (here, there) = (try await room.logIn(), try await room.logIn())
            let token = here.accessToken
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .unverified)
            try await room.expect(mayNot) {
                _ = try await room.accounts.changePassword(
                    .init(
                        password: IdentityRoom.password, newPassword: "Green-Island-30",
                        newPasswordRepeated: "Green-Island-30"), options: room.options(token))
            }
            try await room.expect(mayNot) {
                _ = try await room.sessions.listSessions(.init(), options: room.options(token))
            }
            try await room.expect(mayNot) {
                _ = try await room.sessions.endAllSessions(.init(), options: room.options(token))
            }
            try await room.expect("SESSION_NOT_FOUND") {
                _ = try await room.sessions.endSession(.init(session: there.id), options: room.options(token))
            }
            _ = try await room.sessions.endSession(.init(session: here.id), options: room.options(token))
            try await room.ended(token)
            _ = try await room.accounts.whoAmI(.init(), options: room.options(there.accessToken))
            // Whoever forgot the password sets another one all the same.
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.resetPassword, to: "13812345678"))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile("13812345678"), code: code, newPassword: "Green-Island-30",
                    newPasswordRepeated: "Green-Island-30"), options: room.options())
            _ = try await room.logIn(password: "Green-Island-30")
        }
    }

    @Test("elsewhere whoever is not verified has an account, and an authority that nobody knows is refused")
    func others() async throws {
        try await IdentityRoom.run { room in
            try await room.register(authority: .cpcc)
            #expect(try kind(try await room.logIn().accessToken, room) == "account")
            let code = try #require(try await room.code(.register, to: "13987654321"))
            let refusal = try await room.refusal {
                _ = try await room.accounts.registerAccount(
                    room.registration("otherfox", mobile: "13987654321", code: code, authority: .unrecognized(9)),
                    options: room.options())
            }
            #expect(refusal.fieldViolations.map(\.field) == ["authority"])
        }
    }

    @Test("verification at one authority says nothing of another")
    func elsewhere() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            _ = try await room.changeEmail(
                to: "zhang@example.cn", code: try await room.changeCode(.email("zhang@example.cn"), as: token),
                as: token)
            let fields = IdentityRoom.person()
            let dossier = try await room.save(fields, as: token, at: .cpcc)
            for slot in ["handheld", "identity_copy"] {
                _ = try await room.upload(IdentityRoom.writing(), to: slot, of: dossier.id, as: token)
            }
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.approve(dossier.id, as: staff)
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token))
            #expect(account.verification == .unverified)
            #expect(try await room.holder(of: account.id, at: .cpcc).version == 1)
            try await room.expect("HOLDER_NOT_VERIFIED") { _ = try await room.holder(of: account.id) }
            // The same number may verify its holder at each authority.
            let platform = try await room.filled(token)
            #expect(try await room.submit(platform.id, as: token).state == .inReview)
            #expect(try await room.claims() == 2)
        }
    }
}
