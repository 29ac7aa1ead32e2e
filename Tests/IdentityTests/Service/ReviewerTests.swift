import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Who has a dossier, and for how long", .timeLimit(.minutes(5)))
struct ReviewerTests {
    @Test("whoever claimed a dossier gives it back, and nobody else does; then it is anybody's")
    func released() async throws {
        try await IdentityRoom.run { room in
            let dossier = try await room.handedIn()
            let (first, second) = (try room.staff("e04"), try room.staff("e05"))
            #expect(try await room.release(dossier, as: first).reviewer == "")
            let claimed = try await room.claim(dossier, as: first)
            #expect(claimed.takeoverAt?.millisecondsSince1970 == room.time.wall().milliseconds + 86_400_000)
            try await room.expect("CLAIMED_BY_OTHER") { try await room.release(dossier, as: second) }
            let free = try await room.release(dossier, as: first)
            #expect(free.reviewer == "" && free.takeoverAt == nil && free.deadline == claimed.deadline)
            #expect(try await room.release(dossier, as: first) == free)
            try await room.expect("NOT_CLAIMED") { try await room.approve(dossier, as: first) }
            try await room.claim(dossier, as: second)
            try await room.approve(dossier, as: second)
            try await room.expect("DOSSIER_STATE") { try await room.release(dossier, as: second) }
            #expect(
                try await room.dossierAudit().suffix(4) == [
                    "dossier_claimed", "dossier_released", "dossier_claimed", "dossier_approved",
                ])
            let events = try await room.store.events(after: 0, limit: 1_000, reader: "operator").events.map(\.type)
            #expect(events.filter { $0 == "dossier.reviewer.changed" }.count == 3)
        }
    }

    @Test("another takes a dossier over once whoever has it has not looked for a day; a supervisor at once")
    func takenOver() async throws {
        try await IdentityRoom.run { room in
            let dossier = try await room.handedIn()
            try await room.claim(dossier, as: try room.staff("e04"))
            room.time.advance(by: .seconds(86_399))
            try await room.expect("CLAIM_HELD") { try await room.takeOver(dossier, as: try room.staff("e05")) }
            // Whoever looks is at work on it.
            _ = try await room.look(at: dossier, as: try room.staff("e04"))
            room.time.advance(by: .seconds(86_399))
            try await room.expect("CLAIM_HELD") { try await room.takeOver(dossier, as: try room.staff("e05")) }
            room.time.advance(by: .seconds(1))
            let taken = try await room.takeOver(dossier, as: try room.staff("e05"))
            #expect(taken.reviewer.hasSuffix("e05"))
            #expect(try await room.takeOver(dossier, as: try room.staff("e05")) == taken)
            for body: () async throws -> Void in [
                { _ = try await room.look(at: dossier, as: try room.staff("e04")) },
                { try await room.approve(dossier, as: try room.staff("e04")) },
            ] {
                try await room.expect("CLAIMED_BY_OTHER") { try await body() }
            }
            try await room.register("supervisor", mobile: "13900000001")
            try await room.grant("review", to: "supervisor")
            let reviewer = try await room.logIn("supervisor").accessToken
            try await room.expect("CLAIM_HELD") { try await room.takeOver(dossier, as: reviewer) }
            try await room.grant("administrator", to: "supervisor")
            let supervisor = try await room.logIn("supervisor").accessToken
            let mine = try await room.takeOver(dossier, as: supervisor)
            #expect(mine.reviewer != taken.reviewer)
            try await room.approve(dossier, as: supervisor)
            #expect(
                try await room.dossierAudit().filter { $0 != "dossier_viewed" }.suffix(4) == [
                    "dossier_claimed", "dossier_taken_over", "dossier_taken_over", "dossier_approved",
                ])
        }
    }

    @Test("a look at a picture is a look, and nobody has a dossier that was handed in again")
    func pictures() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.submit(try await room.filled(token).id, as: token)
            let mine = try room.staff("e04")
            try await room.claim(dossier.id, as: mine)
            room.time.advance(by: .seconds(86_399))
            let picture = try #require(dossier.documents.first).id
            let bytes = try await room.desk.getDocument(
                .init(document: picture), options: room.options(try room.staff("e04"))
            ) { try await IdentityRoom.bytes($0) }
            #expect(!bytes.isEmpty)
            room.time.advance(by: .seconds(86_399))
            try await room.expect("CLAIM_HELD") { try await room.takeOver(dossier.id, as: try room.staff("e05")) }
            try await room.refuse(dossier.id, fields: ["address"], as: try room.staff("e04"))
            let again = try await room.logIn().accessToken
            _ = try await room.correct(dossier.id, ["address": "建设路二号"], as: again)
            let touched = try await room.store.read {
                try $0.row("SELECT touched_at FROM dossiers")?.optionalInteger("touched_at")
            }
            #expect(touched == nil)
            // Claimed, and given back by being handed in again.
            #expect(try await room.reviewerChanges() == 2)
        }
    }

    @Test("whoever loses the role gives back what they have, and that is told")
    func withdrawn() async throws {
        try await IdentityRoom.run { room in
            let dossier = try await room.handedIn()
            try await room.register("reviewer", mobile: "13900000001")
            try await room.grant("review", to: "reviewer")
            try await room.claim(dossier, as: try await room.logIn("reviewer").accessToken)
            #expect(try await room.reviewerChanges() == 1)
            try await room.withdraw("review", from: "reviewer")
            #expect(try await room.reviewerChanges() == 2)
        }
    }

    @Test("nobody takes their own dossier over, nor one that was never handed in, nor without the role")
    func refusals() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let own = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let dossier = try await room.filled(token)
            let me = try room.unended(own, kind: "staff", roles: ["review"])
            let staff = try room.staff()
            for body: () async throws -> Void in [
                { try await room.takeOver(dossier.id, as: staff) }, { try await room.release(dossier.id, as: staff) },
                { try await room.extend(dossier.id, as: staff) },
            ] {
                try await room.expect("DOSSIER_NOT_FOUND") { try await body() }
            }
            _ = try await room.submit(dossier.id, as: token)
            try await room.expect("OWN_DOSSIER") { try await room.takeOver(dossier.id, as: me) }
            let auditor = try room.staff(roles: ["auditor"])
            for body: (String) async throws -> Void in [
                { try await room.takeOver(dossier.id, as: $0) }, { try await room.release(dossier.id, as: $0) },
                { try await room.extend(dossier.id, as: $0) }, { _ = try await room.free("13812345678", as: $0) },
            ] {
                try await room.expect("ROLE_MISSING") { try await body(auditor) }
                try await room.expect("SUBJECT_NOT_ALLOWED") { try await body(token) }
            }
            try await room.expect("INVALID_DOSSIER") { try await room.takeOver("dos_1", as: staff) }
            // A member of the staff whose role was withdrawn since the call was let in.
            let member = try await room.register("reviewer", mobile: "13900000001")
            let before = try room.unended(member.id, kind: "staff", roles: ["review"])
            try await room.expect("NOT_REVIEWER") { try await room.takeOver(dossier.id, as: before) }
        }
    }

    @Test("a review is extended once, by whoever has it, before it is late, and its applicant is told why")
    func extended() async throws {
        let messenger = ScriptedMessenger()
        try await IdentityRoom.run(messenger: messenger) { room in
            let account = try await room.register()
            let token = try await room.logIn().accessToken
            let dossier = try await room.atCPCC(token)
            let before = try await room.queue(as: try room.staff(), at: .cpcc)[0]
            try await room.expect("NOT_CLAIMED") { try await room.extend(dossier, as: try room.staff()) }
            try await room.claim(dossier, as: try room.staff())
            try await room.expect("CLAIMED_BY_OTHER") { try await room.extend(dossier, as: try room.staff("e05")) }
            for reason in ["", " ", String(repeating: "长", count: 501), "a\u{0}b"] {
                let refusal = try await room.refusal {
                    try await room.extend(dossier, reason: reason, as: try room.staff())
                }
                #expect(refusal.word == "INVALID_FIELDS" && refusal.fieldViolations.map(\.field) == ["reason"])
            }
            let longer = try await room.extend(dossier, as: try room.staff(), key: "extend")
            #expect(longer.deadline > before.deadline && longer.extended && !longer.overdue)
            #expect(try await room.extend(dossier, as: try room.staff(), key: "extend") == longer)
            try await room.expect("REVIEW_NOT_EXTENDABLE") { try await room.extend(dossier, as: try room.staff()) }
            let seen = try await room.current(token, at: .cpcc)
            #expect(seen.extended && seen.reason == "需向登记机关核实" && seen.deadline == longer.deadline)
            _ = try await room.server.runErrands()
            #expect(
                messenger.asked.filter { $0.hasPrefix("extended") } == [
                    "extended \(account.id) \(dossier) \(longer.deadline) 需向登记机关核实"
                ])
            #expect(try await room.events().contains("dossier.extended"))
            #expect(try await room.dossierAudit().last == "dossier_extended")
            // A correction begins anew, and may be extended again.
            try await room.refuse(dossier, fields: ["postcode"], as: try room.staff())
            let due = try await room.current(token, at: .cpcc)
            #expect(!due.extended && due.reason == "与证件不一致")
            _ = try await room.correct(dossier, ["postcode": "450001"], as: token)
            try await room.claim(dossier, as: try room.staff())
            #expect(try await room.extend(dossier, as: try room.staff()).extended)
        }
    }

    @Test("a late review is not extended, nor one at an authority that does not extend")
    func notExtendable() async throws {
        try await IdentityRoom.run { room in
            let platform = try await room.handedIn()
            try await room.claim(platform, as: try room.staff())
            try await room.expect("REVIEW_NOT_EXTENDABLE") { try await room.extend(platform, as: try room.staff()) }
            let token = try await room.logIn().accessToken
            let dossier = try await room.atCPCC(token)
            try await room.claim(dossier, as: try room.staff())
            room.time.advance(by: .seconds(86_400 * 14))
            try await room.expect("REVIEW_NOT_EXTENDABLE") { try await room.extend(dossier, as: try room.staff()) }
        }
    }

    @Test("a document that is over by the time of the decision is not approved, and its correction is no dead end")
    func expired() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let last = ChinaTime.day(room.time.wall().advanced(by: .seconds(86_400 * 2))).text
            let dossier = try await room.filled(token, changing: ["valid_until": last])
            _ = try await room.submit(dossier.id, as: token)
            try await room.claim(dossier.id, as: try room.staff())
            room.time.advance(by: .seconds(86_400 * 3))
            let stale = try await room.refusal { try await room.approve(dossier.id, as: try room.staff()) }
            #expect(stale.word == "DOSSIER_STALE" && stale.fieldViolations.map(\.field) == ["valid_until"])
            // Staff may name something else, and know nothing of it.
            try await room.refuse(dossier.id, fields: ["postcode"], as: try room.staff())
            let later = try await room.logIn().accessToken
            let due = try await room.current(later)
            #expect(due.openFields == ["valid_until", "postcode", "promise"] && due.named == ["postcode"])
            #expect(due.faults.map(\.field) == ["valid_until", "promise"])
            #expect(due.faults.map(\.reason) == ["EXPIRED", "EMPTY"])
            #expect(due.openSlots == due.wantedSlots)
            let still = try await room.refusal {
                _ = try await room.correct(dossier.id, ["postcode": "450001"], as: later)
            }
            #expect(still.word == "INVALID_FIELDS" && still.fieldViolations.map(\.field) == ["valid_until"])
            try await room.expect("FIELDS_CLOSED") {
                _ = try await room.correct(dossier.id, ["real_name": "张"], as: later)
            }
            // The new card shows it.
            _ = try await room.upload(IdentityRoom.writing(width: 800), to: "emblem_side", of: dossier.id, as: later)
            let again = try await room.correct(
                dossier.id, ["postcode": "450001", "valid_until": "2046-09-01"], as: later)
            #expect(again.state == .inReview && again.round == 2)
            try await room.claim(dossier.id, as: try room.staff())
            #expect(try await room.approve(dossier.id, as: try room.staff()).state == .approved)
        }
    }
}

