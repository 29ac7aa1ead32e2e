import Evidence
import MeshAPI
import MeshKernel
import MeshTestKit
import Testing

@Suite("Copyright settings", .timeLimit(.minutes(5)))
struct CopyrightTests {
    private static let now = WallTime(milliseconds: 1_790_000_000_000)

    /// Everything the form asks for.
    static func full() -> CopyrightDraft {
        var draft = CopyrightDraft()
        var owner = CopyrightDraft.Owner()
        owner.name = "张三"
        owner.kind = 1
        owner.documentKind = 1
        owner.documentNumber = "11010519491231002x"
        owner.nationality = "CN"
        owner.province = "河南省"
        owner.city = "郑州市"
        owner.signatureKind = 2
        owner.signature = "三石"
        var company = CopyrightDraft.Owner()
        company.name = "示例公司"
        company.kind = 2
        company.documentKind = 10
        company.documentNumber = "91350100M000100Y43"
        company.nationality = "CN"
        company.province = "福建省"
        company.city = "福州市"
        company.signatureKind = 1
        draft.owners = [owner, company]
        var author = CopyrightDraft.Author()
        author.name = "李四"
        author.signatureKind = 3
        draft.authors = [author]
        draft.category = "L"
        draft.categoryExplanation = "a thing between the categories"
        draft.nature = 1
        draft.completedOn = "2024-02-29"
        draft.completedAt = CopyrightDraft.Place(country: "CN", province: "河南省", city: "郑州市")
        draft.publication = 2
        draft.firstPublishedOn = "2024-03-01"
        draft.firstPublishedAt = CopyrightDraft.Place(country: "FR", province: "", city: "Lyon")
        draft.acquisition = 1
        draft.attribution = 2
        draft.rightsScope = 2
        draft.rights = [5, 12]
        draft.extent = 2
        draft.purpose = "for a fair"
        draft.process = "drawn\nthen coloured"
        draft.originality = "line and colour"
        draft.trainingUse = 1
        return draft
    }

    private func check(_ draft: CopyrightDraft) throws -> CopyrightSettings {
        try CopyrightSettings(checking: draft, categories: .assumed, now: Self.now)
    }

    private func faults(_ change: (inout CopyrightDraft) -> Void) -> [FieldFault] {
        var draft = Self.full()
        change(&draft)
        do {
            _ = try check(draft)
            return []
        } catch EvidenceError.invalidCopyright(let faults) {
            return faults
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    @Test("settings with everything are accepted, brought to their normal form, and miss nothing")
    func whole() throws {
        let settings = try check(Self.full())
        #expect(settings.owners.map(\.documentNumber) == ["11010519491231002X", "91350100M000100Y43"])
        #expect(settings.rights == [.reproduction, .networkDissemination])
        #expect(settings.missingFacts(categories: .assumed).isEmpty)
    }

    @Test("settings read back from their one form are the same, and from no other")
    func encoding() throws {
        for settings in [try check(Self.full()), CopyrightSettings()] {
            let bytes = settings.encoded
            #expect(CopyrightSettings(decoding: bytes) == settings)
            for place in stride(from: 0, to: bytes.count, by: 7) {
                var changed = bytes
                changed[place] ^= 1
                #expect(CopyrightSettings(decoding: changed) != settings)
            }
        }
    }

    @Test("nothing at all is accepted and misses every fact of the form")
    func empty() throws {
        let missing = try check(CopyrightDraft()).missingFacts(categories: .assumed).map(\.field)
        #expect(
            missing == [
                "category", "owners", "authors", "nature", "completed_on", "completed_at", "publication",
                "acquisition", "attribution", "rights_scope", "extent", "explanation.purpose", "explanation.process",
                "explanation.originality",
            ])
    }

    @Test("each fact that is left out is named")
    func missing() throws {
        func missing(_ change: (inout CopyrightDraft) -> Void) throws -> [String] {
            var draft = Self.full()
            change(&draft)
            return try check(draft).missingFacts(categories: .assumed).map(\.field)
        }
        #expect(try missing { $0.categoryExplanation = "" } == ["category_explanation"])
        #expect(try missing { $0.owners[0].documentNumber = "" } == ["owners[0].document_number"])
        #expect(try missing { $0.owners[1].city = "" } == ["owners[1].city"])
        #expect(
            try missing {
                $0.firstPublishedOn = ""
                $0.firstPublishedAt = nil
            } == ["first_published_on", "first_published_at"])
        #expect(try missing { $0.nature = 7 } == ["nature_explanation"])
        #expect(try missing { $0.trainingUse = 0 } == [])
    }

