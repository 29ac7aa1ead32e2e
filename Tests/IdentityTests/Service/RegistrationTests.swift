import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Registering", .timeLimit(.minutes(5)))
struct RegistrationTests {
    @Test("a code makes an account; what is personal leaves masked and lies sealed")
    func registered() async throws {
        try await IdentityRoom.run { room in
            let code = try #require(try await room.code(.register, to: "13812345678"))
            let request = room.registration("FoxMoon", mobile: "+8613812345678", code: code)
            let options = room.options(key: "register")
            let account = try await room.accounts.registerAccount(request, options: options)
            #expect(account.id.hasPrefix("acc_") && account.userName == "FoxMoon")
            #expect(account.maskedMobile == "138****5678" && account.maskedEmail == "")
            #expect(account.accountClass == .individual && account.verification == .unverified)
            #expect(try await room.accounts.registerAccount(request, options: options) == account)
            #expect(try await room.events() == ["account.registered"])
            let stored = try await room.store.read { snapshot in
                try #require(try snapshot.row("SELECT user_name, mobile, mobile_code FROM accounts"))
            }
            for column in ["user_name", "mobile", "mobile_code"] {
                let bytes = try stored.blob(column)
                #expect(bytes.firstRange(of: Array("FoxMoon".utf8)) == nil)
                #expect(bytes.firstRange(of: Array("13812345678".utf8)) == nil)
            }
            let hash = try await room.store.read { try $0.row("SELECT hash FROM passwords")?.blob("hash") }
            #expect(hash?.firstRange(of: Array("argon2id".utf8)) == nil)
            // A plain digest of the request would let a stolen store be asked for numbers and passwords.
            let kept = try await room.store.read {
                try $0.row("SELECT request_hash FROM idempotency")?.blob("request_hash")
            }
            #expect(kept?.count == 32 && kept != Digest.sha256(request.serialized()))
        }
    }

