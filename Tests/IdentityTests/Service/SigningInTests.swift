import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshPassword
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Signing in", .timeLimit(.minutes(5)))
struct SigningInTests {
    @Test("a password signs in by user name and mobile number, and the token is believed for five minutes")
    func password() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            for name in ["foxmoon", "FOXMOON", "13812345678", "+8613812345678"] {
                #expect(try await room.logIn(name).account == account.id)
            }
            let session = try await room.logIn(device: "Fox's telephone")
            let token = try room.verifier.verify(session.accessToken, audience: "evidence", now: room.time.wall())
            #expect(token.subject == account.id && token.kind == "account" && token.roles == [])
            #expect(token.identifier.hasPrefix(session.id + "."))
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken)) == account)
            room.time.advance(by: .seconds(361))
            let refusal = try await room.refusal {
                _ = try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken))
            }
            #expect(refusal.code == .unauthenticated)
        }
    }

    @Test("a wrong password, a name that nobody has, and no name at all are refused alike")
    func refusedAlike() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            var refusals: [RPCError] = []
            for (name, password) in [
                ("foxmoon", "Wrong-Harbour-29"), ("nobody", IdentityRoom.password), ("", ""), ("' OR 1=1 --", "x"),
                ("13800000000", IdentityRoom.password), ("a@b.cn", IdentityRoom.password),
                ("foxmoon", String(repeating: "x", count: 5_000)),
            ] {
                refusals.append(try await room.refusal { _ = try await room.logIn(name, password: password) })
            }
            #expect(refusals.allSatisfy { $0.code == .unauthenticated && $0.word == "LOGIN_REFUSED" })
            #expect(Set(refusals.map(\.message)).count == 1)
        }
    }

    @Test("five failures lock a name for fifteen minutes, known or not, and the right password does not open it")
    func locked() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            for name in ["foxmoon", "nobody"] {
                for _ in 0..<5 {
                    #expect(
                        try await room.refusal { _ = try await room.logIn(name, password: "x") }.word
                            == "LOGIN_REFUSED")
                }
                let refusal = try await room.refusal { _ = try await room.logIn(name) }
                #expect(refusal.word == "LOCKED" && refusal.retryDelay == .seconds(900))
            }
            // Whoever fails from elsewhere does not make it longer.
            room.time.advance(by: .seconds(899))
            #expect(
                try await room.refusal { _ = try await room.logIn(source: "192.0.2.7") }.retryDelay == .seconds(1))
            room.time.advance(by: .seconds(1))
            _ = try await room.logIn()
        }
    }

    @Test("of a hundred guesses at once five are looked at")
    func parallel() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            let reasons = await withTaskGroup(of: String.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        do {
                            _ = try await room.logIn(password: "x")
                            return ""
                        } catch {
                            return (error as? RPCError)?.word ?? ""
                        }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(reasons == ["LOGIN_REFUSED": 5, "LOCKED": 95])
        }
    }

    @Test("four failures are forgotten once the owner has come")
    func forgotten() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            for _ in 0..<3 {
                for _ in 0..<4 { _ = try await room.refusal { _ = try await room.logIn(password: "x") } }
                _ = try await room.logIn()
            }
        }
    }

    @Test("a source that fails with fifty names is locked, and no other")
    func source() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            for number in 0..<50 { _ = try await room.refusal { _ = try await room.logIn("nobody\(number)") } }
            #expect(try await room.refusal { _ = try await room.logIn() }.word == "LOCKED")
            _ = try await room.logIn(source: "192.0.2.8")
        }
    }

    @Test("a code signs in once; where there is no account the same is said as of a wrong code")
    func code() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.login, to: "13812345678"))
            func logIn(_ mobile: String, _ code: String) async throws -> IdentityV1.Session {
                try await room.sessions.logInWithCode(
                    IdentityV1.LogInWithCodeRequest(mobile: mobile, code: code), options: room.options())
            }
            #expect(try await logIn("13812345678", code).account == account.id)
            let spent = try await room.refusal { _ = try await logIn("13812345678", code) }
            let nobody = try await room.refusal { _ = try await logIn("13812340000", "123456") }
            #expect(spent.word == "CODE_REFUSED" && nobody.word == "CODE_REFUSED")
            #expect(spent.message == nobody.message && spent.code == nobody.code)
            let malformed = try await room.refusal { _ = try await logIn("13812345678", "12345x") }
            #expect(malformed.fieldViolations.map(\.field) == ["code"])
        }
    }

    @Test("a refresh token gives the next one, a copy of it ends the sign-in and nobody else's")
    func refresh() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            let other = try await room.logIn()
            let first = try await room.logIn()
            func refresh(_ token: String) async throws -> IdentityV1.Session {
                try await room.sessions.refresh(
                    IdentityV1.RefreshRequest(refreshToken: token), options: room.options())
            }
            let second = try await refresh(first.refreshToken)
            #expect(second.id == first.id && second.refreshToken != first.refreshToken)
            // The answer was lost: the same token is given again.
            #expect(try await refresh(first.refreshToken).refreshToken == second.refreshToken)
            let third = try await refresh(second.refreshToken)
            let reused = try await room.refusal { _ = try await refresh(first.refreshToken) }
            #expect(reused.code == .unauthenticated && reused.word == "REFRESH_REUSED")
            #expect(try await room.refusal { _ = try await refresh(third.refreshToken) }.word == "REFRESH_REFUSED")
            _ = try await refresh(other.refreshToken)
            #expect(try await room.events().count { $0 == "session.ended" } == 1)
        }
    }

    @Test("what is no refresh token of ours is refused and ends nothing")
    func forged() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            let session = try await room.logIn()
            let forged = session.id + ".1." + String(repeating: "A", count: 43)
            for token in ["", "x", forged, session.refreshToken.replacing(".1.", with: ".2.")] {
                let refusal = try await room.refusal {
                    _ = try await room.sessions.refresh(
                        IdentityV1.RefreshRequest(refreshToken: token), options: room.options())
                }
                #expect(refusal.word == "REFRESH_REFUSED")
            }
            _ = try await room.sessions.refresh(
                IdentityV1.RefreshRequest(refreshToken: session.refreshToken), options: room.options())
        }
    }

    @Test("devices are listed to their owner alone, and ended one by one or all at once")
    func devices() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            try await room.register("otherfox", mobile: "13987654321")
            let first = try await room.logIn(device: "电话", source: "192.0.2.1")
            room.time.advance(by: .milliseconds(1))
            let second = try await room.logIn(device: "laptop", source: "192.0.2.2")
            let stranger = try await room.logIn("otherfox")
            func devices(_ token: String) async throws -> [String] {
                try await room.sessions.listSessions(.init(), options: room.options(token)).devices.map {
                    "\($0.name) \($0.source)"
                }
            }
            #expect(try await devices(first.accessToken) == ["电话 192.0.2.1", "laptop 192.0.2.2"])
            func end(_ session: String, _ token: String) async throws {
                _ = try await room.sessions.endSession(
                    IdentityV1.EndSessionRequest(session: session), options: room.options(token))
            }
            #expect(
                try await room.refusal { try await end(first.id, stranger.accessToken) }.word == "SESSION_NOT_FOUND")
            #expect(try await room.refusal { try await end("x", stranger.accessToken) }.word == "INVALID_SESSION")
            try await end(first.id, second.accessToken)
            try await end(first.id, second.accessToken)
            #expect(try await devices(second.accessToken) == ["laptop 192.0.2.2"])
            let refusal = try await room.refusal {
                _ = try await room.sessions.refresh(
                    IdentityV1.RefreshRequest(refreshToken: first.refreshToken), options: room.options())
            }
            #expect(refusal.word == "REFRESH_REFUSED")
            let ended = try await room.sessions.endAllSessions(.init(), options: room.options(second.accessToken))
            #expect(ended.endedSessions == 1)
            #expect(try await devices(stranger.accessToken).count == 1)
        }
    }

    @Test("one more than fifty sign-ins ends the oldest")
    func bound() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            let first = try await room.logIn()
            var newest = first
            for _ in 0..<50 {
                room.time.advance(by: .milliseconds(1))
                newest = try await room.logIn()
            }
            let last = try await room.sessions.listSessions(.init(), options: room.options(newest.accessToken)).devices
            #expect(last.count == 50 && !last.contains { $0.id == first.id })
        }
    }

    @Test("another password ends every other sign-in, can be asked for again, and none of the last five comes back")
    func changePassword() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            func change(_ old: String, _ new: String, _ token: String, key: String? = nil) async throws -> UInt32 {
                try await room.accounts.changePassword(
                    IdentityV1.ChangePasswordRequest(
                        password: old, newPassword: new, newPasswordRepeated: new),
                    options: room.options(token, key: key)
                ).endedSessions
            }
            let other = try await room.logIn()
            let session = try await room.logIn()
            #expect(
                try await room.refusal {
                    _ = try await change("Wrong-Harbour-29", "Red-Harbour-30", session.accessToken)
                }
                .word == "PASSWORD_WRONG")
            let same = try await room.refusal {
                _ = try await change(IdentityRoom.password, IdentityRoom.password, session.accessToken)
            }
            #expect(same.fieldViolations.map(\.field) == ["new_password"], "\(same)")
            #expect(try await change(IdentityRoom.password, "Red-Harbour-30", session.accessToken, key: "k") == 1)
            try await room.ended(other.accessToken)
            // After a lost answer, by the sign-in that asked.
            #expect(try await change(IdentityRoom.password, "Red-Harbour-30", session.accessToken, key: "k") == 1)
            _ = try await room.sessions.refresh(.init(refreshToken: session.refreshToken), options: room.options())
            #expect(try await room.refusal { _ = try await room.logIn() }.word == "LOGIN_REFUSED")
            let next = try await room.logIn(password: "Red-Harbour-30")
            _ = try await room.refusal {
                _ = try await change("Red-Harbour-30", IdentityRoom.password, next.accessToken)
            }
            var present = "Red-Harbour-30"
            for number in 31..<35 {
                let new = "Red-Harbour-\(number)"
                _ = try await change(present, new, next.accessToken)
                present = new
            }
            // Five later ones were set: the first is forgotten.
            _ = try await change(present, IdentityRoom.password, next.accessToken)
            #expect(try await room.events().filter { $0 == "account.password.changed" }.count == 6)
        }
    }

    @Test("strangers who fail to sign in keep no owner from showing the password; wrong ones lock that, and are told")
    func confirming() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            for number in 0..<50 { _ = try await room.refusal { _ = try await room.logIn("nobody\(number)") } }
            for number in 0..<5 {
                _ = try await room.refusal { _ = try await room.logIn(password: "x", source: "192.0.2.\(number + 2)") }
            }
            #expect(try await room.refusal { _ = try await room.logIn(source: "192.0.2.9") }.word == "LOCKED")
            func rename(_ name: String, _ password: String) async throws {
                _ = try await room.changeUserName(to: name, as: token, password: password)
            }
            try await rename("foxmoon2", IdentityRoom.password)
            // A stolen token tries no more than five passwords, and the owner hears of it.
            room.time.advance(by: .seconds(60))
            for _ in 0..<5 { try await room.expect("PASSWORD_WRONG") { try await rename("foxmoon3", "Wrong-1-x") } }
            try await room.expect("LOCKED") { try await rename("foxmoon3", IdentityRoom.password) }
            let locks = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM audit WHERE action = 'locked'")?.integer("n")
            }
            #expect(locks == 2)
            // Once a day.
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.filter { $0 == "locked \(account.id)" }.count == 1)
        }
    }

    @Test("a new password opens the lock of those that were shown, too")
    func lockOfShownOpens() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            for _ in 0..<5 {
                try await room.expect("PASSWORD_WRONG") {
                    _ = try await room.changeUserName(to: "foxmoon2", as: token, password: "Wrong-1-x")
                }
            }
            let code = try #require(try await room.code(.resetPassword, to: "13812345678"))
            _ = try await room.accounts.resetPassword(
                .init(
                    recipient: .mobile("13812345678"), code: code, newPassword: "Red-Harbour-30",
                    newPasswordRepeated: "Red-Harbour-30"), options: room.options())
            let fresh = try await room.logIn(password: "Red-Harbour-30").accessToken
            let renamed = try await room.changeUserName(to: "foxmoon2", as: fresh, password: "Red-Harbour-30")
            #expect(renamed.userName == "foxmoon2")
        }
    }

    @Test("whoever hangs up while the hash is made has failed too")
    func cancelledInHash() async throws {
        // So dear that the call is cancelled while it is hashed.
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 65_536, passes: 12, lanes: 1)) { room in
            func failures(_ kind: String) async throws -> Int64 {
                try await room.store.read {
                    try $0.row(
                        "SELECT coalesce(sum(failures), 0) AS n FROM throttles WHERE kind = ?", .text(kind))?
                        .integer("n")
                } ?? -1
            }
            let call = Task { try await room.logIn("nobody") }
            while try await failures("account") == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(100))
            call.cancel()
            _ = await call.result
            for _ in 0..<500 where try await failures("source") == 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await failures("source") == 1)
            #expect(try await failures("account") == 2)
        }
    }

    @Test("a lock that comes while its account is erased is neither kept nor told any more")
    func lockOfErased() async throws {
        // So dear that the account is erased while it is hashed.
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 65_536, passes: 12, lanes: 1)) { room in
            func failures(_ kind: String) async throws -> Int64 {
                try await room.store.read {
                    try $0.row(
                        "SELECT coalesce(max(failures), 0) AS n FROM throttles WHERE kind = ?", .text(kind))?
                        .integer("n")
                } ?? -1
            }
            let account = try await room.register().id
            _ = try await room.refusal { _ = try await room.logIn(password: "Wrong-1-x") }
            let counted = try await room.store.write {
                try $0.execute("UPDATE throttles SET failures = 4 WHERE kind = 'account'")
            }
            #expect(counted > 0)
            let call = Task { try await room.logIn(password: "Wrong-1-x") }
            while try await failures("account") < 5 { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await room.privacy.eraseSubjectOnRequest(
                .init(account: account), options: room.options(room.staff(roles: ["privacy"])))
            _ = await call.result
            // Counted for its source all the same.
            #expect(try await failures("source") == 2)
            let actions = try await room.store.read { snapshot in
                try snapshot.rows("SELECT action FROM audit ORDER BY position").map { try $0.text("action") }
            }
            #expect(actions.last == "erased" && !actions.contains("locked"))
        }
    }

    @Test("a forgotten password is replaced with a code once, every sign-in ends, and the lock opens")
    func resetPassword() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            let session = try await room.logIn()
            for _ in 0..<5 { _ = try await room.refusal { _ = try await room.logIn(password: "x") } }
            room.time.advance(by: .seconds(60))
            func reset(_ mobile: String, _ code: String, _ password: String, key: String? = nil) async throws -> UInt32
            {
                try await room.accounts.resetPassword(
                    IdentityV1.ResetPasswordRequest(
                        recipient: .mobile(mobile), code: code, newPassword: password, newPasswordRepeated: password),
                    options: room.options(key: key)
                ).endedSessions
            }
            let code = try #require(try await room.code(.resetPassword, to: "13812345678"))
            let before = try await room.refusal { _ = try await reset("13812345678", code, IdentityRoom.password) }
            #expect(before.fieldViolations.map(\.field) == ["new_password"])
            let named = try await room.refusal { _ = try await reset("13812345678", code, "My-foxmoon-1") }
            #expect(named.fieldViolations.map(\.field) == ["new_password"])
            let nobody = try await room.refusal { _ = try await reset("13812340000", code, "Red-Harbour-30") }
            #expect(nobody.word == "CODE_REFUSED")
            #expect(try await reset("13812345678", code, "Red-Harbour-30", key: "k") == 1)
            #expect(try await reset("13812345678", code, "Red-Harbour-30", key: "k") == 1)
            let spent = try await room.refusal { _ = try await reset("13812345678", code, "Red-Harbour-31") }
            #expect(spent.word == "CODE_REFUSED" && spent.message == nobody.message)
            _ = try await room.logIn(password: "Red-Harbour-30")
            let refresh = try await room.refusal {
                _ = try await room.sessions.refresh(
                    IdentityV1.RefreshRequest(refreshToken: session.refreshToken), options: room.options())
            }
            #expect(refresh.word == "REFRESH_REFUSED")
        }
    }

    @Test("five failures by whatever name lock an account, and the lock of one name tells nothing of another")
    func namesTogether() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            for name in ["foxmoon", "13812345678", "FOXMOON", "+8613812345678"] {
                #expect(
                    try await room.refusal { _ = try await room.logIn(name, password: "x") }.word == "LOGIN_REFUSED")
            }
            // The fifth is right: it is looked at.
            _ = try await room.logIn("foxmoon")
            // What anybody sees of the number is what they would see of one that nobody has.
            for _ in 0..<5 { _ = try await room.refusal { _ = try await room.logIn(password: "x") } }
            #expect(try await room.refusal { _ = try await room.logIn() }.word == "LOCKED")
            var seen: [[String?]] = []
            for name in ["13812345678", "13800000000"] {
                var words: [String?] = []
                for attempt in 0..<6 {
                    let refusal = try await room.refusal {
                        // One of them is the right password.
                        _ = try await room.logIn(
                            name, password: attempt == 0 ? IdentityRoom.password : "x", source: "192.0.2.2")
                    }
                    words.append(refusal.word)
                }
                seen.append(words)
            }
            // Two failures by the number were there before.
            #expect(seen[0] == ["LOGIN_REFUSED", "LOGIN_REFUSED", "LOGIN_REFUSED", "LOCKED", "LOCKED", "LOCKED"])
            #expect(seen[1].prefix(5).allSatisfy { $0 == "LOGIN_REFUSED" } && seen[1].last == "LOCKED")
            // The owner is told of the lock, once a day however often it falls.
            room.time.advance(by: .seconds(900))
            for _ in 0..<5 { _ = try await room.refusal { _ = try await room.logIn(password: "x") } }
            while try await room.server.runErrands() > 0 {}
            #expect(messenger.asked.filter { $0 == "locked \(account.id)" }.count == 1)
            room.time.advance(by: .seconds(900))
            _ = try await room.logIn("13812345678", source: "192.0.2.3")
        }
    }

    @Test("who is told to come again, because too many wait, has not failed")
    func tooBusy() async throws {
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 4_096, passes: 4, lanes: 1)) { room in
            let words = await withTaskGroup(of: String.self) { group in
                for number in 0..<120 {
                    group.addTask {
                        do {
                            _ = try await room.logIn("nobody\(number)", source: "192.0.2.\(number)")
                            return ""
                        } catch {
                            return (error as? RPCError)?.word ?? ""
                        }
                    }
                }
                return await group.reduce(into: [String: Int64]()) { $0[$1, default: 0] += 1 }
            }
            let (busy, refused) = (words["TOO_BUSY"] ?? 0, words["LOGIN_REFUSED"] ?? 0)
            #expect(busy > 0 && refused > 0 && busy + refused == 120, "\(words)")
            let counted = try await room.store.read { snapshot in
                try snapshot.row("SELECT sum(failures) AS failures FROM throttles")?.integer("failures")
            }
            // Each under its name, and unseen; both for itself and with its source, and the source.
            #expect(counted == refused * 5)
        }
    }

    @Test("who hangs up while their password waits to be looked at has not failed")
    func hungUp() async throws {
        // Long enough for everything that has to happen while a password is looked at.
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 65_536, passes: 24, lanes: 1)) { room in
            func failures(_ kind: String) async throws -> Int64 {
                try await room.store.read { snapshot in
                    try snapshot.row(
                        "SELECT coalesce(sum(failures), 0) AS n FROM throttles WHERE kind = ?", .text(kind))?.integer(
                            "n")
                } ?? -1
            }
            let others = (0..<2).map { number in
                Task { try? await room.logIn("nobody\(number)", source: "192.0.2.\(number)") }
            }
            try await until { try await failures("account") == 4 }
            let waiting = Task { try await room.logIn("foxmoon", password: "x", source: "192.0.2.9") }
            try await until { try await failures("account") == 6 }
            waiting.cancel()
            try await until { try await failures("account") == 4 }
            for other in others { _ = await other.value }
            #expect(try await failures("source") == 2)
        }
    }

    @Test("a password that was replaced while it was looked at begins no sign-in")
    func resetMeanwhile() async throws {
        // Looking at it takes as long as it took to make.
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 65_536, passes: 12, lanes: 1)) { room in
            let account = try await room.register()
            let attempt = Task { try await room.logIn() }
            try await until {
                try await room.store.read { try $0.row("SELECT count(*) AS n FROM throttles")?.integer("n") } ?? 0 > 0
            }
            // As a reset on another thread writes it, in the middle of the look.
            let other = try Argon2.hash(
                Array("Red-Harbour-30".utf8), salt: [UInt8](repeating: 3, count: Argon2.Limits.saltBytes),
                cost: Argon2.Cost(kibibytes: 64, passes: 1, lanes: 1))
            try await room.store.write { transaction in
                let key = try transaction.makeSubjectKey(account.id)
                let place = SealedPlace(table: "passwords", column: "hash", row: account.id, "2")
                try transaction.execute(
                    "INSERT INTO passwords (account, number, hash, set_at) VALUES (?, 2, ?, 1)", .text(account.id),
                    .blob(try key.seal(Array(other.utf8), at: place)))
            }
            let refusal = try await room.refusal { _ = try await attempt.value }
            #expect(refusal.word == "LOGIN_REFUSED")
            let sessions = try await room.store.read { try $0.row("SELECT count(*) AS n FROM sessions")?.integer("n") }
            #expect(sessions == 0)
            _ = try await room.logIn(password: "Red-Harbour-30")
        }
    }

    @Test("a code that signs nobody in is not used up")
    func closedAccount() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.login, to: "13812345678"))
            func set(_ state: String) async throws {
                _ = try await room.store.write {
                    try $0.execute("UPDATE accounts SET state = ? WHERE id = ?", .text(state), .text(account.id))
                }
            }
            func logIn() async throws {
                _ = try await room.sessions.logInWithCode(
                    IdentityV1.LogInWithCodeRequest(mobile: "13812345678", code: code), options: room.options())
            }
            try await set("suspended")
            #expect(try await room.refusal { try await logIn() }.word == "CODE_REFUSED")
            try await set("active")
            try await logIn()
        }
    }
}
