import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("The review desk", .timeLimit(.minutes(5)))
struct ReviewTests {
    @Test("a dossier is claimed, looked at, approved; every look is in the audit, and its holder has a version")
    func approved() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            let queue = try await room.queue(as: staff)
            #expect(queue.map(\.id) == [dossier.id] && queue[0].reviewer == "" && !queue[0].overdue)
            let claimed = try await room.claim(dossier.id, as: staff)
            #expect(claimed.reviewer == "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
            #expect(try await room.claim(dossier.id, as: staff) == claimed)
            let looked = try await room.look(at: dossier.id, as: staff)
            #expect(looked.entries.first { $0.field == "document_number" }?.value == "11010519491231002X")
            #expect(looked.documents.map(\.slot) == ["emblem_side", "portrait_side"] && looked.holderVersion == 0)
            let picture = try await room.picture(looked.documents[0].id, as: staff)
            #expect(picture == IdentityRoom.writing())
            let approved = try await room.approve(dossier.id, as: staff, key: "approve")
            #expect(approved.state == .approved && approved.deadline == "")
            #expect(try await room.approve(dossier.id, as: staff, key: "approve") == approved)
            #expect(try await room.queue(as: staff) == [])
            #expect(
                try await room.dossierAudit() == [
                    "dossier_saved", "document_uploaded", "document_uploaded", "dossier_submitted", "dossier_claimed",
                    "dossier_viewed", "document_viewed", "dossier_approved",
                ])
            #expect(try await room.server.checkAudit() == 13)
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .verified)
            #expect(try await room.events().last == "holder.verified")
            #expect(try await room.refusal { try await room.approve(dossier.id, as: staff) }.word == "DOSSIER_STATE")
            // Whoever has decided has no business with it any more.
            #expect(
                try await room.refusal { _ = try await room.look(at: dossier.id, as: staff) }.word == "DOSSIER_STATE")
            let portrait = looked.documents[0].id
            #expect(try await room.refusal { _ = try await room.picture(portrait, as: staff) }.word == "DOSSIER_STATE")
            // A new sign-in names a verified account.
            let session = try await room.logIn()
            let claims = try room.verifier.verify(session.accessToken, audience: "evidence", now: room.time.wall())
            #expect(claims.kind == "verified_account")
        }
    }

    @Test("events name nobody")
    func events() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["real_name"], as: staff)
            let events = try await room.store.events(after: 0, limit: 100, reader: "operator").events
            #expect(events.last?.type == "dossier.refused" && events.last?.aggregate == dossier.id)
            let payload = try IdentityV1.DossierRefused(serialized: events.last?.payload ?? [])
            #expect(payload.dossier == dossier.id && payload.authority == "platform" && !payload.isFinal)
            for event in events {
                for fact in ["张老二", "13812345678", "11010519491231002X", "与证件不一致"] {
                    #expect(event.payload.firstRange(of: Array(fact.utf8)) == nil)
                }
            }
        }
    }

    @Test("who is not of the review, or has not claimed, sees and decides nothing")
    func closed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let (staff, colleague) = (try room.staff(), try room.staff("e05"))
            let document = try #require(try await room.current(token).documents.first).id
            for (caller, word) in [
                (token, "SUBJECT_NOT_ALLOWED"), (try room.staff(roles: ["privacy", "administrator"]), "ROLE_MISSING"),
            ] {
                try await room.expect(word) { _ = try await room.queue(as: caller) }
                try await room.expect(word) { try await room.claim(dossier.id, as: caller) }
                try await everythingElse(room, dossier.id, document, as: caller, word)
            }
            try await everythingElse(room, dossier.id, document, as: staff, "NOT_CLAIMED")
            try await room.claim(dossier.id, as: staff)
            try await room.expect("CLAIMED_BY_OTHER") { try await room.claim(dossier.id, as: colleague) }
            try await everythingElse(room, dossier.id, document, as: colleague, "CLAIMED_BY_OTHER")
            #expect(try await room.dossierAudit().last == "dossier_claimed")
            #expect(try await room.current(token).state == .inReview)
            #expect(try await room.refusal { try await room.claim("dos_9", as: staff) }.word == "INVALID_DOSSIER")
            #expect(
                try await room.refusal { _ = try await room.picture("doc_9", as: staff) }.word == "INVALID_DOCUMENT")
        }
    }

    /// Expects that looking and deciding are refused.
    private func everythingElse(
        _ room: IdentityRoom, _ dossier: String, _ document: String, as caller: String, _ word: String
    ) async throws {
        try await room.expect(word) { _ = try await room.look(at: dossier, as: caller) }
        try await room.expect(word) { _ = try await room.picture(document, as: caller) }
        try await room.expect(word) { try await room.approve(dossier, as: caller) }
        try await room.expect(word) { try await room.refuse(dossier, as: caller) }
    }

    @Test("a correction takes what was named and what depends on it, nothing else, and the clock starts anew")
    func corrected() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            let submitted = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            let bad = try await room.refusal {
                try await room.refuse(
                    dossier.id, reason: " ", fields: ["shoe_size"], slots: ["left_shoe"], as: staff)
            }
            #expect(bad.fieldViolations.map(\.field) == ["reason", "fields[0]", "slots[0]"])
            try await room.refuse(dossier.id, fields: ["document_kind"], slots: ["emblem_side"], as: staff)
            let due = try await room.current(token)
            #expect(due.state == .correctionDue && due.reason == "与证件不一致")
            #expect(due.named == ["document_kind", "emblem_side"] && due.deadline == "")
            #expect(
                due.openFields == [
                    "document_kind", "document_number", "valid_from", "valid_until", "is_long_term", "promise",
                ])
            #expect(due.entries.first { $0.field == "document_number" }?.value == "11010519491231002X")
            #expect(due.entries.first { $0.field == "real_name" }?.value == "张*二")
            let closed = try await room.refusal {
                _ = try await room.correct(
                    dossier.id, ["document_number": "440524188001010014", "mobile": "13912345678", "real_name": "张"],
                    as: token)
            }
            #expect(closed.code == .invalidArgument && closed.word == "FIELDS_CLOSED")
            #expect(closed.fieldViolations.map(\.field) == ["real_name", "mobile"])
            #expect(
                try await room.refusal { _ = try await room.save(["document_number": "1"], as: token) }.word
                    == "DOSSIER_STATE")
            let wrong = try await room.refusal {
                _ = try await room.correct(dossier.id, ["document_number": "440524188001010015"], as: token)
            }
            #expect(wrong.word == "INVALID_FIELDS" && wrong.fieldViolations.map(\.field) == ["document_number"])
            _ = try await room.upload(
                IdentityRoom.writing(width: 800), to: "emblem_side", of: dossier.id, as: token)
            room.time.advance(by: .seconds(86_400 * 3))
            let later = try await room.logIn().accessToken
            let again = try await room.correct(dossier.id, ["document_number": "440524188001010014"], as: later)
            #expect(again.state == .inReview && again.round == 2 && again.deadline > submitted.deadline)
            // The claim is not lost meanwhile, and nobody has the dossier.
            #expect(try await room.claims() == 1)
            #expect(try await room.queue(as: try room.staff()).map(\.reviewer) == [""])
        }
    }

    @Test("a picture that was not named cannot be brought again")
    func closedPicture() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["postcode"], slots: ["emblem_side"], as: staff)
            #expect(try await room.current(token).openSlots == ["emblem_side"])
            let closed = try await room.refusal {
                _ = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token)
            }
            #expect(closed.word == "FIELDS_CLOSED" && closed.fieldViolations.map(\.field) == ["portrait_side"])
            _ = try await room.upload(IdentityRoom.writing(), to: "emblem_side", of: dossier.id, as: token)
        }
    }

    @Test("a refusal with nothing to correct is the end, and frees the number for another holder")
    func failed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            #expect(try await room.refuse(dossier.id, reason: "冒用他人证件", as: staff).state == .failed)
            #expect(try await room.claims() == 0)
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .failed)
            #expect(
                try await room.refusal { _ = try await room.correct(dossier.id, [:], as: token) }.word
                    == "DOSSIER_STATE")
            let other = try await room.applicant("otherfox", mobile: "13987654321")
            let theirs = try await room.filled(other)
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.verifyMobile, to: "13812345678", source: "192.0.2.8"))
            #expect(try await room.submit(theirs.id, as: other, code: code).state == .inReview)
            #expect(try await room.claims() == 1)
        }
    }

    @Test("the queue comes in pages, the most urgent first, and says what is late")
    func queue() async throws {
        try await IdentityRoom.run { room in
            var ids: [String] = []
            for number in 0..<3 {
                let name = "foxmoon\(number)"
                let mobile = "1381234567\(number)"
                let token = try await room.applicant(name, mobile: mobile)
                let dossier = try await room.filled(token, mobile: mobile)
                _ = try await room.submit(dossier.id, as: token)
                ids.append(dossier.id)
                room.time.advance(by: .seconds(86_400))
            }
            var seen: [IdentityV1.QueuedDossier] = []
            var page = ""
            repeat {
                let answer = try await room.desk.listQueue(
                    IdentityV1.ListQueueRequest(authority: .platform, pageSize: 2, pageToken: page),
                    options: room.options(try room.staff()))
                #expect(answer.dossiers.count <= 2)
                seen += answer.dossiers
                page = answer.nextPageToken
            } while !page.isEmpty
            #expect(Set(seen.map(\.id)) == Set(ids) && seen.count == 3)
            #expect(seen.map { $0.deadline + $0.id } == seen.map { $0.deadline + $0.id }.sorted())
            #expect(try await room.queue(as: try room.staff(), at: .henan) == [])
            room.time.advance(by: .seconds(86_400 * 14))
            #expect(try await room.queue(as: try room.staff()).allSatisfy { $0.overdue })
            for (request, word) in [
                (IdentityV1.ListQueueRequest(authority: .platform, pageSize: 201), "INVALID_PAGE_SIZE"),
                (IdentityV1.ListQueueRequest(authority: .platform, pageToken: "x"), "INVALID_PAGE_TOKEN"),
                (IdentityV1.ListQueueRequest(), "INVALID_FIELDS"),
            ] {
                let refusal = try await room.refusal {
                    _ = try await room.desk.listQueue(request, options: room.options(try room.staff()))
                }
                #expect(refusal.word == word)
            }
        }
    }
}

extension IdentityRoom {
    func queue(
        as staff: String, at authority: IdentityV1.Authority = .platform
    ) async throws -> [IdentityV1.QueuedDossier] {
        try await desk.listQueue(IdentityV1.ListQueueRequest(authority: authority), options: options(staff)).dossiers
    }

    func look(at dossier: String, as staff: String) async throws -> IdentityV1.ReviewedDossier {
        try await desk.getDossierForReview(
            IdentityV1.GetDossierForReviewRequest(dossier: dossier), options: options(staff))
    }

    func picture(_ document: String, as staff: String) async throws -> [UInt8] {
        try await desk.getDocument(IdentityV1.GetDocumentRequest(document: document), options: options(staff)) {
            chunks in
            var bytes: [UInt8] = []
            for try await chunk in chunks { bytes += chunk.data }
            return bytes
        }
    }
}
