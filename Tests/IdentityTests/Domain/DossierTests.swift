import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("Dossiers and their review", .timeLimit(.minutes(5)))
struct DossierTests {
    private let today = CivilDate(daysSinceEpoch: 20_779)
    private let staff = Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
    private let colleague = Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e05")

    private var person: DossierDraft {
        DossierDraft([
            .origin: "in_province", .holderKind: "person", .nationality: "CN", .province: "河南省", .city: "郑州市",
            .district: "中原区", .documentKind: "resident_identity_card", .realName: "张老二",
            .documentNumber: "11010519491231002X", .validFrom: "2021-09-01", .validUntil: "2041-09-01",
            .isLongTerm: "no", .address: "建设路一号", .postcode: "450000", .contactName: "张老二",
            .mobile: "13812345678", .email: "zhang@example.cn", .emailCode: "123456", .industry: "R",
            .officeCity: "4101", .office: "郑州", .promise: "yes",
        ])
    }

    private var institution: DossierDraft {
        var draft = person
        draft[.holderKind] = "enterprise"
        draft[.realName] = ""
        draft[.institutionName] = "样书文化有限公司"
        draft[.documentKind] = "business_licence"
        draft[.documentNumber] = "91110000101623741K"
        return draft
    }

    /// With the authority's own notice where something is promised.
    private func promising(_ draft: DossierDraft, _ authority: Authority) -> DossierDraft {
        guard draft[.promise] == "yes" else { return draft }
        var draft = draft
        draft[.promise] = ApplicantNotice(.of(authority)).version
        return draft
    }

    private func faults(_ draft: DossierDraft, _ authority: Authority) -> [FieldFault] {
        DossierReading(promising(draft, authority), rules: .of(authority), today: today).faults(
            in: DossierField.allCases)
    }

    private func reason(
        _ field: DossierField, _ text: String, in draft: DossierDraft, _ authority: Authority = .henan
    ) -> FieldFault.Reason? {
        var draft = draft
        draft[field] = text
        return DossierReading(draft, rules: .of(authority), today: today).fault(in: field)
    }

    @Test("a full dossier of a person and of an institution passes")
    func passing() {
        #expect(faults(person, .henan) == [] && faults(institution, .henan) == [])
        var elsewhere = person
        elsewhere[.origin] = ""
        elsewhere[.emailCode] = ""
        #expect(faults(elsewhere, .platform) == [] && faults(elsewhere, .cpcc) == [])
    }

