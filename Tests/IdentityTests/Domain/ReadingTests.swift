import Identity
import MeshKernel
import Testing

@Suite("What is read off documents", .timeLimit(.minutes(5)))
struct ReadingTests {
    private let today = CivilDate(daysSinceEpoch: 20_779)

    private func facts(_ sheet: DocumentSheet, _ lines: [String], confidence: Int = 90) -> [DossierField: String] {
        sheet.facts(in: lines.map { ReadLine($0, confidence: confidence) }, today: today).values
    }

    @Test("an identity card gives name and number, and only a number that fits its own check")
    func card() {
        let lines = ["样本", "姓名张老二", "性别女民族汉", "住址郑州市建设路12345678901234567890号", "公民身份号码11010519491231002X"]
        #expect(
            facts(.identityCard(.holder), lines) == [
                .realName: "张老二", .documentNumber: "11010519491231002X", .documentKind: "resident_identity_card",
            ])
        #expect(facts(.identityCard(.holder), lines, confidence: 39)[.realName] == nil)
        #expect(
            facts(.identityCard(.administrator), lines) == [
                .administratorName: "张老二", .administratorDocumentNumber: "11010519491231002X",
                .administratorDocumentKind: "resident_identity_card",
            ])
        let copy = lines + ["有效期限2021.09.01-2041.09.01"]
        #expect(
            facts(.identityCard(.administrator), copy)[.administratorValidUntil] == "2041-09-01"
                && facts(.identityCard(.administrator), copy)[.validUntil] == nil)
        #expect(facts(.identityCard(.administrator), ["有效期限2021.09.01-长期"])[.administratorIsLongTerm] == "yes")
        // One digit read wrongly; a label and value in one line; a name with what is no name in it.
        #expect(facts(.identityCard(.holder), ["公民身份号码11010519491231082X"]) == [:])
        #expect(facts(.identityCard(.holder), ["姓名：买买提·吐尔逊性别男"])[.realName] == "买买提·吐尔逊")
        #expect(facts(.identityCard(.holder), ["姓名张8二", "姓名", "性别女"]) == [:])
        #expect(facts(.identityCard(.holder), []) == [:])
    }

    @Test("a day is read as it is printed, and one that cannot be is none")
    func validity() {
        func read(_ line: String) -> [String] {
            let facts = facts(.identityCard(.holder), [line])
            return [DossierField.validFrom, .validUntil, .isLongTerm].map { facts[$0] ?? "" }
        }
        #expect(read("有效期限2021.09.01-2041.09.01") == ["2021-09-01", "2041-09-01", "no"])
        #expect(read("有效期限2021.09.01-长期") == ["2021-09-01", "", "yes"])
        #expect(read("有效期限2021.09.01一2041.09.01") == ["2021-09-01", "2041-09-01", "no"])
        #expect(read("营业期限2015年03月02日至2035年3月1日") == ["2015-03-02", "2035-03-01", "no"])
        #expect(read("营业期限：长期") == ["", "", "yes"])
        #expect(read("有效期限2021.13.01-2041.09.01") == ["", "", ""])
        #expect(read("有效期限2041.09.01-2021.09.01") == ["", "", ""])
        #expect(read("有效期限20210901") == ["", "", ""])
    }

    @Test("a licence gives name, code, founding and validity")
    func licence() {
        let lines = [
            "营业执照", "统一社会信用代码91350100M000100Y43", "名称样书文化（北京）有限公司", "类型有限责任公司",
            "成立日期2015年03月02日", "营业期限2015年03月02日至长期",
        ]
        #expect(
            facts(.licence, lines) == [
                .documentNumber: "91350100M000100Y43", .institutionName: "样书文化（北京）有限公司", .foundedOn: "2015-03-02",
                .validFrom: "2015-03-02", .isLongTerm: "yes",
            ])
        #expect(facts(.licence, ["统一社会信用代码91350100M000100Y44", "名称8号", "成立日期2115年03月02日"]) == [:])
    }

    @Test("a passport's lines count when their check digits do")
    func passport() {
        let second = "E123456782CHN4912310F3109018<<<<<<<<<<<<<<00"
        let first = "P<CHNZHANG<<LAO<ER<<<<<<<<<<KK8<<"
        #expect(
            facts(.passport(.holder), ["PASSPORT", first, second]) == [
                .documentNumber: "E12345678", .realName: "ZHANG LAO ER", .validUntil: "2031-09-01",
                .isLongTerm: "no", .documentKind: "passport",
            ])
        for place in [0, 8, 9, 13, 19, 21, 27] {
            var broken = Array(second)
            broken[place] = broken[place] == "1" ? "2" : "1"
            #expect(facts(.passport(.holder), [first, String(broken)]) == [:], "another character at \(place)")
        }
        // A filler that became a letter, and a first line that is none: no name, but the rest.
        for line in ["P<CHNZHANG<<LAO<K<<<<", "ZHANG LAO ER", ""] {
            let read = facts(.passport(.administrator), [line, second])
            #expect(read[.administratorName] == nil && read[.administratorDocumentNumber] == "E12345678")
        }
    }

    @Test("a watermark is the authority's own, or surely another, or for people to look at")
    func watermark() throws {
        let right = try #require(AuthorityRules.of(.cpcc).watermark)
        func verdict(_ lines: [String], confidence: Int = 90) -> WatermarkText.Verdict {
            WatermarkText.verdict(on: lines.map { ReadLine($0, confidence: confidence) }, expected: right)
        }
        #expect(verdict(["姓名张老二"]) == .notSeen && verdict([]) == .notSeen)
        #expect(verdict([right]) == .right && verdict(["住址\(right)", right + right]) == .right)
        #expect(verdict([String(right.prefix(9)), String(right.dropFirst(9))]) == .right)
        #expect(verdict(["仅供某网站实名认证使用"]) == .wrong && verdict(["仅限办理贷款"]) == .wrong)
        #expect(verdict([String(right.dropLast(2))]) == .wrong)
        #expect(verdict(["仅供某网站实名认证使用"], confidence: 39) == .unsure)
        #expect(verdict([right + "他用无效"]) == .unsure && verdict([right, "仅供某网站使用"]) == .unsure)
    }

    @Test("what was read is kept as it was, and nothing else reads as it")
    func encoding() {
        for outcome in DocumentReading.Outcome.allCases {
            for watermark in DocumentReading.Watermark.allCases {
                let reading = DocumentReading(
                    outcome, facts: DossierDraft([.realName: "张老二"]), watermark: watermark)
                #expect(DocumentReading(decoding: reading.encoded) == reading)
            }
        }
        let bare = DocumentReading(.nothing)
        #expect(DocumentReading(decoding: bare.encoded) == bare)
        for cut in 0..<bare.encoded.count {
            #expect(DocumentReading(decoding: Array(bare.encoded.prefix(cut))) == nil)
        }
        #expect(DocumentReading(decoding: Array("seen\u{0}right\u{0}".utf8)) == nil)
    }

    @Test("how long an administrator's document is good is what its copy says, where that was read")
    func administratorValidity() {
        func differing(_ read: [DossierField: String]) -> [String] {
            let draft = DossierDraft([
                .holderKind: "enterprise", .administratorDocumentKind: "resident_identity_card",
                .administratorValidFrom: "2021-09-01", .administratorValidUntil: "2041-09-01",
                .administratorIsLongTerm: "no",
            ])
            let copy = DossierDocument(
                id: Identifier(stored: "doc_1"), slot: .identityCopy, blob: "b", type: .png, bytes: 1, width: 1,
                height: 1, uploadedAt: WallTime(milliseconds: 0),
                reading: DocumentReading(.read, facts: DossierDraft(read)))
            return Dossier(
                id: Identifier(stored: "dos_1"), account: Identifier(stored: "acc_1"), authority: .cpcc, draft: draft,
                documents: [copy], createdAt: WallTime(milliseconds: 0)
            ).disagreements.map(\.field.rawValue)
        }
        #expect(differing([.administratorValidFrom: "2021-09-01", .administratorValidUntil: "2041-09-01"]) == [])
        #expect(differing([.administratorName: "张老二"]) == [])
        #expect(differing([.administratorValidUntil: "2031-09-01"]) == ["administrator_valid_until"])
        #expect(
            differing([.administratorValidFrom: "2021-09-02", .administratorIsLongTerm: "yes"])
                == ["administrator_valid_from", "administrator_is_long_term"])
    }

    @Test("a name is compared as people would, a number to the letter, and only with its own kind of document")
    func comparison() {
        func differs(_ written: [DossierField: String], _ read: [DossierField: String]) -> [String] {
            var draft = DossierDraft([.holderKind: "person"])
            for (field, value) in written { draft[field] = value }
            let document = DossierDocument(
                id: Identifier(stored: "doc_1"), slot: .portraitSide, blob: "b", type: .png, bytes: 1, width: 1,
                height: 1, uploadedAt: WallTime(milliseconds: 0),
                reading: DocumentReading(.read, facts: DossierDraft(read)))
            return Dossier(
                id: Identifier(stored: "dos_1"), account: Identifier(stored: "acc_1"), authority: .platform,
                draft: draft, documents: [document], createdAt: WallTime(milliseconds: 0)
            ).disagreements.map(\.field.rawValue)
        }
        #expect(differs([.realName: "张老二"], [.realName: "张老二"]) == [])
        #expect(differs([.realName: "张老三"], [.realName: "张老二"]) == ["real_name"])
        #expect(differs([.realName: " 买买提•吐尔逊 "], [.realName: "买买提·吐尔逊"]) == [])
        #expect(differs([.realName: "Lao-Er Zhang"], [.realName: "ZHANG LAO ER"]) == [])
        #expect(differs([.realName: "Zhang Laoer"], [.realName: "ZHANG LAO ER"]) == [])
        #expect(differs([.realName: "Zhang San"], [.realName: "ZHANG LAO ER"]) == ["real_name"])
        #expect(differs([.realName: "张老二"], [.realName: "ZHANG LAO ER"]) == [])
        #expect(differs([.documentNumber: "11010519491231002x"], [.documentNumber: "11010519491231002X"]) == [])
        #expect(
            differs([.documentNumber: "440524188001010014"], [.documentNumber: "11010519491231002X"])
                == ["document_number"])
        #expect(differs([:], [.realName: "张老二", .documentNumber: "1"]) == [])
        #expect(
            differs(
                [.documentKind: "passport", .documentNumber: "E12345678"],
                [.documentKind: "resident_identity_card", .documentNumber: "11010519491231002X"]) == [])
    }
}
