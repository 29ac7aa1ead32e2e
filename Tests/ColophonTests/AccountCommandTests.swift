import ArgumentParser
import Foundation
import MeshAPI
import MeshRPC
import Testing

@testable import colophon

@Suite("The commands of accounts", .timeLimit(.minutes(1)))
struct AccountCommandTests {
    private func identity() throws -> MeshFile.Service {
        try #require(
            try MeshFile.parse("services: { identity: { listen: 'a:1', probes: 'a:2' } }", path: "m").services.first)
    }

    @Test("words of a command line become what they say")
    func parsing() throws {
        let register = try Register.parse(
            ["--mobile", "91234567", "--country", "+852", "--user-name", "fox_moon", "--kind", "institution"])
        #expect(register.mobile == "91234567" && register.country == "+852" && register.kind == .institution)
        #expect(register.userName == "fox_moon" && !register.acceptTerms && register.code == nil)
        #expect(try Register.parse(["--accept-terms"]).acceptTerms)
        let login = try Login.parse(["fox_moon", "--password-file", "p", "--device", "desk"])
        #expect(login.name == "fox_moon" && login.passwordFile == "p" && login.device == "desk" && !login.byCode)
        #expect(try Login.parse(["13812341234", "--code", "123456"]).code == "123456")
        #expect(try Logout.parse(["--all"]).all)
        #expect(try Sessions.parseAsRoot([]) is SessionsList)
        let end = try #require(try Sessions.parseAsRoot(["end", "ses_1"]) as? SessionsEnd)
        #expect(end.session == "ses_1")
        #expect(try Colophon.parseAsRoot(["whoami", "--json"]) is WhoAmI)
        let reset = try #require(
            try Colophon.parseAsRoot(["reset-password", "13812341234", "--code", "123456"]) as? ResetPassword)
        let mobile = try #require(
            try Colophon.parseAsRoot(["account", "mobile", "13812341234", "--password-file", "p"]) as? AccountMobile)
        #expect(mobile.number == "13812341234" && mobile.options.passwordFile == "p" && mobile.code == nil)
        #expect(try Colophon.parseAsRoot(["account", "email", "a@b.cn"]) is AccountEmail)
        #expect(try Colophon.parseAsRoot(["account", "name", "fox_moon"]) is AccountName)
        #expect(try Colophon.parseAsRoot(["account", "export", "--json"]) is AccountExport)
        #expect((try Colophon.parseAsRoot(["account", "erase", "--yes"]) as? AccountErase)?.yes == true)
        #expect(reset.recipient == "13812341234" && reset.code == "123456" && reset.country == "+86")
    }

    @Test("an erasure whose answer was lost is not taken for one that was refused")
    func lostErasure() {
        let ended = RPCError(.unauthenticated, "x").withReason("SIGN_IN_ENDED", domain: "identity")
        #expect(AccountErase.isOver(ended) && AccountErase.mayBeErased(after: ended))
        let lost = RPCError(.unavailable, "x")
        #expect(!AccountErase.isOver(lost) && AccountErase.mayBeErased(after: lost))
        let wrong = RPCError(.permissionDenied, "x").withReason("PASSWORD_WRONG", domain: "identity")
        #expect(!AccountErase.isOver(wrong) && !AccountErase.mayBeErased(after: wrong))
    }

    @Test(
        "what cannot be meant is refused as usage",
        arguments: [
            ["register", "--mobile", "1", "--email", "a@b.cn"], ["register", "--country", "86"],
            ["register", "--country", "+086"], ["register", "--country", "+"], ["register", "--kind", "staff"],
            ["login", "a", "b"], ["login", "a", "--by-code", "--password-file", "p"],
            ["login", "a", "--code", "123456", "--password-file", "p"],
            ["login", "a", "--through", "wechat"], ["login", "a", "--as", "li"], ["login", "--accept-terms"],
            ["sessions", "end"],
            ["reset-password"], ["reset-password", "1", "--country", "86"],
        ])
    func usage(words: [String]) {
        #expect(throws: (any Error).self) { try Colophon.parseAsRoot(words) }
    }

    @Test("nothing is sent before the terms are accepted, nor for an e-mail address")
    func beforeAnything() async throws {
        let scratch = try Scratch()
        var register = try Register.parse(["--mobile", "13812341234", "--state", scratch.file("none")])
        let terms = await #expect(throws: Failure.self) { try await register.run() }
        #expect(terms?.kind == .inputRefused && terms?.advice?.contains("--accept-terms") == true)
        register = try Register.parse(["--email", "a@b.cn", "--accept-terms", "--state", scratch.file("none")])
        let email = await #expect(throws: Failure.self) { try await register.run() }
        #expect(email?.summary.hasPrefix("--email") == true && email?.advice?.contains("--mobile") == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.file("none")))
    }

    @Test("what a third party sends back is read from the address, its refusal too")
    func thirdParty() throws {
        let login = try Login.parse(["--through", "wechat", "--as", "li", "--mobile", "13812341234", "--accept-terms"])
        #expect(login.through == "wechat" && login.asUser == "li" && login.acceptTerms && login.name == nil)
        func answer(_ address: String, to party: String = "wechat") throws -> ThirdPartySignIn.Answer {
            try ThirdPartySignIn.Answer(
                address,
                from: "https://\(party).embedded.invalid/authorize?client_id=colophon&redirect_uri="
                    + "http%3A%2F%2Flocalhost%2Fthird-party%2F\(party)&state=s#wechat_redirect")
        }
        let read = try answer("http://localhost/third-party/wechat?code=a-b_c&state=s%26t&iss=x")
        #expect(read.code == "a-b_c" && read.state == "s&t" && read.issuer == "x")
        let renamed = try answer("http://localhost/third-party/dingtalk?authCode=c&state=s", to: "dingtalk")
        #expect(renamed.code == "c" && renamed.issuer == "")
        let refused = #expect(throws: Failure.self) {
            try answer("http://localhost/third-party/wechat?error=access_denied&state=s")
        }
        #expect(refused?.summary.contains("access_denied") == true)
        let hostile = #expect(throws: Failure.self) {
            try answer("http://localhost/third-party/wechat?error=no%1B%5B2J%0Aerror:%20x&state=s")
        }
        #expect(hostile?.summary == "the third party refused: no\u{FFFD}[2J error: x")
        let here = "http://localhost/third-party/wechat"
        for address in ["", "x", here + "?code=c", here + "?state=s"] {
            #expect(throws: Failure.self) { try answer(address) }
        }
        // What came to another third party's address is another's answer.
        let elsewhere = ["/dingtalk?", "/wechat/?", "/Wechat?", "x?"].map { "http://localhost/third-party\($0)" }
        for place in elsewhere + ["https://localhost/third-party/wechat?", "http://localhost:81/third-party/wechat?"] {
            let refusal = #expect(throws: Failure.self) { try answer(place + "code=c&state=s") }
            #expect(refusal?.advice?.contains(here) == true, "\(place)")
        }
    }

    @Test("an account is erased only when that is said, and nothing is asked before what was said is looked at")
    func accountCommands() async throws {
        let scratch = try Scratch()
        let none = ["--state", scratch.file("none")]
        let erase = try AccountErase.parse(none)
        #expect(await #expect(throws: Failure.self) { try await erase.run() }?.advice?.contains("--yes") == true)
        let mobile = try AccountMobile.parse(["1381234"] + none)
        #expect(await #expect(throws: Failure.self) { try await mobile.run() }?.summary.hasPrefix("NUMBER") == true)
        let email = try AccountEmail.parse(["li@"] + none)
        #expect(await #expect(throws: Failure.self) { try await email.run() }?.summary.hasPrefix("ADDRESS") == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.file("none")))
    }

    @Test("a forgotten password is set by number or by address, and what is neither is refused before a code is sent")
    func resetRecipients() async throws {
        #expect(try ResetPassword.recipient("91234567", country: "+852") == .mobile("+85291234567"))
        #expect(try ResetPassword.recipient("Li@Example.cn", country: "+86") == .email("Li@example.cn"))
        let scratch = try Scratch()
        for text in ["li@", "1381234"] {
            let reset = try ResetPassword.parse([text, "--state", scratch.file("none")])
            let failure = await #expect(throws: Failure.self) { try await reset.run() }
            #expect(failure?.kind == .inputRefused && failure?.summary.hasPrefix("RECIPIENT") == true)
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.file("none")))
    }

    @Test(
        "a number gets the country code that it lacks",
        arguments: [
            ("13812341234", "+86", "13812341234"), ("138 1234 1234", "+86", "13812341234"),
            ("+8613812341234", "+86", "13812341234"), ("91234567", "+852", "+85291234567"),
            ("+85291234567", "+86", "+85291234567"), ("+85291234567", "+852", "+85291234567"),
        ])
    func numbers(text: String, country: String, number: String) throws {
        #expect(try Register.number(text, country: country, of: "--mobile") == number)
    }

    @Test(
        "what is no number is refused with the rule that it breaks",
        arguments: [
            ("", "+86", "eleven digits"), ("12812341234", "+86", "eleven digits"),
            ("1381234123", "+86", "eleven digits"),
            ("138-1234-1234", "+86", "eleven digits"), ("fox", "+852", "7 to 15 digits"),
            ("12", "+852", "7 to 15 digits"),
            ("+0123456789", "+86", "7 to 15 digits"),
        ])
    func noNumbers(text: String, country: String, rule: String) {
        let failure = #expect(throws: Failure.self) { try Register.number(text, country: country, of: "NAME") }
        #expect(failure?.kind == .inputRefused && failure?.summary.contains(rule) == true)
        #expect(failure?.summary.hasPrefix("NAME: ") == true)
    }

    @Test("one wrong field is named as the option that it is, with its rule, and the code is said to be good still")
    func oneField() throws {
        let error = RPCError.invalidArgument("one field is wrong").violating(
            field: "user_name", "has at least 4 characters"
        )
        .withReason("INVALID_FIELDS", domain: "identity")
        let failure = Failure(ofIdentity: error, from: try identity(), code: "123456")
        #expect(failure.kind == .inputRefused && failure.summary == "--user-name has at least 4 characters")
        #expect(failure.advice?.hasPrefix("It has 4 to 30 letters") == true)
        #expect(failure.advice?.hasSuffix("add --code 123456.") == true)
    }

    @Test("each of several wrong fields has its line; a wrong code is not said to be good")
    func manyFields() throws {
        let error = RPCError.invalidArgument("3 fields are wrong").violating(field: "code", "is needed")
            .violating(field: "password", "needs three of").violating(field: "accepts_terms", "must be accepted")
        let failure = Failure(ofIdentity: error, from: try identity(), code: "12345")
        #expect(failure.summary == "3 fields are wrong")
        let lines = try #require(failure.advice).split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("--code is needed. ") && lines[1].hasPrefix("the password needs three of. "))
        #expect(lines[2].hasPrefix("--accept-terms must be accepted. "))
    }

    @Test(
        "each refusal says what to do",
        arguments: [
            ("CODE_REFUSED", RPCError.Code.permissionDenied, Failure.Kind.inputRefused, "without --code"),
            ("CODE_TOO_SOON", .resourceExhausted, .unreachable, "43 s"),
            ("MOBILE_TAKEN", .alreadyExists, .inputRefused, "colophon login"),
            ("USER_NAME_TAKEN", .alreadyExists, .inputRefused, "--user-name"),
            ("LOGIN_REFUSED", .unauthenticated, .inputRefused, "--by-code"),
            ("LOCKED", .resourceExhausted, .unreachable, "43 s"),
            ("REFRESH_REFUSED", .unauthenticated, .inputRefused, "colophon login"),
            ("REFRESH_REUSED", .unauthenticated, .inputRefused, "colophon login"),
            ("SESSION_NOT_FOUND", .notFound, .inputRefused, "colophon sessions"),
            ("TOKEN_REFUSED", .unauthenticated, .inputRefused, "colophon login"),
            ("TOO_BUSY", .resourceExhausted, .unreachable, "43 s"),
            ("STORAGE_FAILED", .unavailable, .unreachable, "43 s"),
        ])
    func refusals(reason: String, code: RPCError.Code, kind: Failure.Kind, advice: String) throws {
        let error = RPCError(code, "no").withReason(reason, domain: "identity").retryAfter(.seconds(43))
        let failure = Failure(ofIdentity: error, from: try identity())
        #expect(failure.kind == kind && failure.advice?.contains(advice) == true, "\(failure)")
    }

    @Test(
        "a code is found in a message of any language",
        arguments: [
            ("注册验证码：012345，5分钟内有效。请勿告诉他人。", "012345"),
            ("Code 987654 for signing in, 5 min. Tell nobody.", "987654"), ("1234567 and 12345", nil), ("", nil),
        ] as [(String, String?)])
    func codes(text: String, code: String?) {
        #expect(OneTimeCodeEntry.code(in: text) == code)
    }

    @Test("a password comes from the first line of a file that only its owner may read")
    func passwords() throws {
        let scratch = try Scratch()
        func password(_ text: String, mode: Int = 0o600) throws -> String {
            let file = try scratch.write("password", text)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            return try PasswordEntry.password(file: file, isNew: true)
        }
        #expect(try password("Fox & Moon 1\nsecond\n") == "Fox & Moon 1")
        #expect(try password("狐狸与月亮 A1\r\n") == "狐狸与月亮 A1")
        for text in ["", "\n", "\nsecond"] {
            let empty = #expect(throws: Failure.self) { try password(text) }
            #expect(empty?.summary.contains("is no password") == true)
        }
        let exposed = #expect(throws: Failure.self) { try password("Fox & Moon 1", mode: 0o640) }
        #expect(exposed?.summary.contains("640") == true && exposed?.advice?.contains("chmod 600") == true)
        let missing = #expect(throws: Failure.self) { try PasswordEntry.password(file: scratch.file("none")) }
        #expect(missing?.summary.contains("is not there") == true)
        let folder = #expect(throws: Failure.self) { try PasswordEntry.password(file: scratch.path) }
        #expect(folder?.summary.hasPrefix("--password-file: ") == true)
    }
}
