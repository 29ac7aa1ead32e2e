import MeshDocument
import MeshKernel
import MeshTestKit

/// Pictures of documents that nobody has: drawn here, of an invented person, and each says that it is a specimen (样本).
struct Specimen {
    /// Its lines, from above.
    var lines: [String]
    /// Letters as machines read them, or those of print.
    var typeface = PDFText.Typeface.serif
    /// Height of its letters, in points.
    var points = 16.0

    /// The portrait side of a resident identity card.
    static func portraitSide(
        name: String = "张老二", number: String = "11010519491231002X", birth: String = "1949年12月31日"
    ) -> Specimen {
        Specimen(lines: [
            "样本", "姓 名  \(name)", "性 别  女    民 族  汉", "出 生  \(birth)", "住 址  河南省郑州市建设路一号",
            "公民身份号码  \(number)",
        ])
    }

    /// The emblem side.
    static func emblemSide(validity: String = "2021.09.01-2041.09.01") -> Specimen {
        Specimen(lines: ["样本", "中华人民共和国", "居 民 身 份 证", "签发机关  郑州市公安局", "有效期限  \(validity)"])
    }

    /// A business licence.
    static func licence(
        name: String = "样本书局文化有限公司", code: String = "91350100M000100Y43",
        validity: String = "2015年03月02日至2035年03月01日"
    ) -> Specimen {
        Specimen(lines: [
            "营 业 执 照（样本）", "统一社会信用代码  \(code)", "名 称  \(name)", "类 型  有限责任公司", "法定代表人  张老二",
            "成立日期  2015年03月02日", "营业期限  \(validity)",
        ])
    }

    /// The page of a passport; its lines have the check digits that belong to them.
    static func passport(
        surname: String = "ZHANG", given: String = "LAOER", number: String = "E12345678", until: String = "310901"
    ) -> Specimen {
        func filled(_ text: String, _ count: Int) -> String {
            text + String(repeating: "<", count: count - text.count)
        }
        let fields = filled(number, 9)
        return Specimen(
            lines: [
                "PASSPORT SPECIMEN 样本", " ", filled("P<CHN\(surname)<<\(given)", 44),
                filled(
                    fields + check(fields) + "CHN491231" + check("491231") + "F" + until + check(until), 42) + "00",
            ], typeface: .mono, points: 14)
    }

    /// The check digit of ICAO 9303.
    private static func check(_ text: String) -> String {
        let sum = text.enumerated().reduce(0) { sum, entry in
            let value = entry.element == "<" ? 0 : Int(String(entry.element), radix: 36) ?? 0
            return sum + value * [7, 3, 1][entry.offset % 3]
        }
        return "\(sum % 10)"
    }

    /// The same with this line over it all.
    func watermarked(_ text: String) -> Specimen {
        var specimen = self
        specimen.lines.insert(text, at: 1)
        return specimen
    }

    /// Draws it: pango sets the lines, poppler makes a picture of 1,500 by 1,000 grey pixels of them.
    func picture(_ type: String = "png", in folder: TemporaryFolder) async throws -> [UInt8] {
        let document = PDFDocument(
            title: "样本", language: "zh-CN", created: WallTime(milliseconds: 0), footer: "样本", isFramed: false,
            sections: [
                lines.flatMap { line -> [PDFBlock] in
                    [.text(PDFText(line, points: points, typeface: typeface)), .space(6)]
                }
            ])
        let paper = folder.file("specimen.pdf")
        try WholeFile.replace(paper, with: try document.printed())
        let words = [
            "pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-x", "60", "-y", "60", "-W", "1500", "-H", "1000", "-gray",
            "-\(type)", "-singlefile", paper, folder.file("specimen"),
        ]
        let program = try await FinishedProgram(words, logs: folder.path)
        guard program.exit == .code(0) else {
            throw SystemFailure("apt-get install poppler-utils; \(program.errors)")
        }
        return try WholeFile.contents(folder.file("specimen.\(type == "jpeg" ? "jpg" : type)"))
    }
}
