import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Accounts of an older system, and what is missing", .timeLimit(.minutes(5)))
struct CompletionTests {
    private typealias Row = IdentityV1.ImportRow

    private func bring(
        _ rows: [Row], key: String? = nil, at authority: IdentityV1.Authority = .cpcc, in room: IdentityRoom
    ) async throws -> [IdentityV1.ImportOutcome] {
        try await room.imports.importAccounts(
            .init(rows: rows, authority: authority), options: room.options(key: key)
        ).outcomes
    }

    private func signIn(_ mobile: String, in room: IdentityRoom) async throws -> IdentityV1.Session {
        let code = try #require(try await room.code(.login, to: mobile))
        return try await room.sessions.logInWithCode(
            .init(mobile: mobile, code: code, device: "phone"), options: room.options())
    }

    private func code(
        _ recipient: IdentityV1.RequestCompletionCodeRequest.Recipient, as token: String, in room: IdentityRoom
    ) async throws -> String {
        let address =
            switch recipient {
            case .mobile(let text), .email(let text): text
            }
        let before = room.inbox.letters(to: address).count
        _ = try await room.completing.requestCompletionCode(
            .init(recipient: recipient), options: room.options(token))
        _ = try await room.server.sendCodes()
        let letters = room.inbox.letters(to: address)
        return try #require(letters.count > before ? letters.last?.code : nil)
    }

    private func completion(_ token: String, in room: IdentityRoom) async throws -> IdentityV1.AccountCompletion {
        try await room.completing.getCompletion(.init(), options: room.options(token))
    }

