/// Rule 10: every path and command in a document is real.
struct DocumentRule {
    /// Names of the entries at the top of the project, by which a word is known for a path of ours.
    let topLevel: Set<String>
    /// The subcommands of `colophon`.
    let commands: Set<String>
    /// Whether a path is there.
    let has: (String) -> Bool

    /// What does not exist.
    func violations(path: String, text: String) -> [Violation] {
        var found: [Violation] = []
        var isFenced = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isFenced.toggle()
                continue
            }
            let spans = isFenced ? [line] : line.matches(of: #/`([^`]+)`/#).map { $0.1 } + Self.links(line)
            for span in spans {
                found += missing(in: span).map { Violation(path: path, line: index + 1, what: $0) }
            }
        }
        return found
    }

    private static func links(_ line: Substring) -> [Substring] {
        line.matches(of: #/\]\(([^)#:\s]+)\)/#).map { $0.1 }
    }

    private func missing(in span: Substring) -> [String] {
        var found: [String] = []
        for word in span.matches(of: #/[\w.\/*+-]+/#).map({ String($0.output) }) {
            let path = word.hasPrefix("./") ? String(word.dropFirst(2)) : word
            let first = path.split(separator: "/").first.map(String.init) ?? ""
            // State and build folders are made later; a star is a pattern.
            guard topLevel.contains(first), path.contains("/") || path.contains("."), !path.contains("*"),
                !first.hasPrefix(".build"), first != ".colophon", first != ".git"
            else { continue }
            var trimmed = path
            while trimmed.hasSuffix("/") || trimmed.hasSuffix(".") { trimmed.removeLast() }
            if !has(trimmed) { found.append("\(trimmed) does not exist") }
        }
        for match in span.matches(of: #/(?:^|[\s\/])colophon\s+([a-z]+(?:-[a-z]+)*)\b/#)
        where !commands.contains(match.1.filter { $0 != "-" }) {
            found.append("colophon has no command \(match.1)")
        }
        return found
    }
}
