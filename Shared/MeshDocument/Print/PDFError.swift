/// Why a document, or a code in it, cannot be printed.
package enum PDFError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A library that this machine does not have, or an older one; names it.
    case missingLibrary(String)
    /// No file of this face is on this machine; names the face and the Debian package that has it.
    case missingFont(face: String, package: String)
    /// A font file that is none.
    case unusableFont(path: String)
    /// The document needs more pages, text or bytes than any may have.
    case tooLarge
    /// A row is higher than a page, or has another number of cells than its table has columns.
    case unfittingRow
    /// More than a QR code holds.
    case unfittingCode(maximumBytes: Int)
    /// In the library's own words.
    case library(String)

    package var description: String {
        switch self {
        case .missingLibrary(let name): "the library \(name) is not on this machine"
        case .missingFont(let face, let package): "the font \(face) is not on this machine (Debian: \(package))"
        case .unusableFont(let path): "\(path) is not a font"
        case .tooLarge: "the document is too large"
        case .unfittingRow: "a row of the document does not fit its table or a page"
        case .unfittingCode(let maximum): "a QR code holds at most \(maximum) bytes"
        case .library(let reason): reason
        }
    }
}
