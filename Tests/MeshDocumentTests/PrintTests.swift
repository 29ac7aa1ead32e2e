import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

// One after the other, for one of them looks at the memory of the process.
@Suite("Printed documents", .serialized, .timeLimit(.minutes(5)))
struct PrintTests {
    private static let created = WallTime(milliseconds: 1_767_225_600_123)

    private func document(_ sections: [[PDFBlock]], isFramed: Bool = true) -> PDFDocument {
        PDFDocument(
            title: "样书 Sample", language: "zh-CN", created: Self.created, footer: "foot", isFramed: isFramed,
            sections: sections)
    }

    private func page(_ text: PDFText) -> PDFDocument { document([[.text(text)]]) }

    /// Readers see spaces where letters stand far apart.
    private func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }

    @Test("Chinese and English text is found again, its fonts are inside, and its date is the stated one")
    func text() async throws {
        let pdf = try page(PDFText("存证证书 Evidence 12,345 “引号”", points: 12)).printed()
        let paper = try await PrintedPaper(pdf)
        #expect(paper.pages.map(bare) == ["存证证书Evidence12,345“引号”foot1/1"])
        #expect(paper.information.contains("样书 Sample") && paper.information.contains("A4"))
        #expect(paper.information.contains("20260101000000Z"))
        #expect(paper.fonts.count >= 2)
        // Columns: name, type, encoding, emb, sub, uni.
        #expect(paper.fonts.allSatisfy { $0.contains("yes yes yes") }, "\(paper.fonts)")
        #expect(pdf.count < 60_000)
    }

    @Test("equal documents give equal bytes, on whatever thread and however many at once")
    func deterministic() async throws {
        let document = page(PDFText("同一份文件 the same document", points: 12))
        let first = try document.printed()
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<24 { group.addTask { try document.printed() } }
            for try await again in group { #expect(again == first) }
        }
        let other = PDFDocument(
            title: document.title, language: document.language, created: WallTime(milliseconds: 0),
            footer: document.footer, isFramed: document.isFramed, sections: document.sections)
        #expect(try other.printed() != first)
    }

    @Test("a table's cells are found in their rows, and a document goes on to as many pages as it needs")
    func table() async throws {
        let rows = (1...90).map { number in
            ["label \(number)", "值 \(number)"].map { PDFTable.Cell.texts([PDFText($0, points: 10)]) }
        }
        let paper = try await PrintedPaper(
            document([[.table(PDFTable(columns: [1, 2], rows: rows, isRuled: true, padding: 4))]]).printed())
        #expect(paper.pages.count > 1)
        #expect(paper.pages.last?.contains("foot") == true)
        #expect(paper.pages.map(bare).last?.hasSuffix("foot\(paper.pages.count)/\(paper.pages.count)") == true)
        let all = bare(paper.pages.joined())
        for number in 1...90 { #expect(all.contains("label\(number)值\(number)"), "\(number)") }
    }

    @Test("a code on paper is read exactly", arguments: [1, 60, 200, 1_000])
    func code(length: Int) async throws {
        let random = SeededRandom(seed: UInt64(length))
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABC0123456789:/#-.")
        let text = String(random.bytes(length).map { alphabet[Int($0) % alphabet.count] })
        let code = try QRCode(encoding: text)
        let cells: [PDFTable.Cell] = [.code(code, side: length > 500 ? 400 : 160), .texts([])]
        let table = PDFTable(columns: [1, 1], rows: [cells], isRuled: false, padding: 0)
        let paper = try await PrintedPaper(document([[.table(table)]]).printed())
        #expect(try await paper.codes(page: 1) == [text])
        #expect(try QRCode(encoding: text) == code)
    }

    @Test("what a code cannot hold is refused")
    func codeBounds() throws {
        let refused = PDFError.unfittingCode(maximumBytes: QRCode.Limits.textBytesMax)
        #expect(throws: refused) { try QRCode(encoding: "") }
        #expect(throws: refused) { try QRCode(encoding: String(repeating: "x", count: 2_332)) }
        #expect(try QRCode(encoding: String(repeating: "x", count: 2_331)).side == 177)
    }

    @Test("characters that are not seen or turn text around are printed as their code")
    func hostileCharacters() async throws {
        let text = "a\u{202E}b\u{0}c\u{1B}d\u{2028}e\u{AD}f\u{E000}g\u{FEFF}h\u{E0041}i\u{200B}j\r\t"
        let paper = try await PrintedPaper(page(PDFText(text, points: 10)).printed())
        #expect(
            bare(paper.pages[0]).contains(
                "a[U+202E]b[U+0000]c[U+001B]d[U+2028]e[U+00AD]f[U+E000]g[U+FEFF]h[U+E0041]i[U+200B]j[U+000D][U+0009]"))
    }

    @Test(
        "whatever a title holds, a valid page comes of it, in bounded time and size",
        arguments: [
            "👩🏽‍🚀🏳️‍🌈🇨🇳 emoji", "𠮷野家 𪚥 㐂 rare hanzi", "שלום עולם", "مرحبا بالعالم", "नमस्ते", "ก็",
            "Z" + String(repeating: "\u{0335}\u{0321}\u{0489}", count: 600), String(repeating: "字", count: 20_000),
            String(repeating: "W", count: 60_000), "\u{FFFD}\u{FFFF}\u{10FFFF}", "", " ", "\n\n\n", "<b>&amp;</b> %s%n",
        ])
    func hostileTitles(title: String) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        let pdf = try page(PDFText(title, points: 12, linesMax: 3)).printed()
        #expect(clock.now - start < .seconds(20))
        #expect(pdf.count < 500_000)
        #expect(try await PrintedPaper(pdf).pages.count == 1)
    }

    @Test("a long text ends in an ellipsis after its lines, and a word without spaces is broken without a hyphen")
    func ellipsis() async throws {
        let long = String(repeating: "作品名称", count: 2_000)
        #expect(throws: PDFError.unfittingRow) { try page(PDFText(long, points: 12)).printed() }
        let cut = document([[.text(PDFText(long, points: 12, linesMax: 2)), .text(PDFText("below", points: 12))]])
        // The ellipsis stands for the rest, which who copies the text still gets.
        #expect(try await PrintedPaper(cut.printed()).pages.map { bare($0).suffix(12) } == ["belowfoot1/1"])
        let word = String(repeating: "a", count: 150)
        let whole = try await PrintedPaper(page(PDFText(word, points: 12)).printed()).pages[0]
        #expect(whole.filter { $0 == "a" }.count == 150 && !whole.contains("-"))
    }

    @Test("what fits no page, or its table, is refused")
    func bounds() throws {
        let long = PDFText(String(repeating: "x", count: PDFDocument.Limits.textBytesMax + 1), points: 10)
        #expect(throws: PDFError.tooLarge) { try page(long).printed() }
        let high = PDFText(String(repeating: "x\n", count: 200), points: 10)
        #expect(throws: PDFError.unfittingRow) { try page(high).printed() }
        let uneven = PDFTable(columns: [1, 1], rows: [[.texts([])]], isRuled: true, padding: 0)
        #expect(throws: PDFError.unfittingRow) { try document([[.table(uneven)]]).printed() }
        let sections = [[PDFBlock]](repeating: [.space(1)], count: PDFDocument.Limits.pagesMax + 1)
        #expect(throws: PDFError.tooLarge) { try document(sections).printed() }
        // After a refusal the next document is printed as ever.
        #expect(try page(PDFText("x", points: 10)).printed().starts(with: Array("%PDF-".utf8)))
    }

    @Test("a thousand documents take no more memory than the first hundred")
    func memory() throws {
        func print(_ numbers: Range<Int>) throws {
            for number in numbers { _ = try page(PDFText("第 \(number) 份文件", points: 12)).printed() }
        }
        try print(0..<100)
        let before = try ProcessStatistics.own().residentKibibytes
        try print(100..<1_000)
        let after = try ProcessStatistics.own().residentKibibytes
        #expect(after - before < 32_768, "\(before) KiB before, \(after) KiB after")
    }

    @Test("a program that prints nothing does not have the libraries of print in its memory")
    func notLinked() async throws {
        let folder = try TemporaryFolder("linked")
        let program = try await FinishedProgram(["readelf", "-d", BuiltProgram.own], logs: folder.path)
        #expect(program.exit == .code(0) && program.output.contains("libzip"), "\(program.errors)")
        for name in ["pango", "cairo", "fontconfig", "qrencode", "gobject"] {
            #expect(!program.output.contains("lib\(name)"))
        }
    }

    @Test("what we declare of the libraries is what their own headers declare")
    func declarations() async throws {
        let folder = try TemporaryFolder("headers")
        let file = #filePath
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        try WholeFile.replace(
            folder.file("check.c"),
            with: """
                #include <cairo-pdf.h>
                #include <fontconfig/fontconfig.h>
                #include <pango/pangocairo.h>
                #include <pango/pangofc-fontmap.h>
                #include "\(root)/Shared/CPango/shim.h"
                #ifdef WRONG
                int pango_layout_new(int context);
                #endif

                """)
        func compile(_ option: String) async throws -> FinishedProgram {
            let command =
                "flags=$(pkg-config --cflags pangocairo pangofc cairo-pdf fontconfig) && "
                + "clang -fsyntax-only -Wall -Wextra -Werror \(option) $flags '\(folder.file("check.c"))'"
            return try await FinishedProgram(["bash", "-c", command], logs: folder.path)
        }
        let right = try await compile("-DRIGHT")
        #expect(right.exit == .code(0), "apt-get install libpango1.0-dev libcairo2-dev clang; \(right.errors)")
        #expect(try await compile("-DWRONG").errors.contains("conflicting types"))
    }
}
