import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("What whoever reviews should know", .timeLimit(.minutes(5)))
struct ReviewNoteTests {
    /// An identity number of a county that no published list has.
    private static let young = "110199199001010010"

    private func words(_ notes: [IdentityV1.FieldNote]) -> [String] { notes.map { "\($0.field) \($0.note)" } }

    @Test("virtual numbers and counties that no list has are noted to the applicant and to staff, and refuse nothing")
    func notes() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant(mobile: "17012345678")
            let dossier = try await room.filled(
                token, mobile: "17012345678", changing: ["document_number": Self.young, "office": "哪里都行"])
            let all = [
                "document_number REGION_NOT_LISTED", "mobile VIRTUAL_NUMBER", "office OFFICE_NOT_LISTED",
            ]
            #expect(dossier.faults == [] && words(dossier.notes) == all && dossier.unchecked == ["office"])
            _ = try await room.submit(dossier.id, as: token)
            #expect(words(try await room.current(token).notes) == all)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            let looked = try await room.look(at: dossier.id, as: staff)
            #expect(words(looked.notes) == all && looked.notes.allSatisfy { !$0.message.isEmpty })
            #expect(try await room.approve(dossier.id, as: staff).state == .approved)
        }
    }

    /// What is noted of a field of a dossier at the Centre.
    private func note(
        _ room: IdentityRoom, _ field: String, _ value: String, _ others: [String: String] = [:]
    ) async throws -> String? {
        let verdicts = try await room.dossiers.validateFields(
            .init(
                authority: .cpcc, entries: IdentityRoom.entries(others.merging([field: value]) { $1 }),
                fields: [field]), options: room.options()
        ).verdicts
        let note = try #require(verdicts.first).note
        #expect(note == nil || note?.field == field)
        return note?.note
    }

    @Test("fields are judged with what is worth knowing of them, the administrator's number too")
    func verdicts() async throws {
        try await IdentityRoom.run { room in
            let card = "resident_identity_card"
            let institution = ["holder_kind": "enterprise", "administrator_document_kind": card]
            let person = ["holder_kind": "person", "document_kind": card]
            for (field, value, others, wanted) in [
                ("mobile", "17012345678", [:], "VIRTUAL_NUMBER"), ("mobile", "13812345678", [:], nil),
                ("document_number", Self.young, person, "REGION_NOT_LISTED"),
                ("document_number", "440524188001010014", person, nil),
                ("administrator_document_number", Self.young, institution, "REGION_NOT_LISTED"),
                ("administrator_document_number", "440524188001010014", institution, nil),
                ("office", "北京", [:], "OFFICE_NOT_LISTED"), ("office", "中国版权保护中心版权登记大厅（北京天桥）", [:], nil),
            ] as [(String, String, [String: String], String?)] {
                let noted = try await note(room, field, value, others)
                #expect(noted == wanted, "\(field) \(value)")
            }
        }
    }

    @Test("staff are told what to look for on pictures: 平铺正对, 红章, the watermark's words")
    func checklist() async throws {
        try await IdentityRoom.run { room in
            let (_, token) = try await room.institution(isVerified: false)
            var fields = try await room.personInHenan(token, mobile: "13712345678")
            for (field, value) in [
                ("holder_kind", "enterprise"), ("real_name", ""), ("institution_name", "样书文化有限公司"),
                ("document_kind", "business_licence"), ("document_number", "91110000101623741K"),
                ("is_long_term", "yes"), ("valid_until", ""),
            ] { fields[field] = value }
            let dossier = try await room.save(fields, as: token, at: .henan)
            #expect(dossier.faults == [])
            _ = try await room.upload(
                try await room.small(), to: "licence", of: dossier.id, as: token, type: "image/jpeg")
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            let list = try await room.look(at: dossier.id, as: staff).checklist
            #expect(list.map(\.slot) == ["licence", "licence"])
            #expect(list.map(\.point) == ["licence_flat", "licence_seal"])
            #expect(list.map(\.textZh) == ["证件平铺，正对拍摄", "复印件加盖本单位公章（红章）"])
            #expect(list.allSatisfy { !$0.textEn.isEmpty })
        }
    }

    @Test("each authority has its own points, which a configuration replaces with the rules")
    func points() {
        let words = "仅供办理中国版权保护中心各项申请使用"
        #expect(AuthorityRules.of(.henan).points(of: .licence) == [.licenceFlat, .licenceSeal])
        #expect(AuthorityRules.of(.cpcc).points(of: .licence) == [.licenceFlat, .watermark])
        #expect(AuthorityRules.of(.platform).points(of: .licence) == [.licenceFlat])
        #expect(AuthorityRules.of(.henan).points(of: .handheld) == [])
        #expect(AuthorityRules.of(.cpcc).points(of: .handheld) == [.watermark])
        #expect(ReviewPoint.watermark.chinese(under: .of(.cpcc)).contains(words))
        #expect(ReviewPoint.watermark.english(under: .of(.cpcc)).contains(words))
        var rules = AuthorityRules.of(.henan)
        rules.asksForSealedLicence = false
        #expect(rules.points(of: .licence) == [.licenceFlat])
    }
}
