import Identity
import MeshAPI
import MeshKernel
import MeshPassword
import MeshRPC
import MeshTestKit
import Testing

/// Of every call that takes a name: whether somebody has it is not told by the answer, and not by the time that it takes.
@Suite("Names that somebody has, and that nobody has", .serialized, .timeLimit(.minutes(5)))
struct AlikeTests {
    /// Calls of each kind; by turns, so that both see the same machine.
    private static let calls = 64

    /// How long `known` takes for each that `unknown` takes: medians, so that one pause does not count. Each is given the
    /// number of the call.
    private func ratio(
        known: (Int) async throws -> Void, unknown: (Int) async throws -> Void
    ) async throws -> Double {
        let clock = SystemTime()
        func timed(_ body: (Int) async throws -> Void, _ number: Int) async throws -> Duration {
            let begin = clock.monotonic()
            try await body(number)
            return clock.monotonic().since(begin)
        }
        var (first, second): ([Duration], [Duration]) = ([], [])
        for number in 0..<Self.calls {
            // Whoever comes second finds everything warm, so the order changes too.
            if number.isMultiple(of: 2) {
                first.append(try await timed(known, number))
                second.append(try await timed(unknown, number))
            } else {
                second.append(try await timed(unknown, number))
                first.append(try await timed(known, number))
            }
        }
        return first.sorted()[Self.calls / 2] / second.sorted()[Self.calls / 2]
    }

    /// A room with an account for every call, each with a number that ends like its place.
    private func run(_ body: (IdentityRoom) async throws -> Void) async throws {
        try await IdentityRoom.run { room in
            for number in 0..<Self.calls {
                let code = try #require(
                    try await room.code(.register, to: Self.taken(number), source: "register\(number)"))
                _ = try await room.accounts.registerAccount(
                    room.registration("foxmoon\(number)", mobile: Self.taken(number), code: code),
                    options: room.options(source: "register\(number)"))
            }
            // What was sent to register counts no more.
            room.time.advance(by: .seconds(2 * 86_400))
            try await body(room)
        }
    }

    private static func taken(_ number: Int) -> String { "\(13_800_000_000 + number)" }
    private static func free(_ number: Int) -> String { "\(13_900_000_000 + number)" }

    private func refusal(_ room: IdentityRoom, _ body: () async throws -> Void) async throws -> String {
        let refusal = try await room.refusal { try await body() }
        return "\(refusal)"
    }

    @Test(
        "asking for a code is answered alike, and as fast",
        arguments: [IdentityV1.CodePurpose.login, .resetPassword, .register])
    func asking(_ purpose: IdentityV1.CodePurpose) async throws {
        try await run { room in
            func ask(_ mobile: String, _ source: String) async throws {
                let answer = try await room.accounts.requestCode(
                    IdentityV1.RequestCodeRequest(purpose: purpose, recipient: .mobile(mobile)),
                    options: room.options(source: source))
                #expect(answer.maskedRecipient.hasSuffix(String(mobile.suffix(4))))
                #expect(answer.resendAt?.seconds == room.time.wall().milliseconds / 1_000 + 60)
            }
            let ratio = try await ratio(
                known: { try await ask(Self.taken($0), "known\($0)") },
                unknown: { try await ask(Self.free($0), "free\($0)") })
            #expect((0.7...1.4).contains(ratio), "\(ratio)")
        }
    }

    @Test("a wrong code to sign in is refused alike, and as fast")
    func signingIn() async throws {
        try await run { room in
            for number in 0..<Self.calls {
                for mobile in [Self.taken(number), Self.free(number)] {
                    _ = try await room.code(.login, to: mobile, source: mobile)
                }
            }
            let expected = "\(IdentityError.codeRefused.status)"
            func attempt(_ mobile: String) async throws {
                let said = try await refusal(room) {
                    _ = try await room.sessions.logInWithCode(
                        IdentityV1.LogInWithCodeRequest(mobile: mobile, code: "000000", device: ""),
                        options: room.options(source: mobile))
                }
                #expect(said == expected)
            }
            let ratio = try await ratio(
                known: { try await attempt(Self.taken($0)) }, unknown: { try await attempt(Self.free($0)) })
            #expect((0.7...1.4).contains(ratio), "\(ratio)")
        }
    }

    @Test("a wrong code for a new password is refused alike, and as fast")
    func resetting() async throws {
        try await run { room in
            for number in 0..<Self.calls {
                for mobile in [Self.taken(number), Self.free(number)] {
                    _ = try await room.code(.resetPassword, to: mobile, source: mobile)
                }
            }
            let expected = "\(IdentityError.codeRefused.status)"
            func attempt(_ mobile: String) async throws {
                let said = try await refusal(room) {
                    _ = try await room.accounts.resetPassword(
                        IdentityV1.ResetPasswordRequest(
                            recipient: .mobile(mobile), code: "000000", newPassword: "Red-Harbour-30",
                            newPasswordRepeated: "Red-Harbour-30"), options: room.options(source: mobile))
                }
                #expect(said == expected)
            }
            let ratio = try await ratio(
                known: { try await attempt(Self.taken($0)) }, unknown: { try await attempt(Self.free($0)) })
            #expect((0.7...1.4).contains(ratio), "\(ratio)")
        }
    }

    @Test("registering without the right code is refused alike, and as fast, whatever of it is taken")
    func registering() async throws {
        try await run { room in
            for number in 0..<Self.calls {
                for mobile in [Self.taken(number), Self.free(number)] {
                    _ = try await room.code(.register, to: mobile, source: mobile)
                }
            }
            let expected = "\(IdentityError.codeRefused.status)"
            func attempt(_ name: String, _ mobile: String) async throws {
                let said = try await refusal(room) {
                    _ = try await room.accounts.registerAccount(
                        room.registration(name, mobile: mobile, code: "000000"), options: room.options(source: mobile))
                }
                #expect(said == expected)
            }
            let ratio = try await ratio(
                known: { try await attempt("foxmoon\($0)", Self.taken($0)) },
                unknown: { try await attempt("nobody\($0)", Self.free($0)) })
            #expect((0.7...1.4).contains(ratio), "\(ratio)")
        }
    }
}
