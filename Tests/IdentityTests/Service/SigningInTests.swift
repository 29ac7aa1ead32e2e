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
            for _ in 0..<50 {
                room.time.advance(by: .milliseconds(1))
                _ = try await room.logIn()
            }
            let last = try await room.sessions.listSessions(.init(), options: room.options(first.accessToken)).devices
            #expect(last.count == 50 && !last.contains { $0.id == first.id })
        }
    }

    @Test("another password ends every sign-in, and none of the last five comes back")
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
            #expect(try await change(IdentityRoom.password, "Red-Harbour-30", session.accessToken, key: "k") == 1)
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

    @Test("all names of an account are locked together")
    func namesTogether() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            for name in ["foxmoon", "13812345678", "FOXMOON", "+8613812345678", "foxmoon"] {
                #expect(
                    try await room.refusal { _ = try await room.logIn(name, password: "x") }.word == "LOGIN_REFUSED")
            }
            #expect(try await room.refusal { _ = try await room.logIn("13812345678") }.word == "LOCKED")
        }
    }

    @Test("a name that nobody has is refused after the time of one that somebody has")
    func sameTime() async throws {
        try await IdentityRoom.run(cost: Argon2.Cost(kibibytes: 4_096, passes: 2, lanes: 1)) { room in
            let clock = SystemTime()
            var known: [Duration] = []
            var unknown: [Duration] = []
            func timed(_ name: String) async throws -> Duration {
                let begin = clock.monotonic()
                let refusal = try await room.refusal {
                    _ = try await room.logIn(name, password: "Wrong-Harbour-1", source: name)
                }
                #expect(refusal.word == "LOGIN_REFUSED")
                return clock.monotonic().since(begin)
            }
            for number in 0..<8 {
                try await room.register("foxmoon\(number)", mobile: "1381234567\(number)")
                for _ in 0..<4 {
                    known.append(try await timed("foxmoon\(number)"))
                    unknown.append(try await timed("nobody\(number)"))
                }
            }
            // In turns, so that both saw the same machine; medians, so that one pause does not count.
            let ratio = known.sorted()[16] / unknown.sorted()[16]
            #expect((0.7...1.4).contains(ratio), "\(ratio)")
        }
    }
}
