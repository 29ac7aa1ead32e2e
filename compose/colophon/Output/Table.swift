/// Rows in columns as wide as their widest cell; the last column is not padded.
struct Table {
    /// Cells that read better from the right: sizes, counts, ages.
    enum Alignment {
        case left, right
    }

    private let headings: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ columns: [(heading: String, alignment: Alignment)]) {
        headings = columns.map(\.heading)
        alignments = columns.map(\.alignment)
    }

    /// Adds a row; it has as many cells as there are columns.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == headings.count, "a row has as many cells as the table has columns")
        rows.append(cells)
    }

    /// The lines of the table, headings first.
    func lines() -> [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { TerminalColumns.count($0[column]) }.max() ?? 0 }
        return all.map { row in
            let cells = row.indices.map { column -> String in
                let space = String(repeating: " ", count: widths[column] - TerminalColumns.count(row[column]))
                return alignments[column] == .left ? row[column] + space : space + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
    }
}
