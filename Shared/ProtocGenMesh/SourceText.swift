/// Lines with indentation.
struct SourceText {
    private(set) var text = ""
    private var depth = 0

    mutating func line(_ line: String = "") {
        if !line.isEmpty {
            text += String(repeating: "    ", count: depth)
            text += line
        }
        text += "\n"
    }

    /// A line, what `body` writes one step to the right, and the closing line.
    mutating func block<Failure: Error>(
        _ head: String, end: String = "}", _ body: (inout SourceText) throws(Failure) -> Void
    ) throws(Failure) {
        line(head)
        depth += 1
        try body(&self)
        depth -= 1
        line(end)
    }

    /// A doc comment; `fallback` when the `.proto` says nothing.
    mutating func comment(_ comment: String, or fallback: String) {
        let text = comment.isEmpty ? fallback : comment
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            line(part.isEmpty ? "///" : "/// \(part)")
        }
    }
}
