import MeshCrypto
import MeshKernel
import MeshTestKit
import Notify
import Testing

@Suite("Templates", .timeLimit(.minutes(5)))
struct TemplateTests {
    private let sender = SenderName("版证通")
    private let now = WallTime(milliseconds: 1_795_363_200_000)  // 2026-11-22 16:00 UTC, past midnight in Beijing

    private func rendered(
        _ name: TemplateName, _ data: [MessageDatum], _ language: Language = .simplifiedChinese,
        _ channel: Channel = .sms
    ) throws -> RenderedMessage {
        try #require(TemplateCatalogue.newest(name)).rendered(
            with: data, in: language, for: channel, sender: #require(sender))
    }

    @Test("every name has a template, and versions count from one without gaps", arguments: TemplateName.allCases)
    func complete(name: TemplateName) throws {
        let versions = TemplateCatalogue.all.filter { $0.name == name }.map(\.version).sorted()
        #expect(versions == Array((0..<versions.count).map { $0 + 1 }) && !versions.isEmpty)
        #expect(TemplateCatalogue.newest(name)?.version == versions.last)
    }

    @Test("a wording names only places that its template has, and every place is used in every language")
    func places() {
        for template in TemplateCatalogue.all {
            let declared = Set(template.slots.map(\.name))
            #expect(declared.count == template.slots.count)
            for language in Language.allCases {
                let wording = template.wording(in: language)
                let used = wording.short.slots.union(wording.title.slots).union(wording.body.slots)
                #expect(used == declared, "\(template.name) in \(language)")
                // What a message centre shows says everything by itself.
                #expect(wording.title.slots.union(wording.body.slots) == declared, "\(template.name) in \(language)")
            }
        }
    }

    @Test("every wording and every word of a list is there in simplified and in traditional characters and in English")
    func characters() {
        func isHan(_ text: String) -> Bool { text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
        for template in TemplateCatalogue.all {
            let simplified = template.wording(in: .simplifiedChinese)
            let traditional = template.wording(in: .traditionalChinese)
            let english = template.wording(in: .english)
            #expect(simplified.body != traditional.body && simplified.short != traditional.short, "\(template.name)")
            for text in [english.short, english.title, english.body] {
                #expect(!isHan("\(text.pieces)"), "\(template.name)")
            }
            for slot in template.slots {
                let list: WordList
                switch slot.type {
                case .choice(let words), .choices(let words, _): list = words
                case .digits, .reference, .line, .paragraph, .count, .fen, .day, .time, .lines: continue
                }
                for word in list.words {
                    #expect(isHan(word.text(in: .traditionalChinese)) && !isHan(word.text(in: .english)), "\(word.key)")
                }
            }
        }
    }

    @Test("the longest data that a template takes fits every channel")
    func longest() throws {
        for template in TemplateCatalogue.all {
            for language in Language.allCases {
                for channel in Channel.allCases {
                    _ = try template.rendered(
                        with: template.sampleData(isLongest: true), in: language, for: channel,
                        sender: #require(sender))
                }
            }
        }
    }

    @Test("a code goes out in one piece in every language and for every purpose")
    func codeInOnePiece() throws {
        for language in Language.allCases {
            for word in WordList.codePurposes.words {
                let message = try rendered(
                    .code,
                    [
                        MessageDatum("purpose", .text(word.key)), MessageDatum("code", .text("123456")),
                        MessageDatum("minutes", .number(5)),
                    ], language)
                #expect(message.smsPieces == 1, "\(message.text)")
                #expect(message.text.contains("123456"))
            }
        }
    }

    @Test("a message says what it was given, in its language")
    func words() throws {
        let data = [MessageDatum("number", .text("EV-2026-4GZT9")), MessageDatum("time", .time(now))]
        #expect(
            try rendered(.evidenceSealed, data).text
                == "【版证通】您的作品已完成存证，编号EV-2026-4GZT9，时间2026年11月23日00:00（北京时间）。")
        #expect(
            try rendered(.evidenceSealed, data, .english).text
                == "【版证通】 Your work is sealed: EV-2026-4GZT9, 23 November 2026, 00:00 (Beijing time).")
        #expect(try rendered(.evidenceSealed, data, .traditionalChinese, .inApp).title == "存證完成")
    }

