import Identity
import MeshAPI
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Signing in through third parties", .timeLimit(.minutes(5)))
struct ThirdPartyTests {
    private let mobile = "13812345678"

    @Test("whoever comes for the first time registers and binds a number with a code, and then just signs in")
    func firstTime() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let listed = try await room.thirdParties.listProviders(.init(), options: room.options())
            #expect(listed.providers == ["wechat", "alipay", "dingtalk"])
            let registration = try await room.registration(try await room.visit(as: "li"))
            let code = try await room.bindingCode(registration, to: mobile)
            let session = try await room.bind(registration, mobile: mobile, code: code)
            let account = try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken))
            #expect(account.maskedMobile == "138****5678" && account.accountClass == .individual)
            #expect(account.userName.hasPrefix("user_"))
            guard case .session(let again)? = try await room.complete(try await room.visit(as: "li")) else {
                Issue.record("who has an account is to register again")
                return
            }
            #expect(again.account == account.id)
            // Somebody else there is somebody else here, as is the same name at another third party.
            _ = try await room.registration(try await room.visit(as: "wang"))
            _ = try await room.registration(try await room.visit("alipay", as: "li"))
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.contains("third_party_linked \(account.id)"))
            #expect(try await room.events() == ["account.registered"])
            let stored = try await room.store.read { snapshot in
                try #require(try snapshot.row("SELECT subject, subject_code FROM third_party_links")).blob("subject")
            }
            #expect(stored.count > 32)
        }
    }

    @Test("a number that has an account signs in to it, and no second account is made; the terms are for new ones")
    func existing() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            room.time.advance(by: .seconds(60))
            let registration = try await room.registration(try await room.visit(as: "li"))
            let code = try await room.bindingCode(registration, to: mobile)
            #expect(
                try await room.bind(registration, mobile: mobile, code: code, acceptsTerms: false).account
                    == account.id)
            let other = try await room.registration(try await room.visit(as: "wang"))
            let new = try await room.bindingCode(other, to: "13987654321")
            let refusal = try await room.refusal {
                _ = try await room.bind(other, mobile: "13987654321", code: new, acceptsTerms: false)
            }
            #expect(refusal.fieldViolations.map(\.field) == ["accepts_terms"])
            // What was wrong beside the code has not used it up.
            #expect(try await room.bind(other, mobile: "13987654321", code: new).account != account.id)
        }
    }

    @Test("a code alone links no account that has a password; its owner links it with that, and is told of either end")
    func codeDoesNotLink() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            room.time.advance(by: .seconds(60))
            let registration = try await room.registration(try await room.visit(as: "mallory"))
            let code = try await room.bindingCode(registration, to: mobile)
            #expect(try await room.bind(registration, mobile: mobile, code: code).account == account.id)
            // The next visit begins anew: nothing was linked.
            _ = try await room.registration(try await room.visit(as: "mallory"))
            let token = try await room.logIn().accessToken
            _ = try await room.link(try await room.visitToLink(as: "li", token: token), as: token)
            _ = try await room.thirdParties.endLink(.init(provider: "wechat"), options: room.options(token))
            while try await room.server.runErrands() > 0 {}
            for event in ["third_party_linked", "third_party_unlinked"] {
                #expect(messenger.asked.filter { $0 == "\(event) \(account.id)" }.count == 1)
            }
        }
    }

    @Test("a forgotten password ends the links of the last thirty days and leaves the older ones")
    func resetEndsLinks() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            let first = try await room.logIn().accessToken
            _ = try await room.link(try await room.visitToLink(as: "li", token: first), as: first)
            room.time.advance(by: .seconds(30 * 86_400))
            let token = try await room.logIn().accessToken
            _ = try await room.link(try await room.visitToLink("alipay", as: "mallory", token: token), as: token)
            let code = try #require(try await room.code(.resetPassword, to: mobile))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile(mobile), code: code, newPassword: "Red-Harbour-30",
                    newPasswordRepeated: "Red-Harbour-30"), options: room.options())
            let fresh = try await room.logIn(password: "Red-Harbour-30").accessToken
            let links = try await room.thirdParties.listLinks(.init(), options: room.options(fresh)).links
            #expect(links.map(\.provider) == ["wechat"])
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.filter { $0 == "third_party_unlinked \(account.id)" }.count == 1)
        }
    }

    @Test("a first password by code ends the link that an account began with: who made it need not have the number now")
    func firstPassword() async throws {
        try await IdentityRoom.run { room in
            let registration = try await room.registration(try await room.visit(as: "li"))
            let binding = try await room.bindingCode(registration, to: mobile)
            let account = try await room.bind(registration, mobile: mobile, code: binding).account
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.resetPassword, to: mobile))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile(mobile), code: code, newPassword: IdentityRoom.password,
                    newPasswordRepeated: IdentityRoom.password), options: room.options())
            // The next visit begins anew, and binds nothing without the password.
            _ = try await room.registration(try await room.visit(as: "li"))
            let session = try await room.logIn(mobile)
            #expect(session.account == account)
            let links = try await room.thirdParties.listLinks(.init(), options: room.options(session.accessToken)).links
            #expect(links.isEmpty)
        }
    }

    @Test("a registration is used once, for its own code, and for half an hour")
    func registrations() async throws {
        try await IdentityRoom.run { room in
            let first = try await room.registration(try await room.visit(as: "li"))
            let second = try await room.registration(try await room.visit(as: "wang"))
            let code = try await room.bindingCode(first, to: mobile)
            // Another registration's code, for the same number.
            try await room.expect("CODE_REFUSED") { _ = try await room.bind(second, mobile: mobile, code: code) }
            // A number's code to sign in is no code to bind it.
            try await room.expect("CODE_REFUSED") {
                _ = try await room.sessions.logInWithCode(.init(mobile: mobile, code: code), options: room.options())
            }
            _ = try await room.bind(first, mobile: mobile, code: code)
            try await room.expect("REGISTRATION_REFUSED") {
                _ = try await room.bind(first, mobile: mobile, code: code)
            }
            room.time.advance(by: .seconds(1_800))
            try await room.expect("REGISTRATION_REFUSED") {
                _ = try await room.bindingCode(second, to: "13987654321")
            }
            try await room.expect("REGISTRATION_REFUSED") {
                _ = try await room.bind("x", mobile: mobile, code: "123456")
            }
        }
    }

    @Test("the same person who registers twice at once has one account")
    func racing() async throws {
        try await IdentityRoom.run { room in
            let mobiles = ["13812345678", "13987654321"]
            var begun: [(registration: String, mobile: String, code: String)] = []
            for mobile in mobiles {
                let registration = try await room.registration(try await room.visit(as: "li"))
                begun.append((registration, mobile, try await room.bindingCode(registration, to: mobile)))
            }
            let words = await withTaskGroup(of: String.self) { group in
                for (registration, mobile, code) in begun {
                    group.addTask {
                        do {
                            _ = try await room.bind(registration, mobile: mobile, code: code)
                            return ""
                        } catch {
                            return (error as? RPCError)?.word ?? "\(error)"
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(words.sorted() == ["", "THIRD_PARTY_TAKEN"])
            let count = try await room.store.read { try $0.row("SELECT count(*) AS n FROM accounts")?.integer("n") }
            #expect(count == 1)
        }
    }

    @Test("what comes back must be the answer to what this user agent began, once and in time")
    func forged() async throws {
        try await IdentityRoom.run { room in
            // Another's state: somebody was sent the answer to a sign-in that an attacker began.
            var mine = try await room.visit(as: "li")
            let theirs = try await room.visit(as: "mallory")
            mine.state = theirs.state
            mine.code = theirs.code
            try await room.expect("FLOW_REFUSED") { _ = try await room.complete(mine) }
            // Another's code under my own state: PKCE and nonce are the flow's own.
            var second = try await room.visit(as: "li")
            second.code = theirs.code
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(second) }
            // That used Mallory's code up.
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(theirs) }
            // A replay of all of it.
            let third = try await room.visit(as: "li")
            _ = try await room.complete(third)
            try await room.expect("FLOW_REFUSED") { _ = try await room.complete(third) }
            // Too late at the third party, and too late here.
            let late = try await room.visit(as: "li")
            room.time.advance(by: .seconds(60))
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(late) }
            let later = try await room.visit(as: "li")
            room.time.advance(by: .seconds(600))
            try await room.expect("FLOW_REFUSED") { _ = try await room.complete(later) }
            for text in ["", "x", String(repeating: "x", count: 4_000)] {
                try await room.expect("FLOW_REFUSED") {
                    _ = try await room.complete(Returned(flow: text, state: text, code: text))
                }
            }
            let sessions = try await room.store.read { try $0.row("SELECT count(*) AS n FROM sessions")?.integer("n") }
            #expect(sessions == 0)
        }
    }

    @Test("a third party is linked with the password, to the account that began, and to one account only")
    func linking() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let stranger = try await room.member("otherfox", mobile: "13987654321")
            try await room.expect("PASSWORD_WRONG") {
                _ = try await room.visitToLink(as: "li", token: token, password: "Wrong-Harbour-29")
            }
            // Neither another account nor a sign-in ends what this account began.
            let begun = try await room.visitToLink(as: "li", token: token)
            try await room.expect("FLOW_REFUSED") { _ = try await room.link(begun, as: stranger) }
            try await room.expect("FLOW_REFUSED") {
                _ = try await room.complete(try await room.visitToLink(as: "li", token: token))
            }
            let signIn = try await room.visit(as: "li")
            try await room.expect("FLOW_REFUSED") { _ = try await room.link(signIn, as: token) }
            #expect(
                try await room.link(try await room.visitToLink(as: "li", token: token), as: token).provider == "wechat")
            #expect(
                try await room.link(try await room.visitToLink(as: "li", token: token), as: token).provider == "wechat")
            try await room.expect("THIRD_PARTY_TAKEN") {
                _ = try await room.link(try await room.visitToLink(as: "li", token: stranger), as: stranger)
            }
            try await room.expect("LINKED_ELSEWHERE") {
                _ = try await room.link(try await room.visitToLink(as: "wang", token: token), as: token)
            }
            func links(_ token: String) async throws -> [String] {
                try await room.thirdParties.listLinks(.init(), options: room.options(token)).links.map(\.provider)
            }
            #expect(try await links(token) == ["wechat"])
            #expect(try await links(stranger) == [])
            for _ in 0..<2 {
                _ = try await room.thirdParties.endLink(.init(provider: "wechat"), options: room.options(token))
            }
            #expect(try await links(token) == [])
            _ = try await room.link(try await room.visitToLink(as: "li", token: stranger), as: stranger)
        }
    }

    @Test("an account without a password sets one before it changes what it is recovered by")
    func withoutPassword() async throws {
        try await IdentityRoom.run { room in
            let registration = try await room.registration(try await room.visit(as: "li"))
            let code = try await room.bindingCode(registration, to: mobile)
            let session = try await room.bind(registration, mobile: mobile, code: code)
            try await room.expect("PASSWORD_MISSING") {
                _ = try await room.changeUserName(to: "foxmoon", as: session.accessToken)
            }
            #expect(try await room.refusal { _ = try await room.logIn(mobile, password: "") }.word == "LOGIN_REFUSED")
            room.time.advance(by: .seconds(60))
            let reset = try #require(try await room.code(.resetPassword, to: mobile))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile(mobile), code: reset, newPassword: IdentityRoom.password,
                    newPasswordRepeated: IdentityRoom.password), options: room.options())
            let fresh = try await room.logIn(mobile).accessToken
            #expect(try await room.changeUserName(to: "foxmoon", as: fresh).userName == "foxmoon")
        }
    }

    @Test("one source begins so many sign-ins, and what is over is forgotten")
    func bounds() async throws {
        try await IdentityRoom.run { room in
            for _ in 0..<30 {
                _ = try await room.thirdParties.beginThirdParty(.init(provider: "wechat"), options: room.options())
            }
            let refusal = try await room.refusal {
                _ = try await room.thirdParties.beginThirdParty(.init(provider: "wechat"), options: room.options())
            }
            #expect(refusal.word == "TOO_BUSY" && refusal.retryDelay == .seconds(60))
            _ = try await room.thirdParties.beginThirdParty(
                .init(provider: "wechat"), options: room.options(source: "192.0.2.7"))
            // Codes are counted by themselves.
            _ = try await room.code(.register, to: mobile)
            room.time.advance(by: .seconds(600))
            #expect(try await room.server.sweep() == 31)
            try await room.expect("UNKNOWN_PROVIDER") {
                _ = try await room.thirdParties.beginThirdParty(.init(provider: "x"), options: room.options())
            }
        }
    }

    @Test("where nobody is known nobody is asked, and only the operator's tool plays the embedded third party")
    func none() async throws {
        try await IdentityRoom.run(hasThirdParties: false) { room in
            #expect(try await room.thirdParties.listProviders(.init(), options: room.options()).providers.isEmpty)
            try await room.expect("UNKNOWN_PROVIDER") { _ = try await room.visit(as: "li") }
            try await room.expect("EMBEDDED_ONLY") {
                _ = try await room.embedded.authorizeEmbedded(
                    .init(authorizationUrl: "https://wechat.embedded.invalid/authorize?x=1", user: "li"),
                    options: room.options())
            }
            let refusal = try await room.refusal {
                _ = try await room.thirdParties.authorizeEmbedded(
                    .init(authorizationUrl: "x", user: "li"), options: room.options())
            }
            #expect(refusal.code == .permissionDenied)
        }
    }
}
