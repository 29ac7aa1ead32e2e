import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Verified holders", .timeLimit(.minutes(5)))
struct HolderTests {
    private typealias Facts = IdentityV1.GetVerifiedHolderRequest.Facts

    /// Hands a dossier in and approves it.
    private func verify(
        _ room: IdentityRoom, as token: String, mobile: String = "13812345678", code: String = "",
        changing: [String: String] = [:]
    ) async throws {
        let dossier = try await room.filled(token, mobile: mobile, changing: changing)
        _ = try await room.submit(dossier.id, as: token, code: code)
        let staff = try room.staff()
        try await room.claim(dossier.id, as: staff)
        try await room.approve(dossier.id, as: staff)
    }

    @Test("another service learns masked facts and whether its own are strictly the verified ones")
    func masked() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            let before = try await room.refusal { _ = try await room.holder(of: account.id) }
            #expect(before.code == .notFound && before.word == "HOLDER_NOT_VERIFIED")
            try await verify(room, as: token)
            let holder = try await room.holder(of: account.id)
            #expect(holder.holder.hasPrefix("hld_") && holder.account == account.id && holder.version == 1)
            #expect(holder.maskedName == "张*二" && holder.maskedDocumentNumber == "1101**********002X")
            #expect(holder.maskedMobile == "138****5678" && holder.kind == "person")
            #expect(holder.validUntil == "2041-09-01" && !holder.documentExpired)
            #expect(holder.comparison == .unspecified)
            let kind = "resident_identity_card"
            for (facts, comparison) in [
                (Facts(name: "张老二", documentKind: kind, documentNumber: "11010519491231002x"), .equal),
                (Facts(name: "张老二", documentKind: kind, documentNumber: "11010519491231002X"), .equal),
                (Facts(name: "张老三", documentKind: kind, documentNumber: "11010519491231002X"), .different),
                (Facts(name: "张老二 ", documentKind: kind, documentNumber: "11010519491231002X"), .different),
                (Facts(name: "张老二", documentKind: kind, documentNumber: "440524188001010014"), .different),
                (Facts(name: "张老二", documentKind: "passport", documentNumber: "11010519491231002X"), .different),
                (Facts(name: "' OR 1=1 --", documentKind: "x", documentNumber: ""), .different),
                (Facts(), .different),
            ] as [(Facts, IdentityV1.FactsComparison)] {
                #expect(try await room.holder(of: account.id, facts: facts).comparison == comparison)
            }
            #expect(try await room.refusal { _ = try await room.holder(of: account.id, at: .henan) }.code == .notFound)
            let byHolder = try await room.holders.getVerifiedHolder(
                IdentityV1.GetVerifiedHolderRequest(who: .holder(holder.holder), authority: .platform),
                options: room.options())
            #expect(byHolder == holder)
            #expect(
                try await room.refusal { _ = try await room.holder(of: "acc_1") }.word == "INVALID_HOLDER")
            let nobody = try await room.refusal {
                _ = try await room.holders.getVerifiedHolder(.init(), options: room.options())
            }
            #expect(nobody.fieldViolations.map(\.field) == ["who", "authority"])
        }
    }

    @Test("a service that may not ask is refused")
    func stranger() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let refusal = try await room.refusal {
                _ = try await room.strangers.getVerifiedHolder(
                    IdentityV1.GetVerifiedHolderRequest(who: .account(account.id), authority: .platform),
                    options: room.options())
            }
            #expect(refusal.code == .permissionDenied)
        }
    }

    @Test("whoever verifies again stays verified as before until the new version is approved")
    func again() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            try await verify(room, as: token)
            // With another number: both are theirs until one of the versions ends.
            let code = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            let dossier = try await room.filled(token, mobile: "13700001111", changing: ["real_name": "张老三"])
            _ = try await room.submit(dossier.id, as: token, code: code)
            #expect(try await room.claims() == 2)
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .verified)
            #expect(try await room.holder(of: account.id).version == 1)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            #expect(try await room.look(at: dossier.id, as: staff).holderVersion == 1)
            try await room.approve(dossier.id, as: staff)
            let next = try await room.holder(of: account.id)
            #expect(next.version == 2 && next.maskedName == "张*三" && next.maskedMobile == "137****1111")
            #expect(try await room.claims() == 1)
            let versions = try await room.store.read { snapshot in
                try snapshot.rows("SELECT ended_at FROM holder_versions ORDER BY version").map {
                    try $0.optionalInteger("ended_at") == nil
                }
            }
            #expect(versions == [false, true])
        }
    }

    @Test("a verification that is not repeated to its end leaves the one before as it was")
    func givenUp() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            try await verify(room, as: token)
            let before = try await room.holder(of: account.id)
            for isRefused in [true, false] {
                let dossier = try await room.filled(token)
                _ = try await room.submit(dossier.id, as: token)
                if isRefused {
                    let staff = try room.staff()
                    try await room.claim(dossier.id, as: staff)
                    try await room.refuse(dossier.id, as: staff)
                } else {
                    _ = try await room.withdraw(dossier.id, as: token)
                }
                #expect(try await room.holder(of: account.id) == before)
                #expect(try await room.claims() == 1)
                #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .verified)
            }
        }
    }
}
