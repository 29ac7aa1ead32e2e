internal import CPango

/// A text broken into lines, with its measures; freed with this value.
final class TypesetText {
    private let libraries: UnsafePointer<colophon_pango>
    private let layout: OpaquePointer
    private let ink: PDFText.Ink
    /// Of all its lines, in points.
    let height: Double
    /// From its top to the baseline of its first line, in points.
    let baseline: Double

    /// Between the baselines of a text's lines, as a share of their height.
    private static let lineSpacing = 1.12

    init(
        _ text: PDFText, width: Double, for paper: UnsafePointer<colophon_document>,
        with libraries: UnsafePointer<colophon_pango>
    ) throws(PDFError) {
        let families = text.typeface.families.map(\.face).joined(separator: ",")
        var shown = PrintableText.shown(text.string)
        let made = shown.withUTF8 { bytes in
            families.withCString { families in
                let style = colophon_style(
                    families: families, size: text.points, tracking: text.tracking, line_spacing: Self.lineSpacing,
                    weight: text.isBold ? 700 : 400, alignment: text.alignment.rawValue,
                    lines: Int32(clamping: text.linesMax ?? 0))
                let start = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
                return colophon_text_make(libraries, paper, start ?? families, Int32(bytes.count), style, width)
            }
        }
        guard let made else { throw .library("no memory for a text") }
        layout = made
        ink = text.ink
        height = colophon_text_height(libraries, made)
        baseline = colophon_text_baseline(libraries, made)
        self.libraries = libraries
    }

    deinit {
        colophon_text_free(libraries, layout)
    }

    /// With its upper left corner there, and nothing outside of its box.
    func draw(on paper: UnsafeMutablePointer<colophon_document>, x: Double, y: Double, width: Double) {
        let (red, green, blue) = ink.parts
        colophon_ink(libraries, paper, red, green, blue)
        colophon_text_draw(libraries, paper, layout, x, y, width, height)
    }
}

extension PDFText.Ink {
    /// Red, green and blue, from 0 to 1.
    var parts: (Double, Double, Double) {
        switch self {
        case .black: (0.08, 0.08, 0.08)
        case .grey: (0.25, 0.25, 0.25)
        case .red: (0.66, 0.10, 0.10)
        }
    }
}