    @Test("words of a list are joined; a short message names the first and says how many there are")
    func choices() throws {
        let template = try #require(TemplateCatalogue.newest(.dossierCorrection))
        func data(_ fields: [String]) -> [MessageDatum] {
            [
                MessageDatum("matter", .text("identity")), MessageDatum("reference", .text("dos_1")),
                MessageDatum("fields", .list(fields)), MessageDatum("reason", .text("不清")),
            ]
        }
        let few = data(["real_name", "portrait_side"])
        #expect(try rendered(.dossierCorrection, few).text.contains("需要补正：姓名、证件人像面照片。"))
        #expect(try rendered(.dossierCorrection, few, .english, .inApp).text.contains("picture of the portrait side\n"))
        let all = data(WordList.dossierFields.words.map(\.key))
        #expect(try rendered(.dossierCorrection, all).text.contains("成立日期等40项。"))
        #expect(try rendered(.dossierCorrection, all, .english).text.contains("founding date and 32 more."))
        #expect(try rendered(.dossierCorrection, all, .traditionalChinese, .inApp).text.contains("交易平台證明\n"))
        for (fields, reason) in [
            ([], DataFault.Reason.empty), (["real_name", "theft"], .unknownWord),
            (["real_name", "real_name"], .repeated),
        ] {
            #expect(template.faults(in: data(fields)) == [DataFault(name: "fields", reason: reason)])
        }
    }