    @Test("each fault is told with its field, all at once")
    func wrong() {
        typealias Reason = FieldFault.Reason
        let cases: [(String, Reason, (inout CopyrightDraft) -> Void)] = [
            ("owners[0].name", .empty, { $0.owners[0].name = " " }),
            ("owners[0].name", .controlCharacter, { $0.owners[0].name = "a\u{202E}b" }),
            (
                "owners[1].name", .tooLong(maximumCharacters: 200),
                { $0.owners[1].name = String(repeating: "长", count: 201) }
            ),
            ("owners", .tooMany(maximum: 32), { $0.owners = Array(repeating: $0.owners[0], count: 33) }),
            ("owners[0].kind", .unknownWord, { $0.owners[0].kind = 7 }),
            ("owners[0].document_kind", .documentOfOthers, { $0.owners[0].documentKind = 9 }),
            (
                "owners[0].document_number", .malformedDocumentNumber,
                { $0.owners[0].documentNumber = "363636122211112222" }
            ),
            (
                "owners[1].document_number", .malformedDocumentNumber,
                { $0.owners[1].documentNumber = "91350100M000100Y42" }
            ),
            ("owners[0].document_number", .kindlessNumber, { $0.owners[0].documentKind = 0 }),
            ("owners[0].nationality", .malformedCountry, { $0.owners[0].nationality = "China" }),
            ("owners[0].nationality", .empty, { $0.owners[0].nationality = "" }),
            ("owners[0].province", .provinceNeeded, { $0.owners[0].province = "" }),
            ("owners[0].signature", .neededBy(field: "owners[0].signature_kind"), { $0.owners[0].signature = "" }),
            (
                "authors[0].signature", .contradicts(field: "authors[0].signature_kind"),
                { $0.authors[0].signature = "x" }
            ),
            ("nature", .unknownWord, { $0.nature = 8 }),
            ("category_explanation", .contradicts(field: "category"), { $0.category = "F" }),
            ("nature", .unknownWord, { $0.nature = -1 }),
            ("nature_explanation", .contradicts(field: "nature"), { $0.natureExplanation = "x" }),
            ("acquisition_explanation", .contradicts(field: "acquisition"), { $0.acquisitionExplanation = "x" }),
            ("completed_on", .malformedDate, { $0.completedOn = "2023-02-29" }),
            ("completed_on", .malformedDate, { $0.completedOn = "2024-2-9" }),
            (
                "completed_on", .futureDate,
                {
                    $0.completedOn = "2099-01-01"
                    $0.firstPublishedOn = ""
                }
            ),
            ("first_published_on", .beforeCompletion, { $0.firstPublishedOn = "2024-02-28" }),
            (
                "first_published_on", .contradicts(field: "publication"),
                {
                    $0.publication = 1
                    $0.firstPublishedAt = nil
                }
            ),
            ("rights", .neededBy(field: "rights_scope"), { $0.rights = [] }),
            ("rights", .contradicts(field: "rights_scope"), { $0.rightsScope = 1 }),
            ("rights[1]", .repeated, { $0.rights = [5, 5] }),
            ("rights[0]", .unknownWord, { $0.rights = [18] }),
            (
                "explanation.purpose", .tooLong(maximumCharacters: 2_000),
                {
                    $0.purpose = String(repeating: "x", count: 2_001)
                }
            ),
            ("training_use", .unknownWord, { $0.trainingUse = 3 }),
        ]
        for (field, reason, change) in cases {
            #expect(faults(change) == [FieldFault(field: field, reason: reason)])
        }
        let many = faults {
            $0.category = "Z"
            $0.categoryExplanation = ""
            $0.extent = 9
            $0.owners[0].name = ""
        }
        #expect(many.map(\.field) == ["owners[0].name", "category", "extent"])
    }

    @Test("resident identity numbers and social credit codes are checked as their standards say")
    func numbers() throws {
        let today = try #require(CivilDate(year: 2026, month: 11, day: 22))
        for good in ["11010519491231002X", "440524188001010014"] {
            #expect(DocumentNumber.residentIdentity(good, today: today) == good)
        }
        for bad in ["363636122211112222", "110105194912310021", "11010519491231002", "", "1101051949123100２X"] {
            #expect(DocumentNumber.residentIdentity(bad, today: today) == nil)
        }
        for good in ["91110000101623741K", "911101066976941872", "91350100M000100Y43"] {
            #expect(DocumentNumber.socialCreditCode(good) == good)
            #expect(DocumentNumber.socialCreditCode(good.lowercased()) == good)
            #expect(DocumentNumber.socialCreditCode(String(good.reversed())) == nil)
        }
    }

    @Test("every number of the wire has its word, and no word has another number")
    func words() {
        func check<Word: FormWord>(_ type: Word.Type, wire: (Int32) -> String) {
            for word in Word.allCases {
                #expect(Word(number: word.number) == word)
                // The generated names are the words themselves.
                #expect(wire(word.number) == word.rawValue)
            }
            #expect(wire(Int32(Word.allCases.count) + 1).hasPrefix("unrecognized"))
            #expect(Word(number: 0) == nil && Word(number: -1) == nil)
        }
        check(OwnerKind.self) { "\(EvidenceV1.OwnerKind(rawValue: $0))" }
        check(DocumentKind.self) { "\(EvidenceV1.DocumentKind(rawValue: $0))" }
        check(SignatureKind.self) { "\(EvidenceV1.SignatureKind(rawValue: $0))" }
        check(WorkNature.self) { "\(EvidenceV1.Nature(rawValue: $0))" }
        check(Publication.self) { "\(EvidenceV1.Publication(rawValue: $0))" }
        check(Acquisition.self) { "\(EvidenceV1.Acquisition(rawValue: $0))" }
        check(Attribution.self) { "\(EvidenceV1.Attribution(rawValue: $0))" }
        check(RightsScope.self) { "\(EvidenceV1.RightsScope(rawValue: $0))" }
        check(WorkRight.self) { "\(EvidenceV1.Right(rawValue: $0))" }
        check(WorkExtent.self) { "\(EvidenceV1.Extent(rawValue: $0))" }
        check(TrainingUse.self) { "\(EvidenceV1.TrainingUse(rawValue: $0))" }
        check(ProcessStage.self) { "\(EvidenceV1.Stage(rawValue: $0))" }
        check(FilingKind.self) { "\(EvidenceV1.FilingKind(rawValue: $0))" }
        check(FilingState.self) { "\(EvidenceV1.FilingState(rawValue: $0))" }
        check(FilingRecordKind.self) { "\(EvidenceV1.FilingRecordKind(rawValue: $0))" }
    }
}
