import Identity
import MeshAPI
import MeshKernel
import MeshPassword
import MeshRPC
import MeshStore
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

    /// How long `known` takes for each that `unknown` takes, call by call. Each is given the number of the call, as is
    /// what comes `before` them, which does not count.
    private func ratio(
        before: (Int) async throws -> Void = { _ in }, known: (Int) async throws -> Void,
        unknown: (Int) async throws -> Void
    ) async throws -> ClosedRange<Double> {
        let clock = SystemTime()
        func timed(_ body: (Int) async throws -> Void, _ number: Int) async throws -> Duration {
            let begin = clock.monotonic()
            try await body(number)
            return clock.monotonic().since(begin)
        }
        var ratios: [Double] = []
        for number in 0..<Self.calls {
            try await before(number)
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

    /// A room with an account for every call, each with a number that ends like its place, and when asked an address.
    private func run(
        withEmail: Bool = false, cost: Argon2.Cost = Argon2.Cost(kibibytes: 64, passes: 1, lanes: 1),
        _ body: (IdentityRoom) async throws -> Void
    ) async throws {
        try await IdentityRoom.run(cost: cost) { room in
            for number in 0..<Self.calls {
                let code = try #require(
                    try await room.code(.register, to: Self.taken(number), source: "register\(number)"))
                _ = try await room.accounts.registerAccount(
                    room.registration("foxmoon\(number)", mobile: Self.taken(number), code: code),
                    options: room.options(source: "register\(number)"))
            }
            if withEmail { for number in 0..<Self.calls { try await giveAddress(number, in: room) } }
            // What was sent to register counts no more.
            room.time.advance(by: .seconds(2 * 86_400))
            try await body(room)
        }
    }

    /// Gives an account its address.
    private func giveAddress(_ number: Int, in room: IdentityRoom) async throws {
        let source = "address\(number)"
        let token = try await room.logIn("foxmoon\(number)", source: source).accessToken
        let address = Self.takenAddress(number)
        let code = try await room.changeCode(.email(address), as: token, source: source)
        _ = try await room.changeEmail(to: address, code: code, as: token)
    }

    private static func taken(_ number: Int) -> String { "\(13_800_000_000 + number)" }
    private static func free(_ number: Int) -> String { "\(13_900_000_000 + number)" }
    /// Both are masked alike.
    private static func takenAddress(_ number: Int) -> String { "fox\(number)@example.cn" }
    private static func freeAddress(_ number: Int) -> String { "fog\(number)@example.cn" }

    /// What a name that somebody has is, and what one that nobody has.
    enum TypedName: CaseIterable, Sendable {
        case userName, mobile, email
        /// A user name, of an account that was locked by its number.
        case lockedOtherwise

        func taken(_ number: Int) -> String {
            switch self {
            case .userName, .lockedOtherwise: "foxmoon\(number)"
            case .mobile: AlikeTests.taken(number)
            case .email: AlikeTests.takenAddress(number)
            }
        }

        func free(_ number: Int) -> String {
            switch self {
            case .userName, .lockedOtherwise: "nobody\(number)"
            case .mobile: AlikeTests.free(number)
            case .email: AlikeTests.freeAddress(number)
            }
        }
    }

    /// Tries a wrong password; what is said of it.
    private func wrong(_ name: String, from source: String, in room: IdentityRoom) async throws -> String {
        try await refusal(room) { _ = try await room.logIn(name, password: "Wrong-Harbour-1", source: source) }
    }

    @Test("a wrong password is refused alike, and as fast, whatever name was typed", arguments: TypedName.allCases)
    func password(_ name: TypedName) async throws {
        // So cheap that what the store does shows beside it.
        let cost = Argon2.Cost(kibibytes: 8, passes: 1, lanes: 1)
        try await run(withEmail: name == .email, cost: cost) { room in
            if name == .lockedOtherwise {
                for number in 0..<Self.calls {
                    for _ in 0..<5 { _ = try await wrong(Self.taken(number), from: "lock\(number)", in: room) }
                }
                let locked = try await room.refusal { _ = try await room.logIn(Self.taken(0), source: "another") }
                #expect(locked.word == "LOCKED")
                // No password is right.
                #expect(try await room.refusal { _ = try await room.logIn("foxmoon0") }.word == "LOGIN_REFUSED")
            }
            let expected = "\(IdentityError.loginRefused.status)"
            let ratio = try await ratio(
                known: { number in
                    let said = try await wrong(name.taken(number), from: "known\(number)", in: room)
                    #expect(said == expected)
                },
                unknown: { number in
                    let said = try await wrong(name.free(number), from: "free\(number)", in: room)
                    #expect(said == expected)
                })
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
        }
    }

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

    /// Asks for a code for a new password at an address; the whole answer.
    private func ask(
        at address: String, from source: String, in room: IdentityRoom
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await room.accounts.requestCode(
            IdentityV1.RequestCodeRequest(purpose: .resetPassword, recipient: .email(address)),
            options: room.options(source: source))
    }

    @Test("asking for a code for a new password at an address is answered alike, and as fast")
    func askingByEmail() async throws {
        try await run(withEmail: true) { room in
            var answers: [[IdentityV1.RequestCodeResponse]] = [[], []]
            let ratio = try await ratio(
                known: { number in
                    answers[0].append(
                        try await ask(at: Self.takenAddress(number), from: "known\(number)", in: room))
                },
                unknown: { number in
                    answers[1].append(try await ask(at: Self.freeAddress(number), from: "free\(number)", in: room))
                })
            #expect(answers[0] == answers[1])
            #expect(answers[0].allSatisfy { $0.maskedRecipient == "f****@example.cn" && $0.resendAt != nil })
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
        }
    }

    /// Tries a wrong code for a new password at an address; what is said of it.
    private func reset(at address: String, in room: IdentityRoom) async throws -> String {
        try await refusal(room) {
            _ = try await room.accounts.resetPassword(
                IdentityV1.ResetPasswordRequest(
                    recipient: .email(address), code: "000000", newPassword: "Red-Harbour-30",
                    newPasswordRepeated: "Red-Harbour-30"), options: room.options(source: address))
        }
    }

    @Test("a wrong code for a new password that was asked for at an address is refused alike, and as fast")
    func resettingByEmail() async throws {
        try await run(withEmail: true) { room in
            for number in 0..<Self.calls {
                for address in [Self.takenAddress(number), Self.freeAddress(number)] {
                    _ = try await ask(at: address, from: address, in: room)
                }
            }
            _ = try await room.server.sendCodes()
            let expected = "\(IdentityError.codeRefused.status)"
            let ratio = try await ratio(
                known: { number in
                    let said = try await reset(at: Self.takenAddress(number), in: room)
                    #expect(said == expected)
                },
                unknown: { number in
                    let said = try await reset(at: Self.freeAddress(number), in: room)
                    #expect(said == expected)
                })
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
        }
    }

    /// What an agent is told, but for what is another with every mandate.
    private static func shape(_ mandate: IdentityV1.Mandate) -> IdentityV1.Mandate {
        var shape = mandate
        (shape.id, shape.maskedHolderName, shape.maskedDocumentNumber) = ("", "", "")
        return shape
    }

    /// Facts that are nobody's, beside those of a holder.
    private static func stranger(_ request: IdentityV1.NameHolderRequest) -> IdentityV1.NameHolderRequest {
        var request = request
        request.documentNumber = "11010119900307109X"
        return request
    }

    /// Ends what the agent began before, and lets the time pass after which they may go on; a token of theirs.
    private func anew(_ number: Int, _ agent: VerifiedMember, in room: IdentityRoom) async throws -> String {
        _ = try await room.store.write { transaction in
            try transaction.execute(
                """
                UPDATE mandates SET state = 'revoked', ended_at = created_at, ended_by = 'agent'
                WHERE ended_at IS NULL
                """)
        }
        // Twenty an hour and a hundred a day.
        if number.isMultiple(of: 10) { room.time.advance(by: .seconds(5 * 3_600)) }
        return try room.unended(agent.account, kind: "verified_account")
    }

    @Test("naming a holder is answered alike, and as fast, whether or not anybody was verified so")
    func naming() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            var token = ""
            var answers: [[IdentityV1.Mandate]] = [[], []]
            let ratio = try await ratio(
                before: { token = try await anew($0, agent, in: room) },
                known: { _ in
                    answers[0].append(Self.shape(try await room.name(room.naming(holder), as: token)))
                },
                unknown: { _ in
                    answers[1].append(
                        Self.shape(try await room.name(Self.stranger(room.naming(holder)), as: token)))
                })
            #expect(answers[0] == answers[1])
            let known = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM mandates WHERE holder IS NOT NULL")?.integer("n")
            }
            #expect(known == Int64(Self.calls))
            #expect(ratio.overlaps(Self.alike), "\(ratio)")
        }
    }

    @Test("a mandate is handed in alike, and as fast, whether or not there is anybody to be asked")
    func handingIn() async throws {
        try await IdentityRoom.run { room in
            let (holder, agent) = try await room.holderAndAgent()
            var (token, mandates) = ("", ["", ""])
            var answers: [[IdentityV1.Mandate]] = [[], []]
            let ratio = try await ratio(
                before: { number in
                    token = try await anew(number, agent, in: room)
                    mandates = [
                        try await room.name(room.naming(holder), as: token).id,
                        try await room.name(Self.stranger(room.naming(holder)), as: token).id,
                    ]
                    // A letter as if it had come.
                    _ = try await room.store.write { transaction in
                        try transaction.execute(
                            """
                            UPDATE mandates SET letter = 'letter' || id, letter_type = 'png', letter_bytes = 1,
                                letter_at = created_at WHERE ended_at IS NULL
                            """)
                    }
                },
                known: { _ in answers[0].append(Self.shape(try await room.handIn(mandates[0], as: token))) },
                unknown: { _ in answers[1].append(Self.shape(try await room.handIn(mandates[1], as: token))) })
            #expect(answers[0] == answers[1])
            let asked = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM audit WHERE action = 'mandate_asked' AND account <> 'nobody'")?
                    .integer("n")
            }
            #expect(asked == Int64(Self.calls))
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