    @Test("it signs in with a code, can do nothing but complete itself, and is like every other account then")
    func wholeWay() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let outcome = try #require(
                try await bring([Row(reference: "old-17", mobile: "13812345678", userName: "foxmoon")], in: room).first)
            #expect(outcome.account.hasPrefix("acc_") && !outcome.wasThere && outcome.reason.isEmpty)
            // Nobody else has heard of it.
            #expect(try await room.events() == [])
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked == [])
            // It has no password, whatever the older system had.
            try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn("foxmoon") }
            let session = try await signIn("13812345678", in: room)
            let token = session.accessToken
            let claims = try room.verifier.verify(token, audience: "evidence", now: room.time.wall())
            #expect(claims.kind == "applicant" && claims.subject == outcome.account)
            let missing = try await completion(token, in: room)
            #expect(missing.imported && !missing.complete)
            #expect(missing.missing == ["account_class", "user_name", "institution_name", "mobile", "email"])
            let closed = try await room.refusal { _ = try await room.save(["real_name": "张"], as: token, at: .cpcc) }
            #expect(closed.word == "ACCOUNT_INCOMPLETE" && closed.fieldViolations.count == 5)
            try await room.expect("SUBJECT_NOT_ALLOWED") {
                _ = try await room.changes.getProfile(.init(), options: room.options(token))
            }
            try await room.expect("SUBJECT_NOT_ALLOWED") {
                _ = try await room.changes.requestChangeCode(
                    .init(recipient: .email("li@example.cn")), options: room.options(token))
            }
            room.time.advance(by: .seconds(61))
            let mobileCode = try await code(.mobile("13812345678"), as: token, in: room)
            let emailCode = try await code(.email("li@example.cn"), as: token, in: room)
            var request = IdentityV1.CompleteAccountRequest(
                accountClass: .institution, userName: "样本书局", institutionName: "样本书局文化有限公司",
                mobile: "13812345678", mobileCode: mobileCode, email: "li@example.cn", emailCode: emailCode,
                acceptsTerms: true)
            var wrong = request
            wrong.emailCode = emailCode == "000000" ? "000001" : "000000"
            try await room.expect("CODE_REFUSED") {
                _ = try await room.completing.completeAccount(wrong, options: room.options(token))
            }
            let account = try await room.completing.completeAccount(request, options: room.options(token, key: "k"))
            #expect(account.accountClass == .institution && account.userName == "样本书局")
            #expect(account.maskedEmail.hasSuffix("@example.cn") && account.id == outcome.account)
            #expect(
                try await room.completing.completeAccount(request, options: room.options(token, key: "k")) == account)
            request.userName = "another-name"
            try await room.expect("ACCOUNT_COMPLETE") {
                _ = try await room.completing.completeAccount(request, options: room.options(token))
            }
            #expect(try await completion(token, in: room) == IdentityV1.AccountCompletion(complete: true))
            // The next token is like everybody's, and the dossier is open.
            let next = try await room.sessions.refresh(
                .init(refreshToken: session.refreshToken), options: room.options()
            ).accessToken
            #expect(
                try room.verifier.verify(next, audience: "evidence", now: room.time.wall()).kind == "account")
            #expect(try await room.save(["real_name": "张"], as: next, at: .cpcc).state == .draft)
            #expect(try await room.events() == ["account.registered"])
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked == ["contacts \(account.id) 13812345678"])
            let row = try await room.store.read {
                try $0.row("SELECT terms_at, institution_name FROM accounts JOIN imported_accounts ON account = id")
            }
            let termsAt = try #require(row).integer("terms_at")
            #expect(termsAt > 0)
            let sealed = try #require(try row?.optionalBlob("institution_name"))
            #expect(sealed.firstRange(of: Array("样本书局".utf8)) == nil)
            // Erased, it is not brought back by the same row.
            room.time.advance(by: .seconds(61))
            let set = try #require(try await room.code(.resetPassword, to: "13812345678"))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile("13812345678"), code: set, newPassword: IdentityRoom.password,
                    newPasswordRepeated: IdentityRoom.password), options: room.options())
            let last = try await room.logIn("样本书局").accessToken
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(last))
            let again = try await bring([Row(reference: "old-17", mobile: "13812345678", userName: "")], in: room)
            #expect(again.map(\.reason) == ["ERASED"] && again.map(\.account) == [""])
            _ = try await room.server.checkAudit()
        }
    }

    @Test("each row is answered by itself; the same reference again is the same account, the same call the same answer")
    func rows() async throws {
        try await IdentityRoom.run { room in
            try await room.register("someone", mobile: "13700000001")
            let rows = [
                Row(reference: "1", mobile: "13812345678", userName: "foxmoon"),
                Row(reference: "2", mobile: "13812345678", userName: ""),
                Row(reference: "3", mobile: "13812345679", userName: "FoxMoon"),
                Row(reference: "4", mobile: "13700000001", userName: ""),
                Row(reference: "5", mobile: "1381234567", userName: "1"), Row(reference: "", mobile: "", userName: ""),
                Row(reference: "7", mobile: "13812345670", userName: ""),
                Row(reference: "1", mobile: "13812345671", userName: ""),
            ]
            let outcomes = try await bring(rows, key: "import", in: room)
            #expect(
                outcomes.map(\.reason) == [
                    "", "MOBILE_TAKEN", "USER_NAME_TAKEN", "MOBILE_TAKEN", "INVALID_FIELDS", "INVALID_FIELDS", "", "",
                ])
            #expect(
                outcomes[4].faults.map { "\($0.field) \($0.reason)" } == ["mobile MALFORMED", "user_name MALFORMED"])
            #expect(outcomes[5].faults.map(\.field) == ["reference", "mobile"])
            #expect(outcomes[7].wasThere && outcomes[7].account == outcomes[0].account)
            #expect(outcomes.map(\.reference) == rows.map(\.reference))
            #expect(try await bring(rows, key: "import", in: room) == outcomes)
            #expect(try await bring(Array(rows.prefix(1)), in: room).first?.wasThere == true)
            let count = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM accounts")?.integer("n")
            }
            #expect(count == 3)
            for (rows, authority, fields) in [
                ([], .cpcc, ["rows"]), (Array(repeating: rows[0], count: 201), .cpcc, ["rows"]),
                ([rows[0]], .unspecified, ["authority"]),
            ] as [([Row], IdentityV1.Authority, [String])] {
                let refusal = try await room.refusal { _ = try await bring(rows, at: authority, in: room) }
                #expect(refusal.fieldViolations.map(\.field) == fields)
            }
            // Nobody but the operator brings accounts.
            let stranger = try await room.refusal {
                _ = try await IdentityV1.ImportsClient(room.gateway).importAccounts(.init(), options: room.options())
            }
            #expect(stranger.code == .permissionDenied)
        }
    }

    @Test(
        "what is wrong with a completion is told field by field, and a taken name, number or address by its owner's code"
    )
    func refused() async throws {
        try await IdentityRoom.run { room in
            try await room.register("someone", mobile: "13700000001")
            _ = try await bring([Row(reference: "1", mobile: "13812345678", userName: "")], in: room)
            let token = try await signIn("13812345678", in: room).accessToken
            func fields(_ request: IdentityV1.CompleteAccountRequest) async throws -> [String] {
                try await room.refusal {
                    _ = try await room.completing.completeAccount(request, options: room.options(token))
                }.fieldViolations.map(\.field)
            }
            #expect(
                try await fields(.init()) == [
                    "account_class", "user_name", "mobile", "email", "mobile_code", "email_code", "accepts_terms",
                ])
            #expect(
                try await fields(
                    .init(
                        accountClass: .institution, userName: "foxmoon", mobile: "13812345678", mobileCode: "123456",
                        email: "a@example.cn", emailCode: "123456", acceptsTerms: true)) == ["institution_name"])
            #expect(
                try await fields(
                    .init(
                        accountClass: .individual, userName: "foxmoon", institutionName: "样本", mobile: "13812345678",
                        mobileCode: "123456", email: "a@example.cn", emailCode: "123456", acceptsTerms: true))
                    == ["institution_name"])
            #expect(
                try await fields(
                    .init(
                        accountClass: .staff, userName: "foxmoon", mobile: "13812345678", mobileCode: "12345x",
                        email: "a@", emailCode: "", acceptsTerms: true))
                    == ["account_class", "email", "mobile_code", "email_code"])
            room.time.advance(by: .seconds(61))
            // Somebody else's number, with a code that they have been talked out of.
            let theirs = try await code(.mobile("13700000001"), as: token, in: room)
            let email = try await code(.email("a@example.cn"), as: token, in: room)
            let taken = IdentityV1.CompleteAccountRequest(
                accountClass: .individual, userName: "foxmoon", mobile: "13700000001", mobileCode: theirs,
                email: "a@example.cn", emailCode: email, acceptsTerms: true)
            try await room.expect("MOBILE_TAKEN") {
                _ = try await room.completing.completeAccount(taken, options: room.options(token))
            }
            // Nothing of it stayed, the codes neither.
            #expect(try await completion(token, in: room).imported)
            let own = try await code(.mobile("13812345678"), as: token, in: room)
            var request = taken
            (request.mobile, request.mobileCode, request.userName) = ("13812345678", own, "someone")
            try await room.expect("USER_NAME_TAKEN") {
                _ = try await room.completing.completeAccount(request, options: room.options(token))
            }
            request.userName = "foxmoon"
            #expect(
                try await room.completing.completeAccount(request, options: room.options(token)).accountClass
                    == .individual)
            // An account that is complete asks for no such code.
            let member = try await room.logIn("someone").accessToken
            try await room.expect("ACCOUNT_COMPLETE") {
                _ = try await room.completing.requestCompletionCode(
                    .init(recipient: .email("b@example.cn")), options: room.options(member))
            }
        }
    }

    @Test("an account whose number was freed before it was completed gets another by its reference, and never that one")
    func freed() async throws {
        try await IdentityRoom.run { room in
            let row = Row(reference: "1", mobile: "13812345678", userName: "foxmoon")
            let account = try #require(try await bring([row], in: room).first).account
            _ = try await room.free("13812345678", as: try room.staff(roles: ["administrator"]))
            // The same list again: whoever has the number now is not let in.
            let same = try await bring([row], in: room)
            #expect(same.map(\.account) == [account] && same.allSatisfy { $0.wasThere })
            #expect(try await room.code(.login, to: "13812345678") == nil)
            try await room.register("someone", mobile: "13700000001")
            #expect(
                try await bring([Row(reference: "1", mobile: "13700000001", userName: "")], in: room).map(\.reason)
                    == ["MOBILE_TAKEN"])
            let other = Row(reference: "1", mobile: "13912345678", userName: "")
            let again = try await bring([other], in: room)
            #expect(again.map(\.account) == [account] && again.allSatisfy { $0.wasThere })
            #expect(try await signIn("13912345678", in: room).account == account)
            // One that has a number keeps it.
            let third = Row(reference: "1", mobile: "13912345679", userName: "")
            #expect(try await bring([third], in: room).first?.wasThere == true)
            #expect(try await room.code(.login, to: "13912345679") == nil)
            #expect(try await room.audit(of: account, like: "mobile%") == ["mobile_freed", "mobile_changed"])
            _ = try await room.server.checkAudit()
        }
    }

    @Test("nobody else hears of it before it is complete, whatever happens to it")
    func unheard() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            _ = try await bring([Row(reference: "1", mobile: "13812345678", userName: "foxmoon")], in: room)
            _ = try await signIn("13812345678", in: room)
            room.time.advance(by: .seconds(61))
            let code = try #require(try await room.code(.resetPassword, to: "13812345678"))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile("13812345678"), code: code, newPassword: IdentityRoom.password,
                    newPasswordRepeated: IdentityRoom.password), options: room.options())
            // On a device that was never seen.
            let session = try await room.logIn("foxmoon", device: "another telephone")
            for _ in 0..<6 { _ = try? await room.logIn("foxmoon", password: "Wrong-1-x") }
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked == [])
            // That a sign-in is over concerns whoever would believe its token.
            #expect(Set(try await room.events()) == ["session.ended"])
            // Their token opens what is said to be open.
            #expect(
                try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken)).userName
                    == "foxmoon")
            try await room.expect("SUBJECT_NOT_ALLOWED") {
                _ = try await room.sessions.listSessions(.init(), options: room.options(session.accessToken))
            }
        }
    }

    @Test("another number than the imported one takes its place, and the one before is told")
    func otherNumber() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            _ = try await bring([Row(reference: "1", mobile: "13812345678", userName: "")], in: room)
            let token = try await signIn("13812345678", in: room).accessToken
            let mobile = try await code(.mobile("13912345678"), as: token, in: room)
            let email = try await code(.email("a@example.cn"), as: token, in: room)
            let account = try await room.completing.completeAccount(
                .init(
                    accountClass: .individual, userName: "foxmoon", mobile: "13912345678", mobileCode: mobile,
                    email: "a@example.cn", emailCode: email, acceptsTerms: true), options: room.options(token))
            #expect(account.maskedMobile == "139****5678")
            while try await room.server.runErrands() > 0 {}
            #expect(
                messenger.asked.sorted() == ["contacts \(account.id) 13912345678", "mobile_changed 13812345678"])
        }
    }

    @Test("at the authority that asks for it a dossier is handed in after the e-mail address was confirmed")
    func email() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let before = try await completion(token, in: room)
            #expect(!before.complete && !before.imported && before.missing == ["email"])
            let dossier = try await room.save(IdentityRoom.person(), as: token, at: .cpcc)
            for slot in ["handheld", "identity_copy"] {
                _ = try await room.upload(IdentityRoom.writing(), to: slot, of: dossier.id, as: token)
            }
            let refusal = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(refusal.word == "ACCOUNT_INCOMPLETE" && refusal.fieldViolations.map(\.field) == ["email"])
            _ = try await room.changeEmail(
                to: "zhang@example.cn", code: try await room.changeCode(.email("zhang@example.cn"), as: token),
                as: token)
            #expect(try await completion(token, in: room).complete)
            #expect(try await room.submit(dossier.id, as: token).state == .inReview)
        }
    }
}

extension IdentityRoom {
    fileprivate var completing: IdentityV1.CompletionClient { IdentityV1.CompletionClient(gateway) }
}
