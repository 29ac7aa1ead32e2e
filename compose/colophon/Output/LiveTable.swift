/// Lines that are drawn again in their place on a terminal, and one table below the other elsewhere.
struct LiveTable {
    private let console: Console
    private var drawn = 0
    private var hasShown = false

    init(console: Console) {
        self.console = console
    }

    /// Shows `lines` in the place of the ones before, the first as a heading. False when nobody reads any more.
    mutating func show(_ lines: [String]) -> Bool {
        defer { hasShown = true }
        guard console.isTerminal else {
            return console.write((hasShown ? "\n" : "") + lines.map { $0 + "\n" }.joined())
        }
        let columns = console.columns
        // One line stays free, for the cursor ends below the last.
        let visible = lines.prefix(max(1, console.rows - 1)).enumerated().map { index, line in
            let text = TerminalColumns.prefix(line, columns)
            return "\u{1B}[2K" + (index == 0 ? console.paint(text, .dim) : text) + "\n"
        }
        let home = drawn > 0 ? "\u{1B}[\(drawn)A" : ""
        drawn = visible.count
        return console.write(home + visible.joined() + "\u{1B}[J")
    }
}