    @Test("every wrong field is a violation of its own")
    func fields() async throws {
        try await IdentityRoom.run { room in
            let refusal = try await room.refusal {
                _ = try await room.accounts.registerAccount(
                    IdentityV1.RegisterAccountRequest(
                        accountClass: .staff, userName: "'; --", mobile: "1", code: "", password: "x",
                        passwordRepeated: "y", acceptsTerms: false), options: room.options())
            }
            #expect(refusal.code == .invalidArgument && refusal.word == "INVALID_FIELDS")
            #expect(
                refusal.fieldViolations.map(\.field) == [
                    "account_class", "user_name", "mobile", "code", "password", "password_repeated", "accepts_terms",
                ])
        }
    }

    @Test("a wrong code is refused and counted: two from one source, five in all; then the right one is refused too")
    func wrongCodes() async throws {
        try await IdentityRoom.run { room in
            func word(_ code: String, _ source: String) async throws -> String? {
                try await room.refusal {
                    _ = try await room.accounts.registerAccount(
                        room.registration("foxmoon", mobile: "13812345678", code: code),
                        options: room.options(source: source))
                }.word
            }
            let code = try #require(try await room.code(.register, to: "13812345678"))
            let wrong = code == "000000" ? "000001" : "000000"
            for source in ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.3"] {
                #expect(try await word(wrong, source) == "CODE_REFUSED")
            }
            #expect(try await word(code, "192.0.2.4") == "CODE_REFUSED")
        }
    }

    @Test("one source that tries codes uses up nobody's, is refused itself, and is looked at no more after fifty")
    func burning() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.login, to: "13812345678"))
            let wrong = code == "000000" ? "000001" : "000000"
            func logIn(_ code: String, _ source: String) async throws -> IdentityV1.Session {
                try await room.sessions.logInWithCode(
                    .init(mobile: "13812345678", code: code), options: room.options(source: source))
            }
            for _ in 0..<5 {
                try await room.expect("CODE_REFUSED") { _ = try await logIn(wrong, "192.0.2.66") }
            }
            // Not even with the right one.
            try await room.expect("CODE_REFUSED") { _ = try await logIn(code, "192.0.2.66") }
            #expect(try await logIn(code, "192.0.2.1").account == account.id)
            // Whosever number they try.
            for number in 6..<50 {
                try await room.expect("CODE_REFUSED") {
                    _ = try await room.sessions.logInWithCode(
                        .init(mobile: "138000000\(number < 10 ? "0" : "")\(number)", code: wrong),
                        options: room.options(source: "192.0.2.66"))
                }
            }
            try await room.expect("LOCKED") { _ = try await logIn(wrong, "192.0.2.66") }
            // Passwords are counted for themselves, either way.
            for number in 0..<50 {
                try await room.expect("LOGIN_REFUSED") {
                    _ = try await room.logIn("nobody\(number)", source: "192.0.2.66")
                }
            }
            try await room.expect("LOCKED") { _ = try await room.logIn(source: "192.0.2.66") }
            // Another code is another two tries, once that source is looked at again.
            room.time.advance(by: .seconds(900))
            let next = try #require(try await room.code(.login, to: "13812345678"))
            _ = try await logIn(next, "192.0.2.66")
        }
    }

    @Test("a code is over after five minutes, used once, and good for its purpose and number alone")
    func codes() async throws {
        try await IdentityRoom.run { room in
            let late = try #require(try await room.code(.register, to: "13812345678"))
            room.time.advance(by: .seconds(300))
            func register(_ name: String, _ mobile: String, _ code: String) async throws {
                _ = try await room.accounts.registerAccount(
                    room.registration(name, mobile: mobile, code: code), options: room.options())
            }
            #expect(
                try await room.refusal { try await register("foxmoon", "13812345678", late) }.word == "CODE_REFUSED")
            let code = try #require(try await room.code(.register, to: "13812345678"))
            #expect(
                try await room.refusal { try await register("foxmoon", "13812345679", code) }.word == "CODE_REFUSED")
            try await register("foxmoon", "13812345678", code)
            #expect(try await room.refusal { try await register("other", "13812345678", code) }.word == "CODE_REFUSED")
            room.time.advance(by: .seconds(60))
            let login = try #require(try await room.code(.login, to: "13812345678", source: "192.0.2.2"))
            #expect(try await room.refusal { try await register("other", "13812345678", login) }.word == "CODE_REFUSED")
        }
    }

    @Test("a taken name leaves the code good, a taken number is told to whoever has it")
    func taken() async throws {
        try await IdentityRoom.run { room in
            try await room.register("foxmoon", mobile: "13812345678")
            let code = try #require(try await room.code(.register, to: "13987654321"))
            let name = try await room.refusal {
                _ = try await room.accounts.registerAccount(
                    room.registration("FOXMOON", mobile: "13987654321", code: code), options: room.options())
            }
            #expect(name.code == .alreadyExists && name.word == "USER_NAME_TAKEN")
            _ = try await room.accounts.registerAccount(
                room.registration("otherfox", mobile: "13987654321", code: code), options: room.options())
            room.time.advance(by: .seconds(60))
            let again = try #require(try await room.code(.register, to: "13812345678"))
            let number = try await room.refusal {
                _ = try await room.accounts.registerAccount(
                    room.registration("thirdfox", mobile: "13812345678", code: again), options: room.options())
            }
            #expect(number.code == .alreadyExists && number.word == "MOBILE_TAKEN")
        }
    }

    @Test("of ten that register one number with one code at once, one gets it")
    func racing() async throws {
        try await IdentityRoom.run { room in
            let code = try #require(try await room.code(.register, to: "13812345678"))
            let successes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await room.accounts.registerAccount(
                                room.registration("foxmoon\(number)", mobile: "13812345678", code: code),
                                options: room.options())
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
            let count = try await room.store.read { try $0.row("SELECT count(*) AS n FROM accounts")?.integer("n") }
            #expect(count == 1)
        }
    }

    @Test("codes are held back for a recipient and for a source, with the time to come again")
    func tooSoon() async throws {
        try await IdentityRoom.run { room in
            _ = try await room.code(.register, to: "13812345678")
            let refusal = try await room.refusal { _ = try await room.code(.login, to: "13812345678") }
            #expect(refusal.code == .resourceExhausted && refusal.word == "CODE_TOO_SOON")
            #expect(refusal.retryDelay == .seconds(60))
            room.time.advance(by: .seconds(60))
            _ = try await room.code(.register, to: "13812345678")
            for number in 0..<9 { _ = try await room.code(.register, to: "1391234567\(number)") }
            let source = try await room.refusal { _ = try await room.code(.register, to: "13712345678") }
            #expect(source.word == "CODE_TOO_SOON")
            _ = try await room.code(.register, to: "13712345678", source: "192.0.2.9")
        }
    }

    @Test("who asks for a code to sign in is answered alike, with an account and without, and only one gets it")
    func noEnumeration() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            room.time.advance(by: .seconds(60))
            func ask(_ mobile: String) async throws -> IdentityV1.RequestCodeResponse {
                try await room.accounts.requestCode(
                    IdentityV1.RequestCodeRequest(purpose: .login, recipient: .mobile(mobile)), options: room.options())
            }
            var known = try await ask("13812345678")
            let unknown = try await ask("13812340000")
            #expect(known.maskedRecipient == "138****5678" && unknown.maskedRecipient == "138****0000")
            known.maskedRecipient = unknown.maskedRecipient
            #expect(known == unknown)
            _ = try await room.server.sendCodes()
            #expect(room.inbox.letters(to: "13812345678").count == 2 && room.inbox.letters(to: "13812340000").isEmpty)
            let left = try await room.store.read { try $0.row("SELECT count(*) AS n FROM code_letters")?.integer("n") }
            #expect(left == 0)
        }
    }

    @Test("an e-mail address can ask for a new password and nothing else")
    func email() async throws {
        try await IdentityRoom.run { room in
            let refusal = try await room.refusal {
                _ = try await room.accounts.requestCode(
                    IdentityV1.RequestCodeRequest(purpose: .register, recipient: .email("a@b.cn")),
                    options: room.options())
            }
            #expect(refusal.fieldViolations.map(\.field) == ["email"])
            let answer = try await room.accounts.requestCode(
                IdentityV1.RequestCodeRequest(purpose: .resetPassword, recipient: .email("zhang@b.cn")),
                options: room.options())
            #expect(answer.maskedRecipient == "z****@b.cn")
        }
    }
}
