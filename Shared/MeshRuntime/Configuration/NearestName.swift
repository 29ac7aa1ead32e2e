/// Finds the name that somebody probably meant.
enum NearestName {
    /// The candidate with the fewest edits to `name`, when they are few for its length; ties go to the first by order.
    static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
        let allowed = min(Limits.suggestionEditsMax, max(1, name.count / 2))
        var best: (edits: Int, name: String)?
        for candidate in candidates.sorted() where candidate != name {
            let edits = distance(Array(name.lowercased()), Array(candidate.lowercased()))
            if edits <= allowed, edits < best?.edits ?? .max { best = (edits, candidate) }
        }
        return best?.name
    }

    /// Insertions, removals, replacements and swaps of neighbours that turn `left` into `right`.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var edits = min(previous[column + 1] + 1, current[column] + 1)
                edits = min(edits, previous[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    edits = min(edits, older[column - 1] + 1)
                }
                current.append(edits)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
