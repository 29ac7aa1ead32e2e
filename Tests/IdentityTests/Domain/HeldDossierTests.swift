import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("What is kept of a dossier", .timeLimit(.minutes(5)))
struct HeldDossierTests {
    @Test("a draft reads as it was written, and nothing else reads as one")
    func encoding() throws {
        let draft = DossierDraft([.realName: "张老二", .address: "a\nb\u{0}", .promise: "yes", .office: ""])
        #expect(DossierDraft(decoding: draft.encoded) == draft)
        #expect(DossierDraft(decoding: []) == DossierDraft())
        // A draft that was cut reads as what stands before the cut when that is between two fields, and else as nothing.
        var whole: [Int: DossierDraft] = [0: DossierDraft()]
        var so = DossierDraft()
        for field in DossierField.allCases where draft.values[field] != nil {
            so[field] = draft[field]
            whole[so.encoded.count] = so
        }
        #expect(whole.count == draft.values.count + 1 && whole[draft.encoded.count] == draft)
        for cut in 0...draft.encoded.count {
            #expect(DossierDraft(decoding: Array(draft.encoded.prefix(cut))) == whole[cut], "cut at \(cut)")
        }
        // Nor does one that goes on, whatever with.
        for byte in UInt8.min...UInt8.max {
            #expect(DossierDraft(decoding: draft.encoded + [byte]) == nil)
        }
        #expect(DossierDraft(decoding: [0, 1, 0x61, 0, 1, 0x62]) == nil)
        #expect(DossierDraft(decoding: [0, 5, 0x61]) == nil)
    }

    @Test("facts have one form in which equal ones are equal")
    func normalised() {
        let today = CivilDate(daysSinceEpoch: 20_779)
        let draft = DossierDraft([
            .documentKind: "resident_identity_card", .documentNumber: "11010519491231002x", .realName: " 张老二 ",
            .mobile: "+8613812345678",
        ])
        let normal = DossierReading(draft, rules: .of(.platform), today: today).normalised
        #expect(normal[.documentNumber] == "11010519491231002X" && normal[.realName] == "张老二")
        #expect(normal[.mobile] == "13812345678")
    }

    @Test("no personal field leaves as it was written where it is masked")
    func masking() {
        let facts: [DossierField: String] = [
            .realName: "张老二", .documentNumber: "11010519491231002X", .administratorName: "李四",
            .administratorSex: "female", .administratorBirth: "1949-12-31",
            .administratorDocumentNumber: "440524188001010014", .address: "河南省郑州市建设路一号", .contactName: "王五",
            .mobile: "13812345678", .landline: "0791-86694220", .email: "zhang@example.cn",
        ]
        for (field, value) in facts {
            #expect(field.masked(value) != value && field.masked(value).contains("*"), "\(field)")
        }
        #expect(DossierField.institutionName.masked("样书文化有限公司") == "样书文化有限公司")
    }

    @Test("a picture is open when it or a field that it shows was named")
    func pictures() throws {
        let staff = Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
        let today = CivilDate(daysSinceEpoch: 20_779)
        func refused(_ fields: Set<DossierField>, _ slots: Set<DocumentSlot>) throws -> DossierReview {
            try DossierReview().submitted(on: today, rules: .of(.henan), calendar: .published).claimed(by: staff)
                .refused(by: staff, reason: "模糊", fields: fields, slots: slots)
        }
        let picture = try refused([], [.handheld])
        #expect(picture.state == .correctionDue && picture.isOpen(.handheld) && !picture.isOpen(.licence))
        let name = try refused([.realName], [])
        #expect(name.isOpen(.handheld) && name.isOpen(.portraitSide))
        #expect(try !refused([.postcode], []).isOpen(.handheld))
        #expect(DossierReview().isOpen(.handheld))
        #expect(try !refused([], []).isOpen(.handheld))
    }
}
