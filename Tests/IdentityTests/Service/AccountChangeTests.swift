import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Changing an account", .timeLimit(.minutes(5)))
struct AccountChangeTests {
    private let old = "13812345678"
    private let new = "13987654321"

    @Test("a new number is the account's with its code and the password; the one before is told, and is free")
    func mobile() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let token = try await room.member()
            while try await room.server.runErrands() > 0 {}
            let code = try await room.changeCode(.mobile(new), as: token)
            let account = try await room.changeMobile(to: new, code: code, as: token, key: "k")
            #expect(account.maskedMobile == "139****4321")
            #expect(try await room.changeMobile(to: new, code: code, as: token, key: "k") == account)
            #expect(try await room.logIn(new).account == account.id)
            #expect(try await room.refusal { _ = try await room.logIn(old) }.word == "LOGIN_REFUSED")
            let told = messenger.asked.count
            while try await room.server.runErrands() > 0 {}
            #expect(
                messenger.asked.dropFirst(told).sorted() == [
                    "contacts \(account.id) \(new)", "mobile_changed \(old)", "mobile_changed \(account.id)",
                ])
            let left = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM former_contacts")?.integer("n")
            }
            #expect(left == 0)
            _ = try await room.register("otherfox", mobile: old)
            #expect(try await room.server.checkAudit() > 0)
        }
    }

    @Test("without the password, with a wrong code, or with another account's code nothing changes")
    func proofs() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let stranger = try await room.member("otherfox", mobile: "13700000001")
            let code = try await room.changeCode(.mobile(new), as: token)
            let wrong = code == "000000" ? "000001" : "000000"
            for (mobile, code, password, word) in [
                (new, wrong, IdentityRoom.password, "CODE_REFUSED"), (new, code, "Wrong-Harbour-29", "PASSWORD_WRONG"),
                ("13987654320", code, IdentityRoom.password, "CODE_REFUSED"), ("1", "", "", "INVALID_FIELDS"),
            ] {
                try await room.expect(word) {
                    _ = try await room.changeMobile(to: mobile, code: code, as: token, password: password)
                }
            }
            try await room.expect("CODE_REFUSED") {
                _ = try await room.changeMobile(to: new, code: code, as: stranger)
            }
            // A code to register is none, and this one is none to register.
            try await room.expect("CODE_REFUSED") {
                _ = try await room.accounts.registerAccount(
                    room.registration("thirdfox", mobile: new, code: code), options: room.options())
            }
            #expect(try await room.logIn(old).account != "")
            _ = try await room.changeMobile(to: new, code: code, as: token)
            try await room.expect("CODE_REFUSED") { _ = try await room.changeMobile(to: new, code: code, as: token) }
        }
    }

    @Test("a stolen token is no way to try out passwords")
    func guessing() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            for _ in 0..<5 {
                try await room.expect("PASSWORD_WRONG") {
                    _ = try await room.changeUserName(to: "moonfox", as: token, password: "x")
                }
            }
            try await room.expect("LOCKED") { _ = try await room.changeUserName(to: "moonfox", as: token) }
        }
    }

    @Test("of those who take one number at once, each with a code of their own, exactly one gets it")
    func racing() async throws {
        try await IdentityRoom.run { room in
            for round in 0..<8 {
                let number = "1390000000\(round)"
                var tokens: [(token: String, code: String)] = []
                for other in 0..<2 {
                    let token = try await room.member("fox\(round)-\(other)", mobile: "1380000\(round)00\(other)")
                    tokens.append((token, try await room.changeCode(.mobile(number), as: token)))
                    room.time.advance(by: .seconds(60))
                }
                let register = try #require(try await room.code(.register, to: number))
                let words = await withTaskGroup(of: String.self) { group in
                    for (token, code) in tokens {
                        group.addTask {
                            await Self.word { _ = try await room.changeMobile(to: number, code: code, as: token) }
                        }
                    }
                    group.addTask {
                        await Self.word {
                            _ = try await room.accounts.registerAccount(
                                room.registration("new\(round)fox", mobile: number, code: register),
                                options: room.options())
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(words.sorted() == ["", "MOBILE_TAKEN", "MOBILE_TAKEN"])
            }
        }
    }

    @Test("a right holder's number follows the account's, also while staff have the dossier, and the old one is free")
    func holders() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let staff = try room.staff()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let first = try await room.filled(token)
            _ = try await room.submit(first.id, as: token)
            // In review, the claim is pending.
            _ = try await room.changeMobile(
                to: new, code: try await room.changeCode(.mobile(new), as: token), as: token)
            #expect(try await room.claims() == 1)
            try await room.claim(first.id, as: staff)
            try await room.approve(first.id, as: staff)
            #expect(try await room.holder(of: account).maskedMobile == "139****4321")
            // Verified, it is granted.
            let third = "13711112222"
            room.time.advance(by: .seconds(60))
            _ = try await room.changeMobile(
                to: third, code: try await room.changeCode(.mobile(third), as: token), as: token)
            let holder = try await room.holder(of: account)
            #expect(holder.maskedMobile == "137****2222" && holder.version == 1)
            #expect(try await room.claims() == 1)
            // Both numbers from before verify somebody else now; theirs cannot be taken.
            room.time.advance(by: .seconds(60))
            let other = try await room.member("otherfox", mobile: old)
            let second = try await room.filled(other, mobile: old)
            _ = try await room.submit(second.id, as: other)
            room.time.advance(by: .seconds(60))
            try await room.expect("MOBILE_TAKEN") {
                _ = try await room.changeMobile(
                    to: old, code: try await room.changeCode(.mobile(old), as: token), as: token)
            }
            _ = try await room.changeMobile(
                to: new, code: try await room.changeCode(.mobile(new), as: other), as: other)
            #expect(try await room.claims() == 2)
        }
    }

    @Test("a number that verifies another holder cannot become this one's")
    func claimed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let staff = try room.staff()
            let mine = try await room.filled(token)
            _ = try await room.submit(mine.id, as: token)
            try await room.claim(mine.id, as: staff)
            try await room.approve(mine.id, as: staff)
            // Somebody verifies with a number that is not their account's.
            let other = try await room.member("otherfox", mobile: "13700000001")
            let code = try #require(try await room.code(.verifyMobile, to: new))
            let theirs = try await room.filled(other, mobile: new)
            _ = try await room.submit(theirs.id, as: other, code: code)
            room.time.advance(by: .seconds(60))
            try await room.expect("HOLDER_MOBILE_TAKEN") {
                _ = try await room.changeMobile(
                    to: new, code: try await room.changeCode(.mobile(new), as: token), as: token)
            }
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).maskedMobile == "138****5678")
        }
    }

    @Test("an e-mail address is confirmed with its code, signs in, gets codes for a new password, and is one account's")
    func email() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let token = try await room.member()
            let code = try await room.changeCode(.email("Zhang@example.cn"), as: token)
            let account = try await room.changeEmail(to: "Zhang@example.cn", code: code, as: token)
            #expect(account.maskedEmail == "Z****@example.cn")
            #expect(try await room.logIn("zhang@example.cn").account == account.id)
            let stranger = try await room.member("otherfox", mobile: "13700000001")
            try await room.expect("EMAIL_TAKEN") {
                _ = try await room.changeEmail(
                    to: "zhang@example.cn", code: try await room.changeCode(.email("zhang@example.cn"), as: stranger),
                    as: stranger)
            }
            room.time.advance(by: .seconds(60))
            _ = try await room.accounts.requestCode(
                .init(purpose: .resetPassword, recipient: .email("zhang@example.cn")), options: room.options())
            _ = try await room.server.sendCodes()
            let reset = try #require(room.inbox.letters(to: "zhang@example.cn").last?.code)
            let ended = try await room.accounts.resetPassword(
                .init(
                    recipient: .email("zhang@example.cn"), code: reset, newPassword: "Red-Harbour-30",
                    newPasswordRepeated: "Red-Harbour-30"), options: room.options()
            ).endedSessions
            #expect(ended == 2)
            // Another address: the one before is told.
            room.time.advance(by: .seconds(60))
            let fresh = try await room.logIn(password: "Red-Harbour-30").accessToken
            let next = try await room.changeCode(.email("li@example.cn"), as: fresh)
            _ = try await room.changeEmail(to: "li@example.cn", code: next, as: fresh, password: "Red-Harbour-30")
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.contains("email_changed Zhang@example.cn"))
            #expect(
                try await room.refusal {
                    _ = try await room.logIn("zhang@example.cn", password: "Red-Harbour-30")
                }.word == "LOGIN_REFUSED")
        }
    }

    @Test("a code for a new password is good no more once its number is another account's")
    func resetAfterChange() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let reset = try #require(try await room.code(.resetPassword, to: old))
            _ = try await room.changeMobile(
                to: new, code: try await room.changeCode(.mobile(new), as: token), as: token)
            try await room.expect("CODE_REFUSED") {
                _ = try await room.accounts.resetPassword(
                    .init(
                        recipient: .mobile(old), code: reset, newPassword: "Red-Harbour-30",
                        newPasswordRepeated: "Red-Harbour-30"), options: room.options())
            }
        }
    }

    @Test("a user name is one account's, is not part of its password, and is free when another takes its place")
    func userName() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            _ = try await room.member("otherfox", mobile: "13700000001")
            try await room.expect("USER_NAME_TAKEN") { _ = try await room.changeUserName(to: "OtherFox", as: token) }
            for name in ["harbour", "x", "1fox", "'; DROP TABLE accounts; --", ""] {
                let refusal = try await room.refusal { _ = try await room.changeUserName(to: name, as: token) }
                #expect(refusal.fieldViolations.map(\.field) == ["user_name"], "\(name)")
            }
            #expect(try await room.changeUserName(to: "月狐狸先生", as: token).userName == "月狐狸先生")
            // Its owner may write it in other letters.
            #expect(try await room.changeUserName(to: "MoonFox", as: token).userName == "MoonFox")
            #expect(try await room.changeUserName(to: "moonfox", as: token).userName == "moonfox")
            _ = try await room.logIn("MOONFOX")
            #expect(try await room.refusal { _ = try await room.logIn("foxmoon") }.word == "LOGIN_REFUSED")
            _ = try await room.register("foxmoon", mobile: "13700000002")
        }
    }

    @Test("a profile is what its account says, within bounds, and lies sealed")
    func profile() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            func get() async throws -> IdentityV1.Profile {
                try await room.changes.getProfile(.init(), options: room.options(token))
            }
            func set(_ name: String, _ introduction: String) async throws -> IdentityV1.Profile {
                try await room.changes.setProfile(
                    .init(displayName: name, introduction: introduction), options: room.options(token))
            }
            #expect(try await get() == IdentityV1.Profile())
            let injection = "'); DROP TABLE profiles; -- {{name}} ${x}"
            let profile = try await set("狐狸", injection)
            #expect(profile.displayName == "狐狸" && profile.introduction == injection && profile.changedAt != nil)
            #expect(try await get() == profile)
            let stored = try await room.store.read { try $0.row("SELECT profile FROM profiles")?.blob("profile") }
            #expect(stored?.firstRange(of: Array("狐狸".utf8)) == nil)
            let refusal = try await room.refusal {
                _ = try await set(String(repeating: "x", count: 51), "a\u{202E}b")
            }
            #expect(refusal.fieldViolations.map(\.field) == ["display_name", "introduction"])
            #expect(try await set("", "").displayName == "")
        }
    }

    /// Why `body` was refused; empty when it was not.
    private static func word(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return (error as? RPCError)?.word ?? "\(error)"
        }
    }
}
