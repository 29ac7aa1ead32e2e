import Identity
import MeshKernel
import MeshTestKit

/// What people write into the fields of a dossier, and what machines read off pictures: whatever it is, judging it ends,
/// what passes has one form that passes too, and nothing personal stays open where it is masked.
struct FieldTarget: FuzzTarget {
    private static let today = CivilDate(daysSinceEpoch: 20_779)
    private static let words = [
        "person", "enterprise", "other_organisation", "CN", "US", "cn", "河南省", "郑州市", "resident_identity_card",
        "passport",
        "business_licence", "credit_code_certificate", "taiwan_permit", "hong_kong_macao_permit", "张老二", "阿卜杜拉·买买提",
        "Anne-Marie O'Neil", "11010519491231002X", "11010519491231002x", "440524188001010014", "363636122211112222",
        "91110000101623741K", "911101066976941872", "91350100M000100Y43", "110108000000016", "E12345678", "H12345678",
        "12345678", "13812345678", "+8613812345678", "16212345678", "0791-86694220", "07918669422", "450000", "yes",
        "no",
        "2021-09-01", "2041-09-01", "2026-02-29", "2024-02-29", "9999-12-31", "0000-00-00", "zhang@example.cn", "a@b",
        "R", "T", "Z", "in_province", "out_of_province", "female", "male", "1949-12-31", "样书文化（北京）有限公司", "建设路一号",
        "\u{202E}", "\u{0}", "a\u{301}\u{301}", "'; DROP TABLE dossiers; --", "{{7*7}}", "👨‍👩‍👧‍👦", " ", "\n",
        "姓名张老二", "性别女民族汉", "公民身份号码11010519491231002X", "有效期限2021.09.01-2041.09.01", "有效期限2021.09.01-长期",
        "名称样书文化有限公司", "统一社会信用代码91350100M000100Y43", "成立日期2015年03月02日", "营业期限：长期",
        "P<CHNZHANG<<LAO<ER<<<<<<<<<<<<<<<<<<<<<<<<<<", "E123456782CHN4912310F3109018<<<<<<<<<<<<<<00",
        "仅供办理中国版权保护中心各项申请使用", "仅供", "姓名", "名称", "E", "<", "9", "X",
    ]
    private static let personal: Set<DossierField> = [
        .realName, .documentNumber, .administratorName, .administratorDocumentNumber, .contactName, .mobile, .email,
    ]

    func input(_ random: SeededRandom) -> [UInt8] { random.bytes(FuzzHead.byteCount) + [0] }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 1 }
        let random = head.random
        func text() -> String {
            let word = (0..<random.integer(in: 1...2)).map { _ in random.element(of: Self.words) }.joined()
            return random.once(in: 3) ? String(decoding: random.mutated(Array(word.utf8)), as: UTF8.self) : word
        }
        var draft = DossierDraft()
        for field in DossierField.allCases where !random.once(in: 3) {
            draft[field] = random.once(in: 2) ? random.element(of: Self.words) : text()
        }
        let authority = random.element(of: Authority.allCases)
        try judge(draft, .of(authority))
        try read((0..<random.integer(in: 0...8)).map { _ in ReadLine(text(), confidence: random.integer(in: 0...100)) })
        return 1
    }

    private func judge(_ draft: DossierDraft, _ rules: AuthorityRules) throws {
        guard DossierDraft(decoding: draft.encoded) == draft else { throw FuzzFinding("a draft that reads otherwise") }
        let reading = DossierReading(draft, rules: rules, today: Self.today)
        let faults = reading.faults(in: DossierField.allCases)
        let normal = reading.normalised
        let again = DossierReading(normal, rules: rules, today: Self.today)
        guard again.normalised == normal else { throw FuzzFinding("a normal form that has another: \(normal.values)") }
        let wrong = Set(faults.map(\.field))
        for field in DossierField.allCases where !wrong.contains(field.rawValue) {
            guard again.fault(in: field) == nil else {
                throw FuzzFinding("\(field) passes as \(draft[field]) and not as \(normal[field])")
            }
            let value = normal[field]
            // A name of one character has nothing to hide it by.
            if Self.personal.contains(field), value.count > 1, field.masked(value) == value {
                throw FuzzFinding("\(field) stays open: \(value)")
            }
        }
        guard faults.map(\.field) == DossierField.allCases.map(\.rawValue).filter(wrong.contains) else {
            throw FuzzFinding("faults out of the form's order")
        }
    }

    private func read(_ lines: [ReadLine]) throws {
        for sheet in [
            DocumentSheet.identityCard(.holder), .identityCard(.administrator), .passport(.holder),
            .passport(.administrator), .licence,
        ] {
            let facts = sheet.facts(in: lines, today: Self.today)
            let reading = DocumentReading(.read, facts: facts, watermark: .unsure)
            guard DocumentReading(decoding: reading.encoded) == reading else {
                throw FuzzFinding("a reading that reads otherwise")
            }
            var draft = facts
            draft[.holderKind] = sheet == .licence ? "enterprise" : "person"
            if sheet == .licence { draft[.documentKind] = "business_licence" }
            let judged = DossierReading(draft, rules: .of(.cpcc), today: Self.today)
            for field in [DossierField.documentNumber, .realName, .institutionName, .validFrom, .foundedOn]
            where !facts[field].isEmpty {
                let fault = judged.fault(in: field)
                // A day that is printed may not have come; whoever writes it is told.
                guard fault == nil || fault == .futureDate else {
                    throw FuzzFinding("\(facts[field]) is proposed for \(field), which says \(fault as Any)")
                }
            }
        }
        let expected = AuthorityRules.of(.cpcc).watermark ?? ""
        let verdict = WatermarkText.verdict(on: lines, expected: expected)
        guard verdict != .right || lines.map(\.text).joined().contains(expected) else {
            throw FuzzFinding("a watermark that is not there is right")
        }
    }
}
