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
        for text in [
            "", "acc_x", "\(id.text)\nnothing\n1", "\(id.text)\npassword_changed", "\(id.text)\n\n\n\n",
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