extension IdentityRoom {
    /// How often it was told who has a dossier.
    func reviewerChanges() async throws -> Int {
        try await store.events(after: 0, limit: 1_000, reader: "operator").events
            .filter { $0.type == "dossier.reviewer.changed" }.count
    }

    /// Somebody's dossier at the platform, handed in.
    func handedIn() async throws -> String {
        let token = try await applicant()
        return try await submit(try await filled(token).id, as: token).id
    }

    /// A person's dossier at the authority that extends, and asks for a confirmed e-mail address, handed in.
    func atCPCC(_ token: String) async throws -> String {
        _ = try await changeEmail(
            to: "zhang@example.cn", code: try await changeCode(.email("zhang@example.cn"), as: token), as: token)
        let dossier = try await save(Self.person(), as: token, at: .cpcc)
        for slot in dossier.wantedSlots {
            _ = try await upload(Self.writing(), to: slot, of: dossier.id, as: token)
        }
        return try await submit(dossier.id, as: token).id
    }

    @discardableResult
    func release(_ dossier: String, as staff: String) async throws -> IdentityV1.QueuedDossier {
        try await desk.releaseDossier(.init(dossier: dossier), options: options(staff))
    }

    @discardableResult
    func takeOver(_ dossier: String, as staff: String) async throws -> IdentityV1.QueuedDossier {
        try await desk.takeOverDossier(.init(dossier: dossier), options: options(staff))
    }

    @discardableResult
    func extend(
        _ dossier: String, reason: String = "需向登记机关核实", as staff: String, key: String? = nil
    ) async throws -> IdentityV1.QueuedDossier {
        try await desk.extendReview(.init(dossier: dossier, reason: reason), options: options(staff, key: key))
    }

    func free(_ mobile: String, as staff: String, key: String? = nil) async throws -> IdentityV1.FreeMobileResponse {
        try await desk.freeMobile(.init(mobile: mobile), options: options(staff, key: key))
    }
}
