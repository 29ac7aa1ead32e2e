/// Words that speak of the place where the project was written instead of the project. Put together from halves, so
/// that this list does not find itself.
enum Mentions {
    static let words = [
        "/" + "work/", "/" + "tmp/dev", ".." + "/shared", "issue" + " #", "issues" + " show", "opt/swift" + "-packages",
    ]

    /// Where the words stand; case does not matter.
    static func violations(path: String, text: String) -> [Violation] {
        guard words.contains(where: { text.contains($0) || text.lowercased().contains($0) }) else { return [] }
        var found: [Violation] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.lowercased()
            for word in words where line.contains(word) {
                found.append(Violation(path: path, line: index + 1, what: "mentions \(word)"))
            }
        }
        return found
    }
}
