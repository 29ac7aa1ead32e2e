import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Confirming the address of a dossier", .timeLimit(.minutes(5)))
struct DossierEmailTests {
    private let address = "zhang@example.cn"

    private func verdict(_ dossier: IdentityV1.Dossier) -> String? {
        dossier.faults.first { $0.field == "email_code" }?.reason
    }

    private func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    @Test(
        "where the authority asks for a code, a draft without one does not pass, and passes with the one that was sent")
    func confirmed() async throws {
        try await IdentityRoom.run { room in
            try await room.register(authority: .henan)
            var token = try await room.logIn().accessToken
            let own = ["origin": "in_province", "industry": "R", "office_city": "4101", "office": "郑州"]
            let fields = IdentityRoom.person().merging(own) { $1 }
            #expect(verdict(try await room.save(fields, as: token, at: .henan)) == "EMPTY")
            #expect(verdict(try await room.save(["email_code": "12345"], as: token, at: .henan)) == "MALFORMED")
            let code = try await room.emailCode(to: address, as: token)
            // Nobody else's, and for nothing else.
            #expect(room.inbox.letters(to: address).last?.purpose == .dossierEmail)
            #expect(verdict(try await room.save(["email_code": wrong(code)], as: token, at: .henan)) == "UNCONFIRMED")
            let passing = try await room.save(["email_code": code], as: token, at: .henan)
            #expect(passing.faults == [])
            // Saved once more, and after the code is over, it stands.
            room.time.advance(by: .seconds(400))
            token = try await room.logIn().accessToken
            #expect(try await room.save(["email_code": code], as: token, at: .henan).faults == [])
            let picture = try await room.small()
            for slot in passing.wantedSlots {
                _ = try await room.upload(picture, to: slot, of: passing.id, as: token, type: "image/jpeg")
            }
            let submitted = try await room.submit(passing.id, as: token)
            #expect(submitted.state == .inReview && !submitted.entries.contains { $0.field == "email_code" })
            let staff = try room.staff()
            try await room.claim(submitted.id, as: staff)
            try await room.approve(submitted.id, as: staff)
        }
    }

    @Test("another address asks again, the one before is still confirmed, and an emptied draft has confirmed none")
    func moved() async throws {
        try await IdentityRoom.run { room in
            try await room.register(authority: .henan)
            let token = try await room.logIn().accessToken
            let code = try await room.emailCode(to: address, as: token)
            let fields = ["email": address, "email_code": code]
            #expect(verdict(try await room.save(fields, as: token, at: .henan)) == nil)
            let moved = try await room.save(["email": "li@example.cn"], as: token, at: .henan)
            #expect(verdict(moved) == "EMPTY" && !moved.entries.contains { $0.field == "email_code" })
            // The code of one address is good for no other.
            #expect(verdict(try await room.save(["email_code": code], as: token, at: .henan)) == "UNCONFIRMED")
            #expect(verdict(try await room.save(["email": "Zhang@Example.cn"], as: token, at: .henan)) == nil)
            #expect(verdict(try await room.save(["email": address], as: token, at: .henan, reset: true)) == "EMPTY")
        }
    }

