import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("What an applicant is told of a decision", .timeLimit(.minutes(5)))
struct DecisionNoticeTests {
    /// What was told of decisions, without where accounts are reached.
    private func told(_ messenger: ScriptedMessenger) -> [String] {
        messenger.asked.filter { $0.hasPrefix("dos_") }
    }

    private func runErrands(_ room: IdentityRoom) async throws {
        while try await room.server.runErrands() > 0 {}
    }

    @Test("a correction is told with its fields and pictures, an approval by itself; each once, after the contacts")
    func correctedAndApproved() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let token = try await room.applicant()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await runErrands(room)
            #expect(told(messenger).isEmpty)
            try await room.refuse(
                dossier.id, reason: "地址不完整", fields: ["address", "real_name"], slots: ["emblem_side"], as: staff)
            try await runErrands(room)
            let correction = "\(dossier.id).1 \(account) correction 地址不完整 real_name address emblem_side"
            #expect(told(messenger) == [correction])
            let place = try #require(messenger.asked.firstIndex(of: correction))
            #expect(messenger.asked[place - 1] == "contacts \(account) 13812345678")
            _ = try await room.upload(
                IdentityRoom.writing(width: 720), to: "emblem_side", of: dossier.id, as: token)
            _ = try await room.correct(dossier.id, ["address": "建设路一号院二楼"], as: token)
            try await room.claim(dossier.id, as: staff)
            let approved = try await room.approve(dossier.id, as: staff, key: "approve")
            #expect(try await room.approve(dossier.id, as: staff, key: "approve") == approved)
            try await runErrands(room)
            #expect(told(messenger) == [correction, "\(dossier.id).2 \(account) approved"])
        }
    }

    @Test("a refusal for good is told with its reason; a correction that was made before it could be told is not")
    func refused() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let token = try await room.applicant()
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["address"], as: staff)
            _ = try await room.correct(dossier.id, ["address": "建设路一号院二楼"], as: token)
            try await runErrands(room)
            #expect(told(messenger).isEmpty)
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, reason: "冒用他人证件", as: staff)
            try await runErrands(room)
            #expect(told(messenger) == ["\(dossier.id).2 \(account) refused 冒用他人证件"])
        }
    }

    @Test("what a process that was killed had in its hands is told by the next one, under the same reference")
    func killed() async throws {
        let (folder, time) = (try TemporaryFolder("identity"), SeededTime())
        var dossier = ""
        try await IdentityRoom.run(folder: folder, time: time, messenger: ScriptedMessenger()) { room in
            let token = try await room.applicant()
            dossier = try await room.filled(token).id
            _ = try await room.submit(dossier, as: token)
            try await runErrands(room)
            try await room.claim(dossier, as: try room.staff())
            try await room.refuse(dossier, fields: ["address"], as: try room.staff())
            let claimed = try await room.store.write { try $0.claimJobs("errand", limit: 8, lease: .seconds(120)) }
            #expect(claimed.map(\.reference) == ["\(dossier).1"])
        }
        let messenger = ScriptedMessenger([.delivered, .unknown(reason: "DEADLINE_EXCEEDED")])
        try await IdentityRoom.run(folder: folder, time: time, messenger: messenger) { room in
            try await runErrands(room)
            time.advance(by: .seconds(3_600))
            try await runErrands(room)
            #expect(told(messenger).count == 2 && Set(told(messenger)).count == 1)
            #expect(told(messenger).first?.hasPrefix("\(dossier).1 ") == true)
        }
    }

    @Test("where nobody signs in before an approval a decision is about the registration")
    func registration() throws {
        for (authority, isRegistration) in [(Authority.henan, true), (.platform, false), (.cpcc, false)] {
            let dossier = Dossier(
                id: Identifier(stored: "dos_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"),
                account: Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"), authority: authority,
                review: DossierReview(state: .failed, reason: "x", round: 1),
                createdAt: WallTime(milliseconds: 1))
            let decision = try #require(DossierDecision(dossier, round: 1))
            #expect(decision.isRegistration == isRegistration && decision.outcome == .refused(reason: "x"))
            #expect(DossierDecision(dossier, round: 2) == nil)
        }
    }

    @Test("notify has a word for every field and every picture of a dossier, each another one")
    func words() {
        let names = DossierField.allCases.map(\.rawValue) + DocumentSlot.allCases.map(\.rawValue)
        for name in names { #expect(WordList.dossierFields[name] != nil, "\(name)") }
        for language in Language.allCases {
            let words = WordList.dossierFields.words.map { $0.text(in: language) }
            #expect(Set(words).count == words.count)
        }
    }
}
