import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("The notice that applicants promise", .timeLimit(.minutes(5)))
struct NoticeTests {
    private func promises(_ room: IdentityRoom) async throws -> [String] {
        try await room.store.read { snapshot in
            try snapshot.rows("SELECT dossier, round, notice, promised_at FROM promises ORDER BY dossier, round").map {
                "\(try $0.integer("round")) \(try $0.text("notice")) \(try $0.integer("promised_at"))"
            }
        }
    }

    private func audited(_ room: IdentityRoom) async throws -> [String] {
        try await room.store.read { snapshot in
            try snapshot.rows("SELECT object FROM audit WHERE action = 'notice_promised' ORDER BY position").map {
                try $0.text("object")
            }
        }
    }

    @Test("anybody reads the notice of each authority, in the words of its own rules")
    func read() async throws {
        try await IdentityRoom.run { room in
            var versions: Set<String> = []
            for authority: IdentityV1.Authority in [.platform, .henan, .cpcc] {
                let notice = try await room.notice(at: authority)
                #expect(notice.authority == authority && !notice.textEn.isEmpty)
                #expect(notice.textZh.contains("须知") && notice.textZh.contains("一个手机号码只能认证一位权利人"))
                versions.insert(notice.version)
            }
            #expect(versions.count == 3)
            let refused = try await room.refusal { _ = try await room.notice(at: .unspecified) }
            #expect(refused.fieldViolations.map(\.field) == ["authority"])
        }
    }

    @Test("each hand-in keeps which words were promised, and when; a correction asks again, other words are refused")
    func promised() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let notice = try await room.notice().version
            let dossier = try await room.filled(token)
            for text in ["platform-000000000000", try await room.notice(at: .henan).version, "no", ""] {
                _ = try await room.save(["promise": text], as: token)
                let refused = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
                #expect(refused.word == "INVALID_FIELDS" && refused.fieldViolations.map(\.field) == ["promise"])
            }
            _ = try await room.save(["promise": notice], as: token)
            #expect(try await promises(room) == [])
            let first = room.time.wall().milliseconds
            let submitted = try await room.submit(dossier.id, as: token)
            #expect(!submitted.entries.contains { $0.field == "promise" })
            #expect(try await promises(room) == ["1 \(notice) \(first)"])
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["address"], as: staff)
            let due = try await room.current(token)
            #expect(due.openFields == ["address", "promise"])
            #expect(due.faults.map(\.field) == ["promise"] && due.faults.map(\.reason) == ["EMPTY"])
            room.time.advance(by: .seconds(5))
            for text in [nil, "platform-000000000000"] {
                var fields = ["address": "建设路二号"]
                fields["promise"] = text
                let refused = try await room.refusal {
                    _ = try await room.correct(dossier.id, fields, as: token, promises: false)
                }
                #expect(refused.word == "INVALID_FIELDS" && refused.fieldViolations.map(\.field) == ["promise"])
            }
            _ = try await room.correct(
                dossier.id, ["address": "建设路二号", "promise": notice], as: token, promises: false)
            #expect(try await promises(room) == ["1 \(notice) \(first)", "2 \(notice) \(first + 5_000)"])
            #expect(try await audited(room) == [notice, notice])
            // A promise is no fact of a holder, and stands when the dossier is decided.
            try await room.claim(dossier.id, as: staff)
            #expect(try await room.approve(dossier.id, as: staff).state == .approved)
            #expect(try await room.server.checkAudit() > 0)
            // It names nobody, and outlives the account.
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(try await room.logIn().accessToken))
            #expect(try await promises(room).count == 2)
        }
    }

    @Test("other rules are other words: what was promised of those before is asked for again")
    func changed() async throws {
        let (folder, time) = (try TemporaryFolder("identity"), SeededTime())
        var (dossier, before) = ("", "")
        try await IdentityRoom.run(folder: folder, time: time) { room in
            dossier = try await room.filled(try await room.applicant()).id
            before = try await room.notice().version
        }
        var rules = AuthorityRules.of(.platform)
        rules.reviewWorkingDays = 5
        try await IdentityRoom.run(folder: folder, time: time, profiles: .published.replacing(rules)) { room in
            let token = try await room.logIn().accessToken
            let notice = try await room.notice()
            #expect(notice.version != before && notice.textZh.contains("5 个工作日"))
            let refused = try await room.refusal { _ = try await room.submit(dossier, as: token) }
            #expect(refused.fieldViolations.map(\.field) == ["promise"])
            _ = try await room.save(["promise": notice.version], as: token)
            #expect(try await room.submit(dossier, as: token).state == .inReview)
        }
    }
}
