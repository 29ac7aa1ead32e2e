import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Synchronization
import Testing

@Suite("Errands for accounts", .timeLimit(.minutes(5)))
struct ErrandTests {
    @Test("whoever registers is made known, once, however often the call comes")
    func registering() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let code = try #require(try await room.code(.register, to: "13812345678"))
            let request = room.registration("foxmoon", mobile: "13812345678", code: code)
            let options = room.options(key: "register")
            let account = try await room.accounts.registerAccount(request, options: options)
            _ = try await room.accounts.registerAccount(request, options: options)
            #expect(try await room.server.runErrands() == 1)
            #expect(messenger.asked == ["contacts \(account.id) 13812345678"])
            #expect(try await room.server.runErrands() == 0)
        }
    }

    @Test("another password, and a refresh token that came back, are told; where, before what")
    func notices() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            let first = try await room.logIn()
            _ = try await room.sessions.refresh(.init(refreshToken: first.refreshToken), options: room.options())
            room.time.advance(by: .seconds(60))
            _ = try await room.refusal {
                _ = try await room.sessions.refresh(.init(refreshToken: first.refreshToken), options: room.options())
            }
            let second = try await room.logIn()
            _ = try await room.accounts.changePassword(
                .init(
                    password: IdentityRoom.password, newPassword: "Green-Harbour-30",
                    newPasswordRepeated: "Green-Harbour-30"), options: room.options(second.accessToken))
            #expect(try await room.server.runErrands() == 3)
            let contacts = "contacts \(account.id) 13812345678"
            #expect(
                messenger.asked == [
                    contacts, contacts, "refresh_reused \(account.id)", contacts, "password_changed \(account.id)",
                ])
        }
    }

    @Test("a sign-in on a device, or from a network, that the account has not seen is told, the first of all is not")
    func newDevices() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            func told() async throws -> Int {
                while try await room.server.runErrands() > 0 {}
                return messenger.asked.count { $0 == "new_device \(account.id)" }
            }
            let first = try await room.logIn(device: "desk")
            _ = try await room.logIn(device: "desk")
            #expect(try await told() == 0)
            _ = try await room.logIn(device: "phone")
            #expect(try await told() == 1)
            _ = try await room.logIn(device: "desk", source: "198.51.100.7")
            #expect(try await told() == 2)
            // Known ones stay known when their sign-ins are over and forgotten.
            _ = try await room.sessions.endAllSessions(.init(), options: room.options(first.accessToken))
            for device in ["desk", "phone"] { _ = try await room.logIn(device: device) }
            #expect(try await told() == 2)
            // A wrong password is no sign-in.
            _ = try await room.refusal { _ = try await room.logIn(password: "Wrong-Harbour-1", device: "stranger") }
            #expect(try await told() == 2)
            // Nobody fills the store with devices, and what was not seen for longest is forgotten first.
            for number in 0..<Limits.knownDevicesPerAccountMax {
                room.time.advance(by: .seconds(1))
                _ = try await room.logIn(device: "device \(number)")
            }
            let rows = try await room.store.read { try $0.row("SELECT count(*) AS n FROM known_devices")?.integer("n") }
            #expect(rows == Int64(Limits.knownDevicesPerAccountMax))
            let before = try await told()
            _ = try await room.logIn(device: "device 1")
            #expect(try await told() == before)
            _ = try await room.logIn(device: "desk")
            #expect(try await told() == before + 1)
            // Nothing of them outlives the account.
            let token = try await room.logIn(device: "desk").accessToken
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(token))
            let left = try await room.store.read { try $0.row("SELECT count(*) AS n FROM known_devices")?.integer("n") }
            #expect(left == 0)
        }
    }

    @Test("what could not be said is said later, also by the next process, and under the same reference")
    func retried() async throws {
        let folder = try TemporaryFolder("identity")
        let time = SeededTime()
        try await IdentityRoom.run(
            folder: folder, time: time, messenger: ScriptedMessenger([.notDelivered(reason: "UNAVAILABLE")])
        ) { room in
            try await room.register()
            #expect(try await room.server.runErrands() == 1)
            #expect(try await room.server.runErrands() == 0)
            // A process that was killed with the errand in its hands.
            time.advance(by: .seconds(5))
            let claimed = try await room.store.write { try $0.claimJobs("errand", limit: 8, lease: .seconds(120)) }
            #expect(claimed.count == 1)
        }
        let messenger = ScriptedMessenger([.unknown(reason: "DEADLINE_EXCEEDED")])
        try await IdentityRoom.run(folder: folder, time: time, messenger: messenger) { room in
            // Nobody else has the store now, so what was in somebody's hands is free.
            let again = try await room.server.runErrands()
            #expect(again == 1)
            time.advance(by: .seconds(3_600))
            #expect(try await room.server.runErrands() == 1)
            #expect(messenger.asked.count == 2 && Set(messenger.asked).count == 1)
            time.advance(by: .seconds(3_600))
            #expect(try await room.server.runErrands() == 0)
        }
    }

    @Test("an account whose contacts are not known yet is not told, and what is refused ends")
    func order() async throws {
        let messenger = ScriptedMessenger([.delivered, .notDelivered(reason: "UNAVAILABLE")])
        try await IdentityRoom.run(messenger: messenger) { room in
            try await room.register()
            let session = try await room.logIn()
            _ = try await room.server.runErrands()
            _ = try await room.accounts.changePassword(
                .init(
                    password: IdentityRoom.password, newPassword: "Green-Harbour-30",
                    newPasswordRepeated: "Green-Harbour-30"), options: room.options(session.accessToken))
            #expect(try await room.server.runErrands() == 1)
            #expect(messenger.asked.count == 2 && !messenger.asked.contains { $0.hasPrefix("password") })
            messenger.answer([.refused(reason: "INVALID_ARGUMENT")])
            room.time.advance(by: .seconds(60))
            #expect(try await room.server.runErrands() == 1)
            let counts = try await room.store.read { try $0.jobCounts("errand") }
            #expect(counts == [.done: 1, .failed: 1])
        }
    }

    @Test("an errand for an account that was erased meanwhile says that it is reached nowhere")
    func erased() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            try await room.store.write { try $0.destroySubjectKey(account.id) }
            #expect(try await room.server.runErrands() == 1)
            #expect(messenger.asked == ["forget \(account.id)"])
            #expect(try await room.store.read { try $0.jobCounts("errand") } == [.done: 1])
        }
    }

    @Test("an erased account is forgotten only when where it was reached was told, or could not be for a day")
    func farewellFirst() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            while try await room.server.runErrands() > 0 {}
            let before = messenger.asked.count
            messenger.answer([.notDelivered(reason: "UNAVAILABLE")])
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(token))
            while try await room.server.runErrands() > 0 {}
            #expect(Array(messenger.asked.dropFirst(before)) == ["erased 13812345678"])
            for _ in 0..<3 {
                room.time.advance(by: .seconds(3_600))
                while try await room.server.runErrands() > 0 {}
            }
            #expect(
                Array(messenger.asked.dropFirst(before)) == [
                    "erased 13812345678", "erased 13812345678", "forget \(account.id)",
                ])
        }
    }

    @Test("without a messenger errands wait")
    func waiting() async throws {
        try await IdentityRoom.run { room in
            try await room.register()
            #expect(try await room.server.runErrands() == 0)
            #expect(try await room.store.read { try $0.jobCounts("errand") } == [.ready: 1])
        }
    }

    @Test("a code whose letter is refused, or whose outcome nobody knows, is not lost and not kept for ever")
    func codes() async throws {
        let delivery = ScriptedDelivery([.unknown(reason: "DEADLINE_EXCEEDED"), .delivered, .refused(reason: "no")])
        try await IdentityRoom.run(delivery: delivery) { room in
            func request(_ mobile: String) async throws {
                _ = try await room.accounts.requestCode(
                    .init(purpose: .register, recipient: .mobile(mobile)), options: room.options())
            }
            try await request("13812345678")
            #expect(try await room.server.sendCodes() == 1)
            room.time.advance(by: .seconds(2))
            #expect(try await room.server.sendCodes() == 1)
            #expect(delivery.references.count == 2 && Set(delivery.references).count == 1)
            try await request("13812345679")
            #expect(try await room.server.sendCodes() == 1)
            #expect(try await room.store.read { try $0.jobCounts("code") } == [.done: 1, .failed: 1])
            let letters = try await room.store.read {
                try $0.row("SELECT count(*) AS n FROM code_letters")?.integer("n")
            }
            #expect(letters == 0)
        }
    }

    @Test("an errand reads back as it was, and nothing else reads as one")
    func encoding() throws {
        let id = IdentifierSource(time: SeededTime(), random: SeededRandom(seed: 3)).next(.account)
        for event in SafetyNotice.Event.allCases {
            let errand = AccountErrand(
                account: id, notice: SafetyNotice(event, at: WallTime(milliseconds: 1_795_406_400_123)))
            #expect(AccountErrand(decoding: errand.encoded) == errand)
            let former = AccountErrand(account: id, toFormer: SafetyNotice(event, at: WallTime(milliseconds: 1)))
            #expect(AccountErrand(decoding: former.encoded) == former && former != errand)
        }
        let plain = AccountErrand(account: id)
        #expect(AccountErrand(decoding: plain.encoded) == plain)
        let dossier = Identifier(stored: "dos_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
        let extended = AccountErrand(account: id, extended: dossier)
        #expect(AccountErrand(decoding: extended.encoded) == extended && extended != plain)
        let decided = AccountErrand(account: id, decided: .init(dossier: dossier, round: 2))
        #expect(AccountErrand(decoding: decided.encoded) == decided && decided != extended)
        for text in [
            "\(id.text)\ndecided\n\(dossier.text)\n0", "\(id.text)\ndecided\nacc_x\n1",
            "\(id.text)\ndecided\n\(dossier.text)\nx", "\(id.text)\ndecided\n\(dossier.text)",
        ] {
            #expect(AccountErrand(decoding: Array(text.utf8)) == nil, "\(text)")
        }
        for text in [
            "", "acc_x", "\(id.text)\nextended\nacc_x", "\(id.text)\nextended", "\(id.text)\nnothing\n1",
            "\(id.text)\npassword_changed", "\(id.text)\n\n\n\n",
            "\(id.text)\npassword_changed\n1\nx",
        ] {
            #expect(AccountErrand(decoding: Array(text.utf8)) == nil, "\(text)")
        }
    }
}

