internal import CPango
internal import MeshKernel

extension PDFDocument {
    /// The document as PDF, its fonts inside, only the characters that it uses. Takes some milliseconds, the first time
    /// in a process some hundred.
    package func printed() throws(PDFError) -> [UInt8] {
        try check()
        return try PrintLibraries.use { (libraries: inout colophon_pango) throws(PDFError) in
            try PrintingPress.print(self, with: &libraries)
        }
    }

    private func check() throws(PDFError) {
        func fits(_ text: PDFText) -> Bool { text.string.utf8.count <= Limits.textBytesMax }
        for block in sections.joined() {
            switch block {
            case .text(let text): guard fits(text) else { throw .tooLarge }
            case .space: break
            case .table(let table):
                for row in table.rows {
                    guard row.count == table.columns.count else { throw .unfittingRow }
                    for case .texts(let texts) in row {
                        guard texts.allSatisfy(fits) else { throw .tooLarge }
                    }
                }
            }
        }
    }

    /// As PDF information wants it.
    static func date(_ time: WallTime) -> String {
        let date = CivilDate(time)
        let ofDay = time.millisecondsOfDay
        func padded(_ number: Int64, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(date.year, 4) + "-" + padded(date.month) + "-" + padded(date.day) + "T"
            + padded(ofDay / 3_600_000) + ":" + padded(ofDay / 60_000 % 60) + ":" + padded(ofDay / 1_000 % 60) + "Z"
    }
}
