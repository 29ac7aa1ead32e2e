/// What a watermark on a picture reads.
package enum WatermarkText {
    /// What came of looking for one.
    package enum Verdict: Sendable, Equatable {
        case notSeen, right, unsure
        /// It reads otherwise, of which the machine is sure.
        case wrong
    }

    /// How watermarks begin that say what a copy is good for; no document of ours has such words itself.
    private static let beginnings = ["仅供", "仅限", "仅用于", "只供", "只限"]

    /// Holds what was read against what a watermark must be, if there is one: `expected` and nothing else, as often as it
    /// stands there.
    package static func verdict(on lines: [ReadLine], expected: String) -> Verdict {
        // Lines of a watermark may have been parted.
        let all = lines.map(\.text).joined()
        guard beginnings.contains(where: all.contains) else { return .notSeen }
        let isThere = all.contains(expected)
        guard beginnings.contains(where: all.replacing(expected, with: "").contains) else {
            return lines.contains { goesOn($0.text, after: expected) } ? .unsure : .right
        }
        let others = lines.filter { line in
            let rest = line.text.replacing(expected, with: "")
            return beginnings.contains { rest.contains($0) }
        }
        // A line that ends in the middle of what is expected may go on below.
        let isSure = others.contains { $0.confidence >= DocumentSheet.Limits.confidenceMin }
        return isSure && !isThere ? .wrong : .unsure
    }

    /// Whether something stands on the line behind what is expected that is not the same again.
    private static func goesOn(_ line: String, after expected: String) -> Bool {
        guard line.contains(expected), let last = line.ranges(of: expected).last else { return false }
        return line[last.upperBound...].contains { $0.isLetter || $0.isNumber }
    }
}