    @Test("an empty dossier names what each step needs, and only that")
    func empty() {
        let reading = DossierReading(DossierDraft(), rules: .of(.henan), today: today)
        #expect(
            reading.faults(in: .basics).map(\.field) == ["origin", "holder_kind", "nationality", "province", "city"])
        #expect(reading.faults(in: .basics).allSatisfy { $0.reason == .empty })
        #expect(reading.faults(in: .confirmation) == [FieldFault(field: "promise", reason: .empty)])
    }

    @Test("each field is judged on its own, with the reason that fits")
    func fields() {
        #expect(reason(.documentNumber, "363636122211112222", in: person) == .wrongCheck)
        #expect(reason(.documentNumber, "110105194912310021", in: person) == .wrongCheck)
        #expect(reason(.documentKind, "passport", in: person) == nil)
        #expect(reason(.documentKind, "business_licence", in: person) == .contradicts(field: "holder_kind"))
        #expect(reason(.documentKind, "library_card", in: person) == .unknownWord)
        #expect(reason(.validUntil, "2021-08-31", in: person) == .contradicts(field: "valid_from"))
        #expect(reason(.validUntil, "2026-11-21", in: person) == .expired)
        #expect(reason(.validUntil, "2026-11-22", in: person) == nil)
        #expect(reason(.validUntil, "2026-02-30", in: person) == .malformedDate)
        #expect(reason(.validFrom, "2026-11-23", in: person) == .futureDate)
        #expect(reason(.postcode, "45000", in: person) == .malformed)
        #expect(reason(.mobile, "+4915112345678", in: person) == .malformed)
        #expect(reason(.landline, "0791-86694220", in: person) == nil)
        #expect(reason(.landline, "86694220", in: person) == .malformed)
        #expect(reason(.industry, "U", in: person) == .unknownWord && reason(.industry, "T", in: person) == nil)
        #expect(reason(.promise, "no", in: person) == .notAccepted)
        #expect(reason(.promise, "yes", in: person) == .unknownWord)
        #expect(reason(.promise, ApplicantNotice(.of(.henan)).version, in: person) == nil)
        #expect(reason(.promise, ApplicantNotice(.of(.cpcc)).version, in: person) == .unknownWord)
        #expect(reason(.contactName, String(repeating: "张", count: 51), in: person) == .tooLong(maximumCharacters: 50))
        #expect(reason(.address, String(repeating: "路", count: 201), in: person) == .tooLong(maximumCharacters: 200))
        #expect(reason(.institutionName, "样书", in: person) == .notAsked)
        #expect(reason(.origin, "abroad", in: person) == .unknownWord)
        #expect(reason(.origin, "in_province", in: person, .platform) == .notAsked)
    }

    @Test("a document that is good for good has no last day")
    func longTerm() {
        var draft = institution
        draft[.isLongTerm] = "yes"
        #expect(faults(draft, .henan) == [FieldFault(field: "valid_until", reason: .notAsked)])
        draft[.validUntil] = ""
        #expect(faults(draft, .henan) == [])
    }

    @Test("a holder from abroad has a passport and no mainland postcode or province")
    func foreign() {
        var draft = person
        draft[.nationality] = "DE"
        #expect(
            Set(faults(draft, .henan).map(\.field)) == ["province", "city", "district", "document_kind", "postcode"])
        for field in [DossierField.province, .city, .district, .postcode] { draft[field] = "" }
        draft[.documentKind] = "passport"
        draft[.documentNumber] = "C01X00T47"
        draft[.mobile] = "+4915112345678"
        #expect(faults(draft, .henan) == [])
    }

    @Test("a nationality is a country's code, and a document one that is given to such a person")
    func nationalities() {
        for (text, wrong) in [
            ("CN", nil), ("DE", nil), ("HK", nil), ("ZZ", .unknownWord), ("UK", .unknownWord), ("de", .malformed),
            ("DEU", .malformed), ("D1", .malformed), ("", .empty),
        ] as [(String, FieldFault.Reason?)] {
            #expect(reason(.nationality, text, in: person) == wrong, "\(text)")
        }
        let mainland: Set<DocumentKind> = [.residentIdentityCard, .officerCard, .soldierCard, .civilCadreCard]
        for kind in DocumentKind.allCases where kind.isPersonal {
            for country in ["CN", "DE", "HK", "TW"] {
                var draft = person
                draft[.nationality] = country
                let fits = country == "CN" || !mainland.contains(kind) && (kind != .taiwanPermit || country == "TW")
                #expect(
                    reason(.documentKind, kind.rawValue, in: draft)
                        == (fits ? nil : .contradicts(field: "nationality")), "\(kind) of \(country)")
            }
        }
        // An institution of elsewhere has an institution's document.
        var house = institution
        house[.nationality] = "DE"
        #expect(reason(.documentKind, "business_licence", in: house) == nil)
    }

    @Test("nobody's own card is good from before they were born; a corrected number opens that day")
    func born() {
        #expect(reason(.validFrom, "1949-12-31", in: person) == nil)
        #expect(reason(.validFrom, "1949-12-30", in: person) == .contradicts(field: "document_number"))
        #expect(reason(.validFrom, "2026-11-23", in: person) == .futureDate)
        var passport = person
        passport[.documentKind] = "passport"
        passport[.documentNumber] = "E12345678"
        #expect(reason(.validFrom, "1949-12-30", in: passport) == nil)
        #expect(DossierField.opened(by: [.documentNumber]) == [.documentNumber, .validFrom, .validUntil])
        #expect(DossierField.opened(by: [.administratorDocumentNumber]).contains(.administratorValidFrom))
    }

    @Test("virtual numbers, counties that no list has and offices that nobody knows are noted, and pass")
    func notes() {
        func note(_ field: DossierField, _ changes: [DossierField: String]) -> FieldNote? {
            var draft = person
            for (field, value) in changes { draft[field] = value }
            return DossierReading(
                draft, rules: .of(.henan), today: today, offices: KnownOffices(cities: ["郑州": "4101"], areAll: false)
            ).note(on: field)
        }
        for prefix in ["162", "165", "167", "170", "171"] {
            #expect(note(.mobile, [.mobile: prefix + "12345678"]) == .virtualNumber)
            #expect(reason(.mobile, prefix + "12345678", in: person) == nil)
        }
        #expect(note(.mobile, [:]) == nil && note(.mobile, [.mobile: "170"]) == nil)
        let young = "110199199001010010"
        #expect(note(.documentNumber, [.documentNumber: young]) == .regionNotListed)
        #expect(reason(.documentNumber, young, in: person) == nil && note(.documentNumber, [:]) == nil)
        #expect(note(.documentNumber, [.documentNumber: young, .documentKind: "other_personal"]) == nil)
        let card = "resident_identity_card"
        #expect(
            note(
                .administratorDocumentNumber,
                [.administratorDocumentKind: card, .administratorDocumentNumber: young]) == .regionNotListed)
        #expect(note(.office, [:]) == nil && note(.office, [.office: "洛阳"]) == .officeNotListed)
    }

    @Test("each authority's notice says its own rules, in two languages, and other rules make another version")
    func notice() {
        let versions = Authority.allCases.map { ApplicantNotice(.of($0)).version }
        #expect(Set(versions).count == 3)
        for (authority, version) in zip(Authority.allCases, versions) {
            #expect(version.wholeMatch(of: #/[a-z]+-[0-9a-f]{12}/#) != nil && version.hasPrefix(authority.rawValue))
            let notice = ApplicantNotice(.of(authority))
            #expect(notice.chinese.split(separator: "\n").count == notice.english.split(separator: "\n").count)
        }
        let (henan, cpcc) = (ApplicantNotice(.of(.henan)), ApplicantNotice(.of(.cpcc)))
        for words in ["7 个工作日", "实际居住地", "红章", "小于 5 MB", "JPEG", "审核通过后方可登录", "重新承诺"] {
            #expect(henan.chinese.contains(words), "\(words)")
        }
        #expect(!henan.chinese.contains("PNG") && henan.english.contains("7 working days"))
        for words in ["3 个工作日", "可延长一次", "仅供办理中国版权保护中心各项申请使用", "平铺", "管理员"] {
            #expect(cpcc.chinese.contains(words), "\(words)")
        }
        var rules = AuthorityRules.of(.henan)
        rules.reviewWorkingDays = 8
        #expect(ApplicantNotice(rules).version != henan.version)
    }

    @Test("an administrator's sex and birth are those of their identity number")
    func administrator() {
        var draft = institution
        draft[.origin] = ""
        draft[.emailCode] = ""
        #expect(faults(draft, .cpcc).count == 8)
        draft[.administratorValidFrom] = "2021-09-01"
        draft[.administratorValidUntil] = "2041-09-01"
        draft[.administratorIsLongTerm] = "no"
        draft[.administratorName] = "张三"
        draft[.administratorDocumentKind] = "resident_identity_card"
        draft[.administratorDocumentNumber] = "11010519491231002X"
        draft[.administratorSex] = "male"
        draft[.administratorBirth] = "1949-12-30"
        #expect(
            faults(draft, .cpcc).map(\.reason)
                == Array(repeating: FieldFault.Reason.contradicts(field: "administrator_document_number"), count: 2))
        draft[.administratorSex] = "female"
        draft[.administratorBirth] = "1949-12-31"
        #expect(faults(draft, .cpcc) == [])
    }

    @Test("the administrator's document is good from a day until a day, or for good, and not over")
    func administratorValidity() {
        var draft = institution
        draft[.administratorDocumentKind] = "resident_identity_card"
        draft[.administratorDocumentNumber] = "440524188001010014"
        draft[.administratorValidFrom] = "2021-09-01"
        draft[.administratorValidUntil] = "2041-09-01"
        draft[.administratorIsLongTerm] = "no"
        for (field, text, wrong) in [
            (.administratorValidFrom, "2021-09-01", nil), (.administratorValidFrom, "", .empty),
            (.administratorValidFrom, "2026-11-23", .futureDate), (.administratorValidFrom, "2021-9-1", .malformedDate),
            (.administratorValidFrom, "1879-12-31", .contradicts(field: "administrator_document_number")),
            (.administratorValidUntil, "", .empty), (.administratorValidUntil, "2026-11-21", .expired),
            (.administratorValidUntil, "2026-11-22", nil),
            (.administratorValidUntil, "2021-08-31", .contradicts(field: "administrator_valid_from")),
            (.administratorIsLongTerm, "perhaps", .unknownWord), (.administratorIsLongTerm, "", .empty),
        ] as [(DossierField, String, FieldFault.Reason?)] {
            #expect(reason(field, text, in: draft, .cpcc) == wrong, "\(field) \(text)")
        }
        draft[.administratorIsLongTerm] = "yes"
        #expect(reason(.administratorValidUntil, "2041-09-01", in: draft, .cpcc) == .notAsked)
        #expect(reason(.administratorValidUntil, "", in: draft, .cpcc) == nil)
        // Nobody else asks for it, nor of a person.
        for authority in [Authority.henan, .platform] {
            #expect(reason(.administratorValidFrom, "2021-09-01", in: draft, authority) == .notAsked)
        }
        #expect(reason(.administratorValidFrom, "2021-09-01", in: person, .cpcc) == .notAsked)
        #expect(
            DossierField.opened(by: [.administratorDocumentKind]).isSuperset(of: [
                .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm,
            ]))
    }

    @Test(
        "the code of an address is judged by its form where nobody knows the account, and by what it confirmed elsewhere"
    )
    func emailCode() {
        func fault(
            _ code: String, _ email: EmailConfirmation, address: String = "Zhang@example.cn",
            at authority: Authority = .henan
        ) -> FieldFault.Reason? {
            var draft = person
            draft[.email] = address
            draft[.emailCode] = code
            return DossierReading(draft, rules: .of(authority), today: today, email: email).fault(in: .emailCode)
        }
        #expect(fault("", .notKnown) == .empty && fault("12345", .notKnown) == .malformed)
        #expect(fault("123456", .notKnown) == nil && fault("123456", .nobody) == .unconfirmed)
        let confirmed = EmailConfirmation.address(key: "zhang@example.cn")
        #expect(fault("", confirmed) == nil && fault("123456", confirmed) == nil)
        #expect(fault("", confirmed, address: "li@example.cn") == .empty)
        #expect(fault("123456", confirmed, address: "li@example.cn") == .unconfirmed)
        for authority in [Authority.platform, .cpcc] {
            #expect(fault("", .nobody, at: authority) == nil && fault("123456", .nobody, at: authority) == .notAsked)
        }
        #expect(DossierField.opened(by: [.email]) == [.email, .emailCode])
    }

    @Test("each authority asks for its own pictures")
    func slots() {
        func slots(_ authority: Authority, _ kind: HolderKind, platform: Bool = false) -> [DocumentSlot] {
            AuthorityRules.of(authority).slots(
                for: kind, document: kind.isPerson ? .residentIdentityCard : .businessLicence,
                runsTradingPlatform: platform)
        }
        #expect(slots(.platform, .person) == [.portraitSide, .emblemSide])
        #expect(slots(.henan, .person) == [.portraitSide, .emblemSide, .handheld])
        #expect(slots(.cpcc, .person) == [.handheld, .identityCopy])
        #expect(slots(.henan, .enterprise, platform: true) == [.licence, .tradingPlatformProof])
        #expect(slots(.cpcc, .enterprise) == [.licence, .identityCopy])
        #expect(AuthorityRules.of(.henan).pictureTypes == [.jpeg] && AuthorityRules.of(.cpcc).pictureTypes.count == 2)
        #expect(AuthorityRules.of(.henan).pictureBytesLimit == 5_242_880)
    }

    @Test("a correction opens the named fields and what depends on them, and nothing else")
    func correction() throws {
        let submitted = try DossierReview().submitted(on: today, rules: .of(.henan), calendar: .published)
        #expect(submitted.state == .inReview && submitted.round == 1 && submitted.openFields.isEmpty)
        #expect(submitted.deadline?.day.text == "2026-12-01" && submitted.deadline?.isCovered == true)
        #expect(throws: DossierReview.Refusal.notClaimed) { try submitted.approved(by: staff) }
        let claimed = try submitted.claimed(by: staff)
        #expect(try claimed.claimed(by: staff) == claimed)
        #expect(throws: DossierReview.Refusal.claimedByOther) { try claimed.claimed(by: colleague) }
        #expect(throws: DossierReview.Refusal.claimedByOther) { try claimed.approved(by: colleague) }
        #expect(throws: DossierReview.Refusal.reasonMissing) {
            try claimed.refused(by: staff, reason: " ", fields: [.realName])
        }
        let refused = try claimed.refused(by: staff, reason: "与证件不一致", fields: [.documentKind])
        #expect(refused.state == .correctionDue)
        #expect(
            refused.openFields == [.documentKind, .documentNumber, .validFrom, .validUntil, .isLongTerm, .promise])
        let later = CivilDate(daysSinceEpoch: today.daysSinceEpoch + 30)
        let again = try refused.submitted(on: later, rules: .of(.henan), calendar: .published)
        #expect(again.round == 2 && again.reviewer == nil && again.deadline?.isCovered == true)
        #expect(!again.isOverdue(on: try #require(again.deadline).day))
        #expect(again.isOverdue(on: CivilDate(daysSinceEpoch: try #require(again.deadline).day.daysSinceEpoch + 1)))
        let approved = try again.claimed(by: colleague).approved(by: colleague)
        #expect(approved.state == .approved)
        #expect(throws: DossierReview.Refusal.wrongState(.approved)) { try approved.withdrawn() }
        #expect(approved.openFields == [])
    }

    @Test("the kind of holder opens everything that hangs on it")
    func openedFields() {
        let opened = DossierField.opened(by: [.holderKind])
        #expect(opened.contains(.documentNumber) && opened.contains(.validUntil) && !opened.contains(.mobile))
        #expect(DossierField.opened(by: [.province]) == [.province, .city, .district])
    }

    @Test("an authority that extends does so once")
    func extended() throws {
        let submitted = try DossierReview().submitted(on: today, rules: .of(.cpcc), calendar: .published)
        #expect(submitted.deadline?.day.text == "2026-11-25")
        let extended = try submitted.extended(rules: .of(.cpcc), calendar: .published)
        #expect(extended.deadline?.day.text == "2026-11-30")
        #expect(throws: DossierReview.Refusal.notExtendable) {
            try extended.extended(rules: .of(.cpcc), calendar: .published)
        }
        #expect(throws: DossierReview.Refusal.notExtendable) {
            try submitted.extended(rules: .of(.henan), calendar: .published)
        }
    }

    @Test("a refusal with nothing to correct is the end")
    func failed() throws {
        let failed = try DossierReview().submitted(on: today, rules: .of(.platform), calendar: .published)
            .claimed(by: staff).refused(by: staff, reason: "冒用他人证件", fields: [])
        #expect(failed.state == .failed)
        #expect(throws: DossierReview.Refusal.wrongState(.failed)) {
            try failed.submitted(on: today, rules: .of(.platform), calendar: .published)
        }
    }

    @Test("verification goes only where it may")
    func states() {
        #expect(VerificationState.unverified.mayBecome(.inReview) && VerificationState.failed.mayBecome(.inReview))
        #expect(!VerificationState.unverified.mayBecome(.verified) && !VerificationState.verified.mayBecome(.inReview))
        #expect(VerificationState.verified.mayBecome(.verified))
    }
}
