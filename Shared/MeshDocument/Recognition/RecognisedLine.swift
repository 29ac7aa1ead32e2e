/// A line of writing as a machine read it.
package struct RecognisedLine: Sendable, Equatable {
    /// Without blanks, which mean nothing between Chinese characters, and without quotation marks, which are read into
    /// gaps and stand on no document of ours.
    package let text: String
    /// How sure the machine is of the character it is least sure of: 0 to 100.
    package let confidence: Int

    package init(text: String, confidence: Int) {
        self.text = text
        self.confidence = confidence
    }

    /// Reads tesseract's table of words: twelve columns, the words of a line one below the other.
    static func lines(ofTable table: String) -> [RecognisedLine] {
        var lines: [RecognisedLine] = []
        var place: [Substring] = []
        for row in table.split(separator: "\n") {
            let columns = row.split(separator: "\t", maxSplits: 11, omittingEmptySubsequences: false)
            // The fifth level is that of words; confidence has decimals.
            guard columns.count == 12, columns[0] == "5",
                let confidence = columns[10].split(separator: ".").first.flatMap({ Int($0) })
            else { continue }
            let word = columns[11].filter { !$0.isWhitespace && !"“”‘’\"'".contains($0) }
            guard !word.isEmpty else { continue }
            let sure = max(0, min(100, confidence))
            if Array(columns[1...4]) == place, let last = lines.last {
                lines[lines.count - 1] = RecognisedLine(
                    text: last.text + word, confidence: min(last.confidence, sure))
            } else {
                place = Array(columns[1...4])
                lines.append(RecognisedLine(text: word, confidence: sure))
            }
        }
        return lines
    }
}
