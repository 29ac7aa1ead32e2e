import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Numbers that carriers give to somebody else", .timeLimit(.minutes(5)))
struct FreedMobileTests {
    private static let number = "13812345678"

    /// Somebody who is verified with the number of their account.
    private func verified(_ room: IdentityRoom) async throws -> (account: String, session: IdentityV1.Session) {
        let account = try await room.register()
        let token = try await room.logIn().accessToken
        let dossier = try await room.filled(token)
        _ = try await room.submit(dossier.id, as: token)
        try await room.claim(dossier.id, as: try room.staff())
        try await room.approve(dossier.id, as: try room.staff())
        return (account.id, try await room.logIn())
    }

    @Test("a freed number signs nobody in any more, and whoever has it now registers and is verified with it")
    func freed() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let (former, session) = try await verified(room)
            let administrator = try room.staff(roles: ["administrator"])
            room.time.advance(by: .seconds(60))
            // A code that is on its way to whoever has the number now.
            let code = try #require(try await room.code(.login, to: Self.number))
            let freed = try await room.free(Self.number, as: administrator, key: "free")
            #expect(freed.accountFreed && freed.holdersFreed == 1)
            #expect(try await room.free(Self.number, as: administrator, key: "free") == freed)
            #expect(try await room.free("+86" + Self.number, as: administrator) == .init())
            try await room.ended(session.accessToken)
            try await room.expect("CODE_REFUSED") {
                _ = try await room.sessions.logInWithCode(
                    .init(mobile: Self.number, code: code), options: room.options())
            }
            try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn(Self.number) }
            #expect(try await room.claims() == 0)
            let holder = try await room.holder(of: former)
            #expect(holder.version == 1 && holder.maskedMobile == "")
            _ = try await room.server.runErrands()
            #expect(
                messenger.asked.suffix(2) == ["contacts \(former) ", "mobile_freed \(former)"]
                    && !messenger.asked.contains("mobile_freed \(Self.number)"))
            #expect(try await room.audit(of: former, like: "mobile%") == ["mobile_freed"])
            #expect(try await room.events().filter { $0 == "mobile.freed" }.count == 1)

            room.time.advance(by: .seconds(60))
            let next = try await room.register("newowner")
            let theirs = try await room.logIn(Self.number).accessToken
            #expect(next.id != former)
            let dossier = try await room.filled(theirs)
            #expect(try await room.submit(dossier.id, as: theirs).state == .inReview)
            #expect(try await room.claims() == 1)
        }
    }

    @Test("the former owner comes back by name and password, and the number they name next is their holder's too")
    func renamed() async throws {
        try await IdentityRoom.run { room in
            let (former, _) = try await verified(room)
            _ = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            let token = try await room.logIn().accessToken
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).maskedMobile == "")
            // A number that verifies somebody else here is refused, as ever.
            room.time.advance(by: .seconds(60))
            let other = try await room.applicant("otherfox", mobile: "13900000001")
            let theirs = try await room.filled(other, mobile: "13900000001")
            _ = try await room.submit(theirs.id, as: other)
            let third = try await room.applicant("thirdfox", mobile: "13900000002")
            _ = third
            let code = try await room.changeCode(.mobile("13700001111"), as: token)
            #expect(try await room.changeMobile(to: "13700001111", code: code, as: token).maskedMobile == "137****1111")
            #expect(try await room.holder(of: former).maskedMobile == "137****1111")
            #expect(try await room.claims() == 2)
            // It is claimed as if it had been verified with it.
            let fourth = try await room.applicant("fourthfox", mobile: "13900000004")
            let late = try await room.filled(fourth, mobile: "13700001111")
            room.time.advance(by: .seconds(60))
            let theirCode = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            try await room.expect("HOLDER_MOBILE_TAKEN") {
                _ = try await room.submit(late.id, as: fourth, code: theirCode)
            }
        }
    }

    @Test("a dossier that staff have is not approved without its number, and its applicant names another")
    func underReview() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant("foxmoon", mobile: "13700001111")
            let dossier = try await room.filled(token, mobile: Self.number)
            let code = try #require(try await room.code(.verifyMobile, to: Self.number))
            _ = try await room.submit(dossier.id, as: token, code: code)
            let freed = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            #expect(!freed.accountFreed && freed.holdersFreed == 1)
            // Signed in with another number, which stays.
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).maskedMobile == "137****1111")
            try await room.claim(dossier.id, as: try room.staff())
            let stale = try await room.refusal { try await room.approve(dossier.id, as: try room.staff()) }
            #expect(stale.word == "DOSSIER_STALE" && stale.fieldViolations.map(\.field) == ["mobile"])
            try await room.refuse(dossier.id, fields: ["mobile"], as: try room.staff())
            let again = try await room.correct(dossier.id, ["mobile": "13700001111"], as: token)
            #expect(again.state == .inReview)
            #expect(try await room.claims() == 1)
        }
    }

    @Test("a link that whoever has the number now may have made with it signs nobody in any more")
    func links() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let first = try await room.logIn().accessToken
            _ = try await room.link(try await room.visitToLink(as: "li", token: first), as: first)
            room.time.advance(by: .seconds(30 * 86_400))
            let token = try await room.logIn().accessToken
            _ = try await room.link(try await room.visitToLink("alipay", as: "mallory", token: token), as: token)
            _ = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            let own = try await room.logIn().accessToken
            let links = try await room.thirdParties.listLinks(.init(), options: room.options(own)).links
            #expect(links.map(\.provider) == ["wechat"])
            // They come as somebody whom nobody knows.
            _ = try await room.registration(try await room.visit("alipay", as: "mallory"))
            let actor = try await room.store.read {
                try $0.row("SELECT actor FROM audit WHERE action = 'third_party_unlinked'")?.text("actor")
            }
            #expect(actor?.hasSuffix("e04") == true && actor != account.id)
        }
    }

    @Test("whoever has neither password nor address left names another number in a sign-in by a third party, once")
    func noDeadEnd() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let registration = try await room.registration(try await room.visit(as: "li"))
            let binding = try await room.bindingCode(registration, to: Self.number)
            let account = try await room.bind(registration, mobile: Self.number, code: binding).account
            // While there is a number, a password comes before any change.
            room.time.advance(by: .seconds(31 * 86_400))
            guard case .session(let begun)? = try await room.complete(try await room.visit(as: "li")) else {
                Issue.record("whoever came has an account")
                return
            }
            let early = try await room.changeCode(.mobile("13700001111"), as: begun.accessToken)
            try await room.expect("INVALID_FIELDS") {
                _ = try await room.changeMobile(
                    to: "13700001111", code: early, as: begun.accessToken, password: "")
            }
            _ = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            guard case .session(let session)? = try await room.complete(try await room.visit(as: "li")) else {
                Issue.record("the older link signs in")
                return
            }
            let token = session.accessToken
            #expect(session.account == account)
            room.time.advance(by: .seconds(61))
            let code = try await room.changeCode(.mobile("13700001111"), as: token)
            let changed = try await room.changeMobile(to: "13700001111", code: code, as: token, password: "")
            #expect(changed.maskedMobile == "137****1111")
            // From here on there is something to lose.
            room.time.advance(by: .seconds(61))
            let next = try await room.changeCode(.mobile("13700002222"), as: token)
            try await room.expect("INVALID_FIELDS") {
                _ = try await room.changeMobile(to: "13700002222", code: next, as: token, password: "")
            }
            while try await room.server.runErrands() > 0 {}
            // Nobody is told at a number that was freed.
            #expect(!messenger.asked.contains("mobile_changed "))
            #expect(messenger.asked.contains("mobile_changed \(account)"))
        }
    }

    @Test("an account whose number was freed is erased, and nothing is told to no number")
    func erased() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            _ = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            _ = try await room.privacy.eraseSubjectOnRequest(
                .init(account: account.id), options: room.options(try room.staff(roles: ["privacy"])))
            while try await room.server.runErrands() > 0 {}
            #expect(!messenger.asked.contains("erased ") && messenger.asked.contains("forget \(account.id)"))
        }
    }

    @Test("a holder whose number was freed is sent no code for a mandate before they have named another")
    func mandate() async throws {
        try await IdentityRoom.run { room in
            let both = try await room.holderAndAgent()
            var holder = both.holder
            let mandate = try await room.asked(holder, by: both.agent)
            _ = try await room.free(holder.mobile, as: try room.staff(roles: ["administrator"]))
            holder.token = try await room.logIn(holder.userName).accessToken
            try await room.expect("MOBILE_MISSING") { _ = try await room.mandateCode(mandate.id, of: holder) }
            try await room.expect("MOBILE_MISSING") {
                _ = try await room.confirm(mandate.id, code: "123456", as: holder.token)
            }
            _ = try await room.server.sendCodes()
            #expect(room.inbox.letters(to: "").isEmpty)
            let code = try await room.changeCode(.mobile("13700001111"), as: holder.token)
            _ = try await room.changeMobile(to: "13700001111", code: code, as: holder.token)
            room.time.advance(by: .seconds(61))
            _ = try await room.agents.requestMandateCode(
                .init(mandate: mandate.id), options: room.options(holder.token))
            _ = try await room.server.sendCodes()
            let sent = try #require(room.inbox.letters(to: "13700001111").last?.code)
            #expect(try await room.confirm(mandate.id, code: sent, as: holder.token).state == .inReview)
        }
    }

    @Test("a number that nobody has, or that is none, frees nothing; an invitation to it is over")
    func nothing() async throws {
        try await IdentityRoom.run { room in
            let administrator = try room.staff(roles: ["administrator"])
            #expect(try await room.free("13700009999", as: administrator) == .init())
            for text in ["", "12", "'; DROP TABLE accounts; --"] {
                let refusal = try await room.refusal { _ = try await room.free(text, as: administrator) }
                #expect(refusal.word == "INVALID_FIELDS" && refusal.fieldViolations.map(\.field) == ["mobile"])
            }
            try await room.expect("ROLE_MISSING") { _ = try await room.free(Self.number, as: try room.staff()) }
            let (_, founder) = try await room.institution()
            _ = try await room.invite(Self.number, as: founder)
            _ = try await room.free(Self.number, as: administrator)
            #expect(try await room.list(as: founder).invitations == [])
        }
    }

    /// What was done to an account that concerns a freed number: who did what to what.
    private func records(_ account: String, in room: IdentityRoom) async throws -> [String] {
        try await room.store.read { snapshot in
            try snapshot.rows(
                """
                SELECT actor, action, object FROM audit WHERE account = ?
                    AND action IN ('mobile_freed', 'invitation_cancelled') ORDER BY position
                """, .text(account)
            ).map { "\(try $0.text("actor")) \(try $0.text("action")) \(try $0.text("object"))" }
        }
    }

    @Test("whoever asks about a number leaves a record, whether or not anybody has it, and each invitation to it one")
    func audited() async throws {
        try await IdentityRoom.run { room in
            let administrator = try room.staff(roles: ["administrator"])
            let staff = "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"
            _ = try await room.free("13700009999", as: administrator, key: "free")
            _ = try await room.free("13700009999", as: administrator, key: "free")
            #expect(try await records(staff, in: room) == ["\(staff) mobile_freed "])
            var invitations: [String: String] = [:]
            for (name, mobile) in [("foxbooks", "13712345678"), ("owlbooks", "13712345679")] {
                let (id, founder) = try await room.institution(name, mobile: mobile)
                invitations[id] = try await room.invite("13700009999", as: founder).id
                room.time.advance(by: .seconds(61))
            }
            _ = try await room.free("13700009999", as: try room.staff(roles: ["administrator"]))
            #expect(try await records(staff, in: room).count == 2)
            for (institution, invitation) in invitations {
                #expect(try await records(institution, in: room) == ["\(staff) invitation_cancelled \(invitation)"])
            }
            let account = try await room.register()
            _ = try await room.free(Self.number, as: try room.staff(roles: ["administrator"]))
            #expect(try await records(staff, in: room).last == "\(staff) mobile_freed \(account.id)")
            #expect(try await records(account.id, in: room) == ["\(staff) mobile_freed "])
            _ = try await room.server.checkAudit()
        }
    }
}
