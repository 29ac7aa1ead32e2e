internal import CPango

/// Sets and prints one document. Everything is placed before anything is drawn, for every foot says of how many pages.
struct PrintingPress {
    /// Something that has its place on a page, in points from the upper left corner.
    private enum Mark {
        case text(TypesetText, x: Double, y: Double, width: Double)
        case code(QRCode, x: Double, y: Double, side: Double)
        case rule(y: Double)
    }

    private let document: PDFDocument
    private let libraries: UnsafePointer<colophon_pango>
    private let paper: UnsafeMutablePointer<colophon_document>
    private var pages: [[Mark]] = []
    private var y = PageMeasures.marginTop

    /// The document's bytes.
    static func print(
        _ document: PDFDocument, with libraries: UnsafePointer<colophon_pango>
    ) throws(PDFError) -> [UInt8] {
        let written = WrittenBytes()
        var paper = colophon_document()
        colophon_document_begin(
            libraries, &paper, WrittenBytes.take, Unmanaged.passUnretained(written).toOpaque(), PageMeasures.width,
            PageMeasures.height, document.language)
        let drawn: Result<Void, PDFError> = withUnsafeMutablePointer(to: &paper) { paper in
            Result { () throws(PDFError) in
                var press = PrintingPress(document: document, libraries: libraries, paper: paper)
                try press.place()
                try press.draw()
            }
        }
        let failure = colophon_document_end(libraries, &paper).map { String(cString: $0) }
        try drawn.get()
        guard !written.isFull else { throw .tooLarge }
        if let failure { throw .library(failure) }
        return written.bytes
    }

    private init(
        document: PDFDocument, libraries: UnsafePointer<colophon_pango>, paper: UnsafeMutablePointer<colophon_document>
    ) {
        self.document = document
        self.libraries = libraries
        self.paper = paper
    }

    // MARK: - Placing

    private mutating func place() throws(PDFError) {
        for section in document.sections {
            try turn()
            for block in section {
                switch block {
                case .space(let points): y += points
                case .text(let text): try place(text)
                case .table(let table): try place(table)
                }
            }
        }
    }

    /// Goes on at the top of a new page.
    private mutating func turn() throws(PDFError) {
        guard pages.count < PDFDocument.Limits.pagesMax else { throw .tooLarge }
        pages.append([])
        y = PageMeasures.marginTop
    }

    /// Makes room for `height` points.
    private mutating func reserve(_ height: Double) throws(PDFError) {
        guard y + height > PageMeasures.textBottom else { return }
        guard PageMeasures.marginTop + height <= PageMeasures.textBottom else { throw .unfittingRow }
        try turn()
    }

    private mutating func mark(_ mark: Mark) {
        pages[pages.count - 1].append(mark)
    }

    private mutating func place(_ text: PDFText) throws(PDFError) {
        let set = try typeset(text, width: PageMeasures.textWidth)
        try reserve(set.height)
        mark(.text(set, x: PageMeasures.marginSide, y: y, width: PageMeasures.textWidth))
        y += set.height
    }

