import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// Every field of the form over the wire: right, wrong and at its bounds, with the word that programs are told.
@Suite("Every field of a dossier", .timeLimit(.minutes(5)))
struct FieldTableTests {
    /// What is written in a field, what else is then written otherwise, and the reason; empty when it passes.
    private struct Row {
        let field: DossierField
        let value: String
        let word: String
        let others: [DossierField: String]

        init(_ field: DossierField, _ value: String, _ word: String = "", _ others: [DossierField: String] = [:]) {
            self.field = field
            self.value = value
            self.word = word
            self.others = others
        }
    }

    private static func rows(_ field: DossierField, _ values: KeyValuePairs<String, String>) -> [Row] {
        rows(field, [:], values)
    }

    private static func rows(
        _ field: DossierField, _ others: [DossierField: String], _ values: KeyValuePairs<String, String>
    ) -> [Row] {
        values.map { Row(field, $0.key, $0.value, others) }
    }

    private static func all(_ groups: [Row]...) -> [Row] { groups.flatMap { $0 } }

    private static func text(_ count: Int) -> String { String(repeating: "路", count: count) }

    private static let resident = "resident_identity_card"

    private static let person: [DossierField: String] = [
        .origin: "in_province", .holderKind: "person", .nationality: "CN", .province: "河南省", .city: "郑州市",
        .district: "中原区", .documentKind: resident, .realName: "张老二", .documentNumber: "11010519491231002X",
        .validFrom: "2021-09-01", .validUntil: "2041-09-01", .isLongTerm: "no", .address: "建设路一号", .postcode: "450000",
        .contactName: "张老二", .mobile: "13812345678", .email: "zhang@example.cn", .emailCode: "123456",
        .industry: "R", .officeCity: "4101", .office: "郑州",
    ]

    private static let institution = person.merging([
        .holderKind: "enterprise", .realName: "", .institutionName: "样书文化有限公司", .documentKind: "business_licence",
        .documentNumber: "91110000101623741K", .administratorName: "张老二", .administratorSex: "female",
        .administratorBirth: "1949-12-31", .administratorDocumentKind: resident,
        .administratorDocumentNumber: "11010519491231002X", .administratorValidFrom: "2021-09-01",
        .administratorValidUntil: "2041-09-01", .administratorIsLongTerm: "no",
    ]) { $1 }

    /// Identity numbers: those of the handbook, and one for each thing that can be wrong.
    private static let residents: KeyValuePairs = [
        "11010519491231002X": "", "11010519491231002x": "", "440524188001010014": "", "110199199001010010": "",
        "363636122211112222": "WRONG_CHECK", "110105194912310021": "WRONG_CHECK",
        "363636199001010011": "UNKNOWN_REGION", "363636122211112221": "UNKNOWN_REGION",
        "11010519900230001X": "IMPOSSIBLE_BIRTH", "11010519491231002": "MALFORMED", "11010519491231002XX": "MALFORMED",
        "": "EMPTY",
    ]

    private static func validities(_ room: IdentityRoom, _ first: DossierField, _ last: DossierField) -> [Row] {
        let (today, yesterday, tomorrow) = (room.day(), room.day(-1), room.day(1))
        let always: [DossierField: String] =
            first == .validFrom ? [.isLongTerm: "yes"] : [.administratorIsLongTerm: "yes"]
        return [
            Row(first, "2021-09-01"), Row(first, today), Row(first, "1949-12-31"),
            Row(first, "1949-12-30", "CONTRADICTS_OTHER_FIELD"), Row(first, tomorrow, "FUTURE_DATE"),
            Row(first, "2021-9-1", "MALFORMED_DATE"), Row(first, "", "EMPTY"),
            Row(last, "2041-09-01"), Row(last, today), Row(last, yesterday, "EXPIRED"),
            Row(last, "2021-08-31", "CONTRADICTS_OTHER_FIELD"), Row(last, "2041-02-30", "MALFORMED_DATE"),
            Row(last, "", "EMPTY"), Row(last, "", "", always), Row(last, "2041-09-01", "NOT_ASKED", always),
        ]
    }