    @Test(
        "a code is good for the account that asked for it, for five wrong tries, and as often as other codes are sent")
    func bound() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let other = try await room.member("otherfox", mobile: "13987654321")
            let code = try await room.emailCode(to: address, as: token)
            let fields = ["email": address, "email_code": code]
            #expect(verdict(try await room.save(fields, as: other, at: .henan)) == "UNCONFIRMED")
            try await room.expect("CODE_TOO_SOON") { _ = try await room.emailCode(to: address, as: other) }
            for number in 0..<5 {
                let digit = code == "00000\(number)" ? "000009" : "00000\(number)"
                let saved = try await room.save(["email": address, "email_code": digit], as: token, at: .henan)
                #expect(verdict(saved) == "UNCONFIRMED")
            }
            #expect(verdict(try await room.save(["email_code": code], as: token, at: .henan)) == "UNCONFIRMED")
            room.time.advance(by: .seconds(61))
            let next = try await room.emailCode(to: address, as: token)
            // A form that saves the same wrong code again and again tries it once.
            for _ in 0..<7 { _ = try await room.save(["email_code": wrong(next)], as: token, at: .henan) }
            #expect(verdict(try await room.save(["email_code": next], as: token, at: .henan)) == nil)
        }
    }

    @Test("a corrected address needs a code of its own, of which wrong ones count, and only where the address is open")
    func corrected() async throws {
        try await IdentityRoom.run { room in
            try await room.register(authority: .henan)
            let token = try await room.logIn().accessToken
            let dossier = try await room.save(try await room.personInHenan(token), as: token, at: .henan)
            let picture = try await room.small()
            for slot in dossier.wantedSlots {
                _ = try await room.upload(picture, to: slot, of: dossier.id, as: token, type: "image/jpeg")
            }
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["address"], as: staff)
            let closed = try await room.refusal {
                _ = try await room.correct(dossier.id, ["address": "建设路二号", "email_code": "123456"], as: token)
            }
            #expect(closed.word == "FIELDS_CLOSED")
            #expect(try await room.correct(dossier.id, ["address": "建设路二号"], as: token).state == .inReview)
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["email"], as: staff)
            let open = try await room.current(token, at: .henan)
            #expect(open.openFields == ["email", "email_code", "promise"])
            #expect(open.faults.map(\.field) == ["promise"])
            let lacking = try await room.refusal {
                _ = try await room.correct(dossier.id, ["email": "li@example.cn"], as: token)
            }
            #expect(lacking.fieldViolations.map(\.field) == ["email_code"])
            let code = try await room.emailCode(to: "li@example.cn", as: token)
            for _ in 0..<4 {
                let refused = try await room.refusal {
                    _ = try await room.correct(
                        dossier.id, ["email": "li@example.cn", "email_code": wrong(code)], as: token)
                }
                #expect(refused.fieldViolations.map(\.field) == ["email_code"])
            }
            // What else is wrong leaves the code good.
            let other = try await room.refusal {
                _ = try await room.correct(
                    dossier.id, ["email": "li@example.cn", "email_code": code, "postcode": "1"], as: token)
            }
            #expect(other.word == "FIELDS_CLOSED")
            let again = try await room.correct(
                dossier.id, ["email": "li@example.cn", "email_code": code], as: token)
            #expect(again.state == .inReview && again.round == 3)
        }
    }

    @Test("where nobody asks for it, none is sent and none is needed; without an account only its form is judged")
    func elsewhere() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            for authority: IdentityV1.Authority in [.platform, .cpcc, .unspecified] {
                let refusal = try await room.refusal {
                    _ = try await room.emailCode(to: address, as: token, at: authority)
                }
                #expect(refusal.fieldViolations.map(\.field) == ["authority"])
            }
            let malformed = try await room.refusal { _ = try await room.emailCode(to: "zhang", as: token) }
            #expect(malformed.fieldViolations.map(\.field) == ["email"])
            #expect(room.inbox.letters(to: address).isEmpty)
            #expect(try await room.filled(token).faults == [])
            func reason(_ code: String) async throws -> String? {
                try await room.dossiers.validateFields(
                    .init(
                        authority: .henan,
                        entries: IdentityRoom.entries(["email": address, "email_code": code]), fields: ["email_code"]),
                    options: room.options()
                ).verdicts.first?.reason
            }
            for (code, word) in [("", "EMPTY"), ("12345", "MALFORMED"), ("123456", "")] {
                #expect(try await reason(code) == word)
            }
        }
    }

    @Test("what was confirmed lies sealed, and is gone with the account")
    func sealed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let code = try await room.emailCode(to: address, as: token)
            _ = try await room.save(["email": address, "email_code": code], as: token, at: .henan)
            func kept() async throws -> [UInt8]? {
                try await room.store.read {
                    try $0.row("SELECT confirmed_email FROM dossiers")?.optionalBlob("confirmed_email")
                }
            }
            let sealed = try #require(try await kept())
            #expect(sealed.firstRange(of: Array(address.utf8)) == nil)
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(token))
            #expect(try await kept() == nil)
        }
    }
}
