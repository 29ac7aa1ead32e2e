internal import CQRCode

/// A QR code (ISO/IEC 18004) that can still be read when 15 % of it is lost.
package struct QRCode: Sendable, Equatable {
    /// Bounds of one code.
    package enum Limits {
        /// More does not fit the largest code of this strength.
        package static let textBytesMax = 2_331
        /// White around the code, in modules, without which it is not found.
        package static let quietModules = 4
    }

    /// Modules from one side to the other, without the white around.
    package let side: Int
    private let dark: [Bool]

    /// The smallest code of `text`, 1 to 2,331 bytes of UTF-8. Equal texts give equal codes.
    package init(encoding text: String) throws(PDFError) {
        let bytes = Array(text.utf8)
        guard (1...Limits.textBytesMax).contains(bytes.count) else {
            throw .unfittingCode(maximumBytes: Limits.textBytesMax)
        }
        guard var library = Self.library else { throw .missingLibrary("libqrencode.so.4") }
        guard let code = colophon_qrencode_make(&library, bytes, Int32(bytes.count)) else {
            throw .unfittingCode(maximumBytes: Limits.textBytesMax)
        }
        defer { colophon_qrencode_free(&library, code) }
        side = Int(code.pointee.width)
        guard let modules = code.pointee.data else { throw .library("libqrencode made no code") }
        // The lowest bit is the module's colour; the others say what it is for.
        dark = (0..<side * side).map { modules[$0] & 1 == 1 }
    }

    /// Whether the module in this column and row, from 0, is dark.
    package func isDark(column: Int, row: Int) -> Bool {
        dark[row * side + column]
    }

    /// Nil when this machine has none.
    private static let library: colophon_qrencode? = {
        var library = colophon_qrencode()
        return colophon_qrencode_start(&library) == 0 ? library : nil
    }()
}
