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
    /// Calls of each kind, in pairs of one each.
    private static let calls = 256
    /// What a median ratio of times may be: less than a pause of the machine, and than the least that is left out for a
    /// name that nobody has.
    private static let alike = 0.9...1.1

    /// What surely contains the median of `ratios`, but for one time in ten thousand: by their order alone, however they
    /// are spread, so that a pause does not count more than any other call.
    private static func median(_ ratios: [Double]) -> ClosedRange<Double> {
        let sorted = ratios.sorted()
        let reach = Int((3.9 * Double(sorted.count).squareRoot() / 2).rounded(.up))
        return sorted[sorted.count / 2 - reach]...sorted[sorted.count / 2 + reach]
    }

    @Test("what these tests go by sees a fifth more among times that vary by half, and nothing where there is nothing")
    func statistic() {
        for seed in 0..<50 {
            let random = SeededRandom(seed: UInt64(seed))
            // Times of which one in ten is a pause.
            func time() -> Double {
                Double(random.integer(in: 100...150)) * (random.integer(in: 0...9) == 0 ? 5 : 1)
            }
            let same = (0..<Self.calls).map { _ in time() / time() }
            #expect(Self.median(same).overlaps(Self.alike))
            let slower = (0..<Self.calls).map { _ in 1.25 * time() / time() }
            #expect(!Self.median(slower).overlaps(Self.alike), "\(Self.median(slower))")
        }
    }

    /// How long `known` takes for each that `unknown` takes, call by call. Each is given the number of the call.
    private func ratio(
        known: (Int) async throws -> Void, unknown: (Int) async throws -> Void
    ) async throws -> ClosedRange<Double> {
        let clock = SystemTime()
        func timed(_ body: (Int) async throws -> Void, _ number: Int) async throws -> Duration {
            let begin = clock.monotonic()
            try await body(number)
            return clock.monotonic().since(begin)
        }
        var ratios: [Double] = []
        for number in 0..<Self.calls {
            // Both see the same machine; whoever comes second finds everything warm, so the order changes too.
            if number.isMultiple(of: 2) {
                let first = try await timed(known, number)
                ratios.append(first / (try await timed(unknown, number)))
            } else {
                let first = try await timed(unknown, number)
                ratios.append(try await timed(known, number) / first)
            }
        }
        return Self.median(ratios)
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
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
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
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
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
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
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
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
        }
    }
}