    private static func henanPerson(_ room: IdentityRoom, promise: String, others: [String]) -> [Row] {
        let facts = all(
            rows(.origin, ["in_province": "", "out_of_province": "", "abroad": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.holderKind, ["person": "", "other_organisation": "", "company": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(
                .nationality,
                [
                    "CN": "", "DE": "", "ZZ": "UNKNOWN_WORD", "cn": "MALFORMED", "CHN": "MALFORMED", "C": "MALFORMED",
                    "": "EMPTY",
                ]),
            rows(
                .province,
                ["河南省": "", "湖北省": "CONTRADICTS_OTHER_FIELD", "河南": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.city, ["郑州市": "", "济源市": "", "武汉市": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.city, [.province: ""], ["郑州市": "NEEDS_OTHER_FIELD"]),
            rows(.district, ["中原区": "", "": "", "朝阳区": "UNKNOWN_WORD"]),
            rows(
                .documentKind,
                [
                    resident: "", "officer_card": "", "passport": "", "taiwan_permit": "", "other_personal": "",
                    "business_licence": "CONTRADICTS_OTHER_FIELD", "library_card": "UNKNOWN_WORD", "": "EMPTY",
                ]),
            rows(.documentKind, [.holderKind: ""], [resident: "NEEDS_OTHER_FIELD"]),
            rows(.realName, ["张老二": "", text(50): "", text(51): "TOO_LONG", "张3": "MALFORMED", "": "EMPTY"]),
            rows(.documentNumber, residents),
            rows(.documentNumber, [.documentKind: ""], ["11010519491231002X": "NEEDS_OTHER_FIELD"]),
            validities(room, .validFrom, .validUntil),
            rows(.isLongTerm, ["yes": "", "no": "", "perhaps": "UNKNOWN_WORD", "": "EMPTY"]))
        let contact = all(
            rows(.address, [text(200): "", text(201): "TOO_LONG", "": "EMPTY", "一号\n二号": "CONTROL_CHARACTER"]),
            rows(.postcode, ["450000": "", "45000": "MALFORMED", "4500000": "MALFORMED", "": "EMPTY"]),
            rows(.contactName, [text(50): "", text(51): "TOO_LONG", "": "EMPTY"]),
            rows(
                .mobile,
                [
                    "13812345678": "", "17012345678": "", "138123456789": "MALFORMED", "1381234567": "MALFORMED",
                    "12812345678": "MALFORMED", "+4915112345678": "MALFORMED", "": "EMPTY",
                ]),
            rows(.landline, ["0791-86694220": "", "079186694220": "", "86694220": "MALFORMED", "": ""]),
            rows(.email, ["zhang@example.cn": "", "zhang": "MALFORMED", "": "EMPTY"]),
            rows(.emailCode, ["123456": "", "12345": "MALFORMED", "1234567": "MALFORMED", "": "EMPTY"]),
            rows(.industry, ["A": "", "T": "", "U": "UNKNOWN_WORD", "a": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(
                .officeCity,
                ["4101": "", "419001": "", "41": "UNKNOWN_WORD", "410102": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.office, ["郑州": "", text(60): "", text(61): "TOO_LONG", "": "EMPTY"]),
            rows(.promise, [promise: "", "no": "NOT_ACCEPTED", "yes": "UNKNOWN_WORD", "": "EMPTY"]),
            others.map { Row(.promise, $0, "UNKNOWN_WORD") })
        // Nobody asks a person for what is an institution's, nor anybody in Henan for an administrator.
        return all(facts, contact, unasked([.institutionName, .foundedOn, .runsTradingPlatform] + administrator))
    }

    private static let administrator: [DossierField] = [
        .administratorName, .administratorSex, .administratorBirth, .administratorDocumentKind,
        .administratorDocumentNumber, .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm,
    ]

    /// Fields that are left empty, or refused whatever stands there.
    private static func unasked(_ fields: [DossierField]) -> [Row] {
        fields.flatMap { [Row($0, "yes", "NOT_ASKED"), Row($0, "")] }
    }

    /// Somebody of another country.
    private static let abroad: [Row] = {
        let german: [DossierField: String] = [.nationality: "DE", .documentKind: "passport"]
        return all(
            unasked([.province, .city, .district, .postcode]).map { Row($0.field, $0.value, $0.word, german) },
            rows(.mobile, german, ["+4915112345678": "", "13812345678": "", "+49": "MALFORMED"]),
            rows(.documentNumber, german, ["C01X00T47": "", "C01X 00T4": "MALFORMED"]),
            rows(
                .documentKind, german,
                [
                    "passport": "", "other_personal": "", "hong_kong_macao_permit": "",
                    "taiwan_permit": "CONTRADICTS_OTHER_FIELD", resident: "CONTRADICTS_OTHER_FIELD",
                    "officer_card": "CONTRADICTS_OTHER_FIELD", "soldier_card": "CONTRADICTS_OTHER_FIELD",
                    "civil_cadre_card": "CONTRADICTS_OTHER_FIELD",
                ]),
            rows(.documentKind, [.nationality: "TW"], ["taiwan_permit": "", resident: "CONTRADICTS_OTHER_FIELD"]))
    }()

    /// Licences: the handbook's credit codes, and numbers of before them.
    private static let licences: KeyValuePairs = [
        "91110000101623741K": "", "911101066976941872": "", "91350100M000100Y43": "", "110108000000016": "",
        "911101066976941873": "WRONG_CHECK", "91350100M000100Y44": "WRONG_CHECK", "110108000000017": "WRONG_CHECK",
        "91110000101623741": "MALFORMED", "91110000101623741I": "MALFORMED", "": "EMPTY",
    ]

    private static func henanInstitution(_ room: IdentityRoom) -> [Row] {
        all(
            rows(
                .institutionName,
                [
                    "样书文化有限公司": "", text(2): "", text(1): "TOO_SHORT", text(200): "", text(201): "TOO_LONG",
                    "12345": "MALFORMED", "": "EMPTY",
                ]),
            rows(
                .foundedOn,
                [
                    "2015-03-02": "", room.day(): "", "": "", room.day(1): "FUTURE_DATE", "2015": "MALFORMED_DATE",
                ]),
            rows(.runsTradingPlatform, ["yes": "", "no": "", "": "", "perhaps": "UNKNOWN_WORD"]),
            rows(.runsTradingPlatform, [.origin: "out_of_province"], ["yes": "NOT_ASKED"]),
            rows(.documentKind, ["business_licence": "", resident: "CONTRADICTS_OTHER_FIELD"]),
            rows(.documentNumber, licences), unasked([.realName] + administrator))
    }

    private static func cpcc(_ room: IdentityRoom, promise: String, others: [String]) -> [Row] {
        all(
            rows(.documentNumber, licences), validities(room, .administratorValidFrom, .administratorValidUntil),
            rows(
                .administratorName,
                ["张老二": "", text(50): "", text(51): "TOO_LONG", "<b>": "MALFORMED", "": "EMPTY"]),
            rows(
                .administratorSex,
                ["female": "", "male": "CONTRADICTS_OTHER_FIELD", "other": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(
                .administratorBirth,
                [
                    "1949-12-31": "", "1949-12-30": "CONTRADICTS_OTHER_FIELD", "1949-12-32": "MALFORMED_DATE",
                    room.day(1): "FUTURE_DATE", "": "EMPTY",
                ]),
            rows(
                .administratorDocumentKind,
                [resident: "", "passport": "", "business_licence": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.administratorDocumentNumber, residents),
            rows(
                .administratorDocumentNumber, [.administratorDocumentKind: ""],
                ["11010519491231002X": "NEEDS_OTHER_FIELD"]),
            rows(.administratorIsLongTerm, ["yes": "", "no": "", "perhaps": "UNKNOWN_WORD", "": "EMPTY"]),
            rows(.industry, ["T": "", "": "", "U": "UNKNOWN_WORD"]), rows(.office, ["北京": "", "": ""]),
            rows(.officeCity, ["11": "", "": "", "北京市": "UNKNOWN_WORD"]),
            rows(.promise, [promise: "", "no": "NOT_ACCEPTED", "": "EMPTY"]),
            others.map { Row(.promise, $0, "UNKNOWN_WORD") }, unasked([.origin, .emailCode, .runsTradingPlatform]))
    }

    private static func platform(_ room: IdentityRoom, promise: String, others: [String]) -> [Row] {
        all(
            rows(.documentNumber, residents), validities(room, .validFrom, .validUntil),
            rows(.postcode, ["450000": "", "45000": "MALFORMED"]), rows(.industry, ["": "", "U": "UNKNOWN_WORD"]),
            rows(.office, ["": "", "哪里都行": ""]), rows(.officeCity, ["": "", "4101": "", "x": "UNKNOWN_WORD"]),
            rows(.promise, [promise: "", "no": "NOT_ACCEPTED", "": "EMPTY"]),
            others.map { Row(.promise, $0, "UNKNOWN_WORD") }, unasked([.origin, .emailCode] + administrator))
    }

    private static func judge(
        _ rows: [Row], from base: [DossierField: String], at authority: IdentityV1.Authority, _ room: IdentityRoom
    ) async throws {
        for row in rows {
            var facts = base.merging(row.others) { $1 }
            facts[row.field] = row.value
            let entries = facts.filter { !$0.value.isEmpty }.map {
                IdentityV1.DossierEntry(field: $0.key.rawValue, value: $0.value)
            }
            let verdicts = try await room.dossiers.validateFields(
                .init(authority: authority, entries: entries, fields: [row.field.rawValue]), options: room.options()
            ).verdicts
            #expect(verdicts.map(\.field) == [row.field.rawValue])
            #expect(
                verdicts.map(\.reason) == [row.word], "\(row.field.rawValue) \(row.value.prefix(40)) at \(authority)")
            #expect(verdicts.first?.passes == row.word.isEmpty)
            #expect(verdicts.first?.message.isEmpty == row.word.isEmpty)
        }
    }

    @Test("is judged on its own, with the reason that fits, at each authority")
    func table() async throws {
        try await IdentityRoom.run { room in
            var versions: [IdentityV1.Authority: String] = [:]
            for authority: IdentityV1.Authority in [.platform, .henan, .cpcc] {
                versions[authority] = try await room.notice(at: authority).version
            }
            func promises(_ authority: IdentityV1.Authority) throws -> (own: String, others: [String]) {
                (try #require(versions[authority]), versions.filter { $0.key != authority }.map(\.value))
            }
            let (henan, cpcc, platform) = (try promises(.henan), try promises(.cpcc), try promises(.platform))
            let person = Self.henanPerson(room, promise: henan.own, others: henan.others) + Self.abroad
            try await Self.judge(person, from: Self.person, at: .henan, room)
            let house = Self.henanInstitution(room)
            try await Self.judge(house, from: Self.institution, at: .henan, room)
            let centre = Self.cpcc(room, promise: cpcc.own, others: cpcc.others)
            try await Self.judge(centre, from: Self.institution, at: .cpcc, room)
            try await Self.judge(
                Self.platform(room, promise: platform.own, others: platform.others), from: Self.person, at: .platform,
                room)
            // Every field of the form passed once, and once did not.
            let rows = person + house + centre
            for field in DossierField.allCases {
                #expect(rows.contains { $0.field == field && $0.word.isEmpty && !$0.value.isEmpty }, "\(field)")
                #expect(rows.contains { $0.field == field && !$0.word.isEmpty }, "\(field)")
            }
        }
    }

    @Test("which does not pass is refused when the dossier is handed in, be the number its own or its administrator's")
    func handedIn() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            for (authority, facts, field) in [
                (.henan, Self.person, DossierField.documentNumber),
                (.cpcc, Self.institution, .administratorDocumentNumber),
            ] as [(IdentityV1.Authority, [DossierField: String], DossierField)] {
                var fields: [String: String] = [:]
                for (field, value) in facts where !value.isEmpty { fields[field.rawValue] = value }
                if authority == .henan {
                    fields["email_code"] = try await room.emailCode(to: "zhang@example.cn", as: token)
                } else {
                    for unasked in ["origin", "email_code"] { fields[unasked] = nil }
                }
                fields["promise"] = "yes"
                #expect(try await room.save(fields, as: token, at: authority, reset: true).faults == [])
                let wrong = try await room.save([field.rawValue: "363636122211112222"], as: token, at: authority)
                #expect(wrong.faults.map(\.field) == [field.rawValue] && wrong.faults.map(\.reason) == ["WRONG_CHECK"])
                let refused = try await room.refusal { _ = try await room.submit(wrong.id, as: token) }
                #expect(refused.word == "INVALID_FIELDS" && refused.fieldViolations.map(\.field) == [field.rawValue])
                #expect(refused.fieldViolations.map(\.description) == ["does not check; look for a wrong digit"])
            }
        }
    }
}
