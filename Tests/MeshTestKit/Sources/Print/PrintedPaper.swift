/// A PDF as programs that nobody here wrote see it: poppler reads the text and paints the pages, zbar reads the codes,
/// qpdf checks the structure.
package struct PrintedPaper: Sendable {
    /// What keeps a PDF from being looked at.
    package enum Failure: Error, CustomStringConvertible {
        /// A program that is not on this machine, and the Debian package that has it.
        case missing(program: String, package: String)
        /// What the program says against the PDF.
        case refused(program: String, errors: String)

        package var description: String {
            switch self {
            case .missing(let program, let package): "\(program) is missing: apt-get install \(package)"
            case .refused(let program, let errors): "\(program): \(errors)"
            }
        }
    }

    /// The text of each page, white space made single spaces.
    package let pages: [String]
    /// The fonts, as `pdffonts` lists them.
    package let fonts: [String]
    /// Title, creation date and the rest, as `pdfinfo` lists them.
    package let information: String
    private let folder: TemporaryFolder
    private var path: String { folder.file("paper.pdf") }

    /// Reads `pdf`; an error when one of the programs finds fault with it.
    package init(_ pdf: [UInt8]) async throws {
        folder = try TemporaryFolder("paper")
        try WholeFile.replace(folder.file("paper.pdf"), with: pdf)
        let path = folder.file("paper.pdf")
        _ = try await Self.run(["qpdf", "--check", path], from: "qpdf", in: folder)
        let text = try await Self.run(["pdftotext", "-layout", path, "-"], from: "poppler-utils", in: folder)
        pages = text.split(separator: "\u{0C}").map { page in
            page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        fonts = try await Self.run(["pdffonts", path], from: "poppler-utils", in: folder)
            .split(separator: "\n").dropFirst(2).map(String.init)
        information = try await Self.run(["pdfinfo", "-rawdates", path], from: "poppler-utils", in: folder)
    }

    /// The texts of the QR codes on the page of this number, from 1.
    package func codes(page: Int) async throws -> [String] {
        let number = String(page)
        _ = try await Self.run(
            ["pdftoppm", "-r", "200", "-f", number, "-l", number, "-png", "-singlefile", path, folder.file("page")],
            from: "poppler-utils", in: folder)
        let found = try await Self.run(
            ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", folder.file("page.png")],
            from: "zbar-tools", in: folder)
        return found.split(separator: "\n").map(String.init)
    }

    private static func run(_ words: [String], from package: String, in folder: TemporaryFolder) async throws -> String
    {
        let program: FinishedProgram
        do {
            program = try await FinishedProgram(words, logs: folder.path)
        } catch is SystemFailure {
            throw Failure.missing(program: words[0], package: package)
        }
        guard program.exit == .code(0) else {
            throw Failure.refused(program: words[0], errors: program.output + program.errors)
        }
        return program.output
    }
}