    @Test("missing, surplus, repeated and mistaken data are all told at once")
    func faults() throws {
        let template = try #require(TemplateCatalogue.newest(.code))
        let faults = template.faults(in: [
            MessageDatum("code", .number(123_456)), MessageDatum("purpose", .text("theft")),
            MessageDatum("purpose", .text("login")), MessageDatum("link", .text("x")),
        ])
        #expect(
            faults == [
                DataFault(name: "code", reason: .wrongKind(wanted: "text")),
                DataFault(name: "purpose", reason: .unknownWord), DataFault(name: "purpose", reason: .repeated),
                DataFault(name: "link", reason: .surplus), DataFault(name: "minutes", reason: .missing),
            ])
        #expect(throws: NotifyError.invalidData(faults)) {
            try template.rendered(
                with: [
                    MessageDatum("code", .number(123_456)), MessageDatum("purpose", .text("theft")),
                    MessageDatum("purpose", .text("login")), MessageDatum("link", .text("x")),
                ], in: .english, for: .sms, sender: #require(sender))
        }
    }

    @Test("for every template, leaving one value out is refused by its name")
    func eachMissing() throws {
        for template in TemplateCatalogue.all {
            for slot in template.slots {
                let rest = template.sampleData().filter { $0.name != slot.name }
                #expect(template.faults(in: rest) == [DataFault(name: slot.name, reason: .missing)])
            }
        }
    }

    @Test("a value that looks like a place stays a value")
    func noSecondFilling() throws {
        let message = try rendered(
            .refused,
            [
                MessageDatum("matter", .text("works")), MessageDatum("reference", .text("R-1")),
                MessageDatum("reason", .text("{matter} %s $(reboot) <b>x</b> '; DROP TABLE messages; --")),
            ], .english, .inApp)
        #expect(message.text.contains("{matter} %s $(reboot) <b>x</b> '; DROP TABLE messages; --"))
    }

    @Test(
        "texts that could be read as more than text are refused",
        arguments: [
            ("a\u{0}b", DataFault.Reason.forbiddenCharacter), ("a\r\nBcc: x@example.com", .forbiddenCharacter),
            ("a\u{202E}gpj.exe", .forbiddenCharacter), ("a\u{2028}b", .forbiddenCharacter),
            ("【银行】您的账户", .senderMark), ("", .empty), (" \u{3000}", .empty), ("\u{1B}[31m", .forbiddenCharacter),
            (String(repeating: "长", count: 31), .tooLong(maximumCharacters: 30)),
            ("a" + String(repeating: "\u{301}", count: 400), .tooLong(maximumCharacters: 30)),
        ])
    func refusedTexts(text: String, reason: DataFault.Reason) throws {
        let template = try #require(TemplateCatalogue.newest(.adviserAssigned))
        #expect(
            template.faults(in: [MessageDatum("adviser", .text(text))]) == [DataFault(name: "adviser", reason: reason)])
    }

    @Test("numbers, codes and moments have their bounds")
    func bounds() throws {
        let code = try #require(TemplateCatalogue.newest(.code))
        func faults(_ text: String, _ minutes: Int64 = 5) -> [DataFault] {
            code.faults(in: [
                MessageDatum("purpose", .text("login")), MessageDatum("code", .text(text)),
                MessageDatum("minutes", .number(minutes)),
            ])
        }
        #expect(faults("123456").isEmpty && faults("12345678").isEmpty)
        for text in ["12345", "123456789", "12345a", "１２３４５６", "-12345", ""] {
            #expect(faults(text) == [DataFault(name: "code", reason: .notDigits)])
        }
        let range = DataFault(name: "minutes", reason: .outOfRange(minimum: 1, maximum: 60))
        #expect(faults("123456", 0) == [range] && faults("123456", 61) == [range])
        let sealed = try #require(TemplateCatalogue.newest(.evidenceSealed))
        #expect(
            sealed.faults(in: [
                MessageDatum("number", .text("EV 1")), MessageDatum("time", .time(WallTime(milliseconds: 0))),
            ]) == [
                DataFault(name: "number", reason: .malformedReference), DataFault(name: "time", reason: .outOfCalendar),
            ])
    }

    @Test("braces without partners and places without names are no wording", arguments: ["{", "}", "a{b", "{}", "{A}"])
    func malformed(text: String) {
        #expect(TemplateText(text) == nil)
    }

    @Test("a preferred language leads to the nearest that there is")
    func languages() {
        #expect(Language(preferred: "zh-CN") == .simplifiedChinese && Language(preferred: "zh") == .simplifiedChinese)
        #expect(Language(preferred: "zh-Hant-HK") == .traditionalChinese)
        #expect(Language(preferred: "zh-TW") == .traditionalChinese)
        #expect(Language(preferred: "zh-Hans-HK") == .simplifiedChinese)
        #expect(Language(preferred: "en-GB") == .english && Language(preferred: "fr") == nil)
        #expect(Language(preferred: "") == nil)
    }

    @Test("names that operators would not take are no senders", arguments: ["", "一", "【坏】", "a b", "一二三四五六七八九十一二三"])
    func senders(text: String) {
        #expect(SenderName(text) == nil)
    }

    @Test("a wording that was ever sent is never changed: it gets a new version")
    func frozen() throws {
        var lines = ""
        let sorted = TemplateCatalogue.all.sorted {
            ($0.name.rawValue, $0.version) < ($1.name.rawValue, $1.version)
        }
        for template in sorted {
            var text = "\(template.slots)"
            for language in Language.allCases {
                let wording = template.wording(in: language)
                text += "\n\(wording.short.pieces)\n\(wording.title.pieces)\n\(wording.body.pieces)"
            }
            let digest = Hexadecimal.encode(Digest.sha256(Array(text.utf8)))
            lines += "\(template.name.rawValue) \(template.version) \(digest)\n"
        }
        try Golden.compare(Array(lines.utf8), with: "templates.txt")
    }
}
