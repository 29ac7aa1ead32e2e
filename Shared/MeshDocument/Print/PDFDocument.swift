package import MeshKernel

/// A document for print: blocks set one below the other on A4 pages. Equal documents give equal bytes on one machine.
package struct PDFDocument: Sendable, Equatable {
    /// Bounds of one document.
    package enum Limits {
        /// A document that needs more is refused.
        package static let pagesMax = 64
        /// A longer PDF is refused.
        package static let pdfBytesMax = 16_777_216
        /// Of one text; more is refused.
        package static let textBytesMax = 65_536
    }

    /// Shown by readers as the document's name.
    package let title: String
    /// BCP 47, e.g. `zh-CN`; decides between shapes of one character.
    package let language: String
    /// The date inside the document; never today's, which would make every printing different.
    package let created: WallTime
    /// Stands at the foot of every page, before the page's number.
    package let footer: String
    /// A fine double line around every page.
    package let isFramed: Bool
    /// Each begins on a new page, and goes on to another when it is full.
    package let sections: [[PDFBlock]]

    package init(
        title: String, language: String, created: WallTime, footer: String, isFramed: Bool, sections: [[PDFBlock]]
    ) {
        self.title = title
        self.language = language
        self.created = created
        self.footer = footer
        self.isFramed = isFramed
        self.sections = sections
    }
}

/// What stands across a page.
package enum PDFBlock: Sendable, Equatable {
    /// Lines of one text.
    case text(PDFText)
    /// Rows of cells.
    case table(PDFTable)
    /// Nothing, this many points high.
    case space(Double)
}

/// Rows of cells side by side; a row is never parted by the end of a page.
package struct PDFTable: Sendable, Equatable {
    /// What a cell holds.
    package enum Cell: Sendable, Equatable {
        /// One below the other.
        case texts([PDFText])
        /// A square of this many points.
        case code(QRCode, side: Double)
    }

    /// Shares of the page's width; they need not add up to anything.
    package let columns: [Double]
    /// Each with as many cells as there are columns.
    package let rows: [[Cell]]
    /// Hairlines above, between and below the rows.
    package let isRuled: Bool
    /// Between a row's cells and its rules, in points.
    package let padding: Double
    /// Between two texts of a cell, in points.
    package let gap: Double

    package init(columns: [Double], rows: [[Cell]], isRuled: Bool, padding: Double, gap: Double = 1.5) {
        self.columns = columns
        self.rows = rows
        self.isRuled = isRuled
        self.padding = padding
        self.gap = gap
    }
}

/// A text and how it looks. Characters that cannot be seen or that turn text around are printed as their code.
package struct PDFText: Sendable, Equatable {
    /// Which letters.
    package enum Typeface: Sendable, Equatable {
        /// For reading: Liberation Serif beside a Song face.
        case serif
        /// For digests and commands: Liberation Mono.
        case mono
    }

    /// Where its lines stand.
    package enum Alignment: UInt32, Sendable {
        case left = 0
        case centre = 1
        case right = 2
    }

    /// The colours of print.
    package enum Ink: Sendable, Equatable {
        case black
        case grey
        /// Of a seal.
        case red
    }

    /// The text itself; lines end at U+000A.
    package let string: String
    /// Height of its letters, in points.
    package let points: Double
    /// Which letters.
    package let typeface: Typeface
    /// Printed heavier.
    package let isBold: Bool
    /// Where its lines stand.
    package let alignment: Alignment
    /// Its colour.
    package let ink: Ink
    /// Space added between letters, in points.
    package let tracking: Double
    /// A longer text ends in an ellipsis after this many lines; nil for any number. Counts for each paragraph.
    package let linesMax: Int?

    package init(
        _ string: String, points: Double, typeface: Typeface = .serif, isBold: Bool = false,
        alignment: Alignment = .left, ink: Ink = .black, tracking: Double = 0, linesMax: Int? = nil
    ) {
        self.string = string
        self.points = points
        self.typeface = typeface
        self.isBold = isBold
        self.alignment = alignment
        self.ink = ink
        self.tracking = tracking
        self.linesMax = linesMax
    }
}