/// A messenger that answers what it was told to, and remembers what it was asked.
final class ScriptedMessenger: AccountMessenger {
    private let state: Mutex<(answers: [HandoverOutcome], asked: [String])>

    init(_ answers: [HandoverOutcome] = []) {
        state = Mutex((answers, []))
    }

    var asked: [String] { state.withLock { $0.asked } }

    func answer(_ answers: [HandoverOutcome]) { state.withLock { $0.answers = answers } }

    func setContacts(of account: Account) async -> HandoverOutcome {
        next("contacts \(account.id.text) \(account.mobile.text)")
    }

    func forget(_ account: Identifier) async -> HandoverOutcome { next("forget \(account.text)") }

    func tell(_ account: Identifier, of notice: SafetyNotice, reference: String) async -> HandoverOutcome {
        next("\(notice.event.rawValue) \(account.text)")
    }

    func tell(_ account: Identifier, of review: ExtendedReview, reference: String) async -> HandoverOutcome {
        next("extended \(account.text) \(review.dossier.text) \(review.deadline.text) \(review.reason)")
    }

    func tell(_ account: Identifier, of decision: DossierDecision, reference: String) async -> HandoverOutcome {
        let words =
            switch decision.outcome {
            case .approved: "approved"
            case .correction(let reason, let fields, let pictures):
                (["correction", reason] + fields.map(\.rawValue) + pictures.map(\.rawValue)).joined(separator: " ")
            case .refused(let reason): "refused \(reason)"
            }
        return next("\(reference) \(account.text) \(words)")
    }

    func tell(_ former: CodeRecipient, of notice: SafetyNotice, reference: String) async -> HandoverOutcome {
        next("\(notice.event.rawValue) \(former.address)")
    }

    private func next(_ text: String) -> HandoverOutcome {
        state.withLock { state in
            state.asked.append(text)
            return state.answers.isEmpty ? .delivered : state.answers.removeFirst()
        }
    }
}

/// The same for codes.
final class ScriptedDelivery: CodeDelivery {
    private let state: Mutex<(answers: [HandoverOutcome], references: [String])>

    init(_ answers: [HandoverOutcome]) {
        state = Mutex((answers, []))
    }

    var references: [String] { state.withLock { $0.references } }

    func deliver(_ letter: CodeLetter, reference: String) async -> HandoverOutcome {
        state.withLock { state in
            state.references.append(reference)
            return state.answers.isEmpty ? .delivered : state.answers.removeFirst()
        }
    }
}