    private mutating func place(_ table: PDFTable) throws(PDFError) {
        let shares = table.columns.reduce(0, +)
        let gutters = PageMeasures.gutter * Double(max(0, table.columns.count - 1))
        let widths = table.columns.map { (PageMeasures.textWidth - gutters) * $0 / shares }
        var isFirst = true
        for row in table.rows {
            var cells: [(texts: [TypesetText], code: (QRCode, Double)?)] = []
            for (cell, width) in zip(row, widths) {
                switch cell {
                case .code(let code, let side): cells.append(([], (code, side)))
                case .texts(let texts):
                    var set: [TypesetText] = []
                    for text in texts { set.append(try typeset(text, width: width)) }
                    cells.append((set, nil))
                }
            }
            // The first lines of a row's cells stand on one baseline.
            let baseline = cells.compactMap { $0.texts.first?.baseline }.max() ?? 0
            func drop(_ texts: [TypesetText]) -> Double { baseline - (texts.first?.baseline ?? baseline) }
            func height(_ texts: [TypesetText]) -> Double {
                texts.reduce(-table.gap) { $0 + $1.height + table.gap }
            }
            let inner = cells.map { cell in cell.code?.1 ?? drop(cell.texts) + height(cell.texts) }.max() ?? 0
            let page = pages.count
            try reserve(inner + 2 * table.padding)
            if table.isRuled, isFirst || pages.count != page { mark(.rule(y: y)) }
            isFirst = false
            var x = PageMeasures.marginSide
            for (cell, width) in zip(cells, widths) {
                var top = y + table.padding
                if let (code, side) = cell.code { mark(.code(code, x: x, y: top, side: side)) }
                top += drop(cell.texts)
                for text in cell.texts {
                    mark(.text(text, x: x, y: top, width: width))
                    top += text.height + table.gap
                }
                x += width + PageMeasures.gutter
            }
            y += inner + 2 * table.padding
            if table.isRuled { mark(.rule(y: y)) }
        }
    }

    private func typeset(_ text: PDFText, width: Double) throws(PDFError) -> TypesetText {
        try TypesetText(text, width: width, for: paper, with: libraries)
    }

    // MARK: - Drawing

    private func draw() throws(PDFError) {
        colophon_document_describe(libraries, paper, document.title, "Colophon", PDFDocument.date(document.created))
        for (number, marks) in pages.enumerated() {
            if document.isFramed { drawFrame() }
            for mark in marks {
                switch mark {
                case .text(let text, let x, let y, let width): text.draw(on: paper, x: x, y: y, width: width)
                case .code(let code, let x, let y, let side): draw(code, x: x, y: y, side: side)
                case .rule(let y): drawRule(y)
                }
            }
            try drawFoot("\(document.footer)    \(number + 1) / \(pages.count)")
            colophon_document_end_page(libraries, paper)
        }
    }

    private func drawFrame() {
        let (red, green, blue) = PDFText.Ink.red.parts
        colophon_ink(libraries, paper, red, green, blue)
        for line in PageMeasures.frame {
            colophon_outline(
                libraries, paper, line.inset, line.inset, PageMeasures.width - 2 * line.inset,
                PageMeasures.height - 2 * line.inset, line.thickness)
        }
    }

    private func drawRule(_ y: Double) {
        colophon_ink(libraries, paper, 0.72, 0.70, 0.68)
        colophon_rectangle(
            libraries, paper, PageMeasures.marginSide, y, PageMeasures.textWidth, PageMeasures.ruleThickness)
        colophon_fill(libraries, paper)
    }

    private func drawFoot(_ foot: String) throws(PDFError) {
        let text = PDFText(foot, points: PageMeasures.footPoints, alignment: .centre, ink: .grey, linesMax: 1)
        let set = try typeset(text, width: PageMeasures.textWidth)
        set.draw(on: paper, x: PageMeasures.marginSide, y: PageMeasures.footTop, width: PageMeasures.textWidth)
    }

    private func draw(_ code: QRCode, x: Double, y: Double, side: Double) {
        let quiet = QRCode.Limits.quietModules
        let module = side / Double(code.side + 2 * quiet)
        colophon_ink(libraries, paper, 0, 0, 0)
        for row in 0..<code.side {
            var column = 0
            while column < code.side {
                // Neighbours are one rectangle, so that no reader sees hairs between them.
                var end = column
                while end < code.side, code.isDark(column: end, row: row) { end += 1 }
                if end > column {
                    colophon_rectangle(
                        libraries, paper, x + Double(column + quiet) * module, y + Double(row + quiet) * module,
                        Double(end - column) * module, module)
                }
                column = max(end, column + 1)
            }
        }
        colophon_fill(libraries, paper)
    }
}
