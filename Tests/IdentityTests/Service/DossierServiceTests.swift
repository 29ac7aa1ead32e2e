import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Verifying one's name", .timeLimit(.minutes(5)))
struct DossierServiceTests {
    @Test("a draft grows step by step, tells what does not pass yet, and can be emptied")
    func draft() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let first = try await room.save(["holder_kind": "person", "postcode": "45000"], as: token)
            #expect(first.id.hasPrefix("dos_") && first.state == .draft && first.openFields.count == 34)
            #expect(first.faults.first { $0.field == "postcode" }?.reason == "MALFORMED")
            #expect(first.faults.first { $0.field == "holder_kind" } == nil)
            #expect(first.wantedSlots == ["portrait_side", "emblem_side"] && first.openSlots == first.wantedSlots)
            let fields = IdentityRoom.person()
            let second = try await room.save(fields, as: token)
            #expect(second.id == first.id && second.faults == [])
            #expect(try await room.current(token) == second)
            // To a form a draft comes as it was written.
            #expect(second.entries.first { $0.field == "document_number" }?.value == "11010519491231002x")
            let document = try await room.upload(
                IdentityRoom.writing(), to: "portrait_side", of: first.id, as: token)
            #expect(document.width == 700 && document.height == 620 && document.mediaType == "image/png")
            let emptied = try await room.save(["email": "zhang@example.cn"], as: token, reset: true)
            #expect(emptied.id == first.id && emptied.entries.map(\.field) == ["email"] && emptied.documents == [])
            #expect(try await room.blobs.sweep(olderThan: .seconds(-10_000_000_000)) { _ in [] } == 0)
        }
    }

    @Test("what cannot be a draft is refused field by field")
    func badDraft() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let long = String(repeating: "x", count: 2_401)
            let refusal = try await room.refusal {
                _ = try await room.save(["shoe_size": "43", "address": long], as: token)
            }
            #expect(refusal.word == "INVALID_FIELDS")
            #expect(Set(refusal.fieldViolations.map(\.field)) == ["entries[1].field", "address"])
            #expect(
                try await room.refusal { _ = try await room.save([:], as: token, at: .unspecified) }.fieldViolations
                    .map(\.field) == ["authority"])
            #expect(try await room.refusal { _ = try await room.current(token) }.word == "DOSSIER_NOT_FOUND")
            for text in ["'; DROP TABLE dossiers; --", "{{7*7}}${7*7}<script>", "\u{0}\u{202E}"] {
                let saved = try await room.save(["address": text, "real_name": text, "office": text], as: token)
                #expect(saved.entries.first { $0.field == "address" }?.value == text)
            }
            #expect(try await room.current(token).state == .draft)
        }
    }

    @Test("a draft lies sealed, and another account's is not there")
    func sealed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            let row = try await room.store.read { try $0.row("SELECT fields FROM dossiers") }
            let fields = try #require(row).blob("fields")
            #expect(fields.count > 300 && fields.firstRange(of: Array("张老二".utf8)) == nil)
            let other = try await room.applicant("otherfox", mobile: "13987654321")
            #expect(try await room.refusal { _ = try await room.current(other) }.word == "DOSSIER_NOT_FOUND")
            try await room.expect("DOSSIER_NOT_FOUND") { _ = try await room.submit(dossier.id, as: other) }
            try await room.expect("DOSSIER_NOT_FOUND") {
                _ = try await room.upload(IdentityRoom.writing(), to: "handheld", of: dossier.id, as: other)
            }
            try await room.expect("DOSSIER_NOT_FOUND") { _ = try await room.withdraw(dossier.id, as: other) }
            let staff = try room.staff()
            // Staff know nothing of what was not handed in.
            #expect(
                try await room.refusal { try await room.claim(dossier.id, as: staff) }.word == "DOSSIER_NOT_FOUND")
        }
    }

    @Test("a dossier is handed in whole or not at all, once, and closed from then on")
    func submitted() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            var fields = IdentityRoom.person()
            fields["promise"] = ""
            fields["document_number"] = "363636122211112222"
            let dossier = try await room.save(fields, as: token)
            let wrong = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(wrong.fieldViolations.map(\.field) == ["document_number", "promise"])
            _ = try await room.save(IdentityRoom.person(), as: token)
            let missing = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(missing.word == "DOCUMENTS_MISSING")
            #expect(missing.fieldViolations.map(\.field) == ["portrait_side", "emblem_side"])
            _ = try await room.filled(token)
            #expect(try await room.claims() == 0)
            let submitted = try await room.submit(dossier.id, as: token, key: "once")
            #expect(submitted.state == .inReview && submitted.round == 1 && submitted.holder.hasPrefix("hld_"))
            #expect(submitted.deadlineCertain && submitted.openFields == [] && submitted.openSlots == [])
            // What cannot be written any more leaves masked.
            #expect(submitted.entries.first { $0.field == "document_number" }?.value == "1101**********002X")
            #expect(submitted.entries.first { $0.field == "real_name" }?.value == "张*二")
            #expect(try await room.submit(dossier.id, as: token, key: "once") == submitted)
            #expect(try await room.claims() == 1)
            try await room.expect("DOSSIER_STATE") { _ = try await room.submit(dossier.id, as: token) }
            try await room.expect("DOSSIER_STATE") { _ = try await room.save(["postcode": "450001"], as: token) }
            try await room.expect("DOSSIER_STATE") {
                _ = try await room.correct(dossier.id, ["postcode": "450001"], as: token)
            }
            try await room.expect("DOSSIER_STATE") {
                _ = try await room.upload(IdentityRoom.writing(), to: "emblem_side", of: dossier.id, as: token)
            }
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token))
            #expect(account.verification == .inReview)
            #expect(
                try await room.refusal { _ = try await room.submit("dos_1", as: token) }.word == "INVALID_DOSSIER")
        }
    }

    @Test("another mobile number than the account's needs the code that was sent there, and wrong ones count")
    func mobileCode() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token, mobile: "13700001111")
            let none = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(none.fieldViolations.map(\.field) == ["mobile_code"])
            let code = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            let wrong = code == "000000" ? "000001" : "000000"
            #expect(
                try await room.refusal { _ = try await room.submit(dossier.id, as: token, code: "12345") }
                    .fieldViolations.map(\.field) == ["mobile_code"])
            for _ in 0..<5 {
                #expect(
                    try await room.refusal { _ = try await room.submit(dossier.id, as: token, code: wrong) }.word
                        == "CODE_REFUSED")
            }
            #expect(
                try await room.refusal { _ = try await room.submit(dossier.id, as: token, code: code) }.word
                    == "CODE_REFUSED")
            // Tried from one source, it is used up there and nowhere else.
            let tries = try await room.store.read {
                try $0.row("SELECT max(wrong_tries) AS n FROM codes")?.integer("n")
            }
            #expect(tries == 2)
            room.time.advance(by: .seconds(60))
            let next = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            #expect(try await room.submit(dossier.id, as: token, code: next).state == .inReview)
        }
    }

    @Test("of two who hand in one mobile number at once, one gets it")
    func racing() async throws {
        try await IdentityRoom.run { room in
            let owner = try await room.applicant()
            let other = try await room.applicant("otherfox", mobile: "13987654321")
            let first = try await room.filled(owner)
            let second = try await room.filled(other)
            room.time.advance(by: .seconds(60))
            let code = try #require(try await room.code(.verifyMobile, to: "13812345678", source: "192.0.2.7"))
            let words = await withTaskGroup(of: String?.self) { group in
                for (dossier, token, code) in [(first.id, owner, ""), (second.id, other, code)] {
                    group.addTask {
                        do {
                            _ = try await room.submit(dossier, as: token, code: code)
                            return "handed in"
                        } catch {
                            return (error as? RPCError)?.word
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1 ?? "") }
            }
            #expect(words.sorted() == ["HOLDER_MOBILE_TAKEN", "handed in"])
            #expect(try await room.claims() == 1)
            let states = try await room.store.read {
                try $0.rows("SELECT state FROM dossiers").map { try $0.text("state") }
            }
            #expect(states.sorted() == ["draft", "in_review"])
        }
    }

    @Test("a dossier that is taken back frees its number, once and for good")
    func withdrawn() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            for _ in 0..<2 {
                let withdrawn = try await room.withdraw(dossier.id, as: token)
                #expect(withdrawn.state == .withdrawn && withdrawn.openFields == [])
            }
            #expect(try await room.claims() == 0)
            #expect(
                try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .unverified)
            let next = try await room.filled(token)
            #expect(next.id != dossier.id && next.state == .draft)
            #expect(try await room.submit(next.id, as: token).state == .inReview)
            #expect(try await room.server.checkAudit() > 0)
            #expect(try await room.dossierAudit().filter { $0 == "dossier_withdrawn" }.count == 1)
        }
    }
}
