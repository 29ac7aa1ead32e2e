package import MeshKernel

/// A value that a template is filled with.
package enum DataValue: Sendable, Equatable {
    /// A text.
    case text(String)
    /// A whole number, or fen.
    case number(Int64)
    /// A moment, or the day on which it falls in Beijing.
    case time(WallTime)
    /// Several texts.
    case list([String])

    /// What it is, for those who sent another.
    package var kind: String {
        switch self {
        case .text: "text"
        case .number: "number"
        case .time: "time"
        case .list: "list"
        }
    }
}

/// What a template wants in one of its places.
package enum SlotType: Sendable, Equatable {
    /// So many digits, no more and no fewer.
    case digits(ClosedRange<Int>)
    /// Latin letters, digits, `-`, `.` and `_`: a number that this platform or an authority has given.
    case reference(maximumCharacters: Int)
    /// One line that somebody has typed.
    case line(maximumCharacters: Int)
    /// Several lines that somebody has typed.
    case paragraph(maximumCharacters: Int)
    /// A whole number between these bounds.
    case count(ClosedRange<Int64>)
    /// Money in fen, not negative.
    case fen(maximum: Int64)
    /// A day in Beijing.
    case day
    /// A moment, shown as clocks in Beijing show it.
    case time
    /// A word of a closed list.
    case choice(WordList)
    /// Several lines that somebody has typed, joined.
    case lines(maximum: Int, maximumCharacters: Int)
    /// Several words of a closed list, each once, joined. A short message names the first `inShort` of them and says how
    /// many there are.
    case choices(WordList, inShort: Int)

    /// The kind of value that it takes.
    package var kind: String {
        switch self {
        case .digits, .reference, .line, .paragraph, .choice: "text"
        case .count, .fen: "number"
        case .day, .time: "time"
        case .lines, .choices: "list"
        }
    }
}

/// A named place of a template.
package struct Slot: Sendable, Equatable {
    /// As it stands between braces.
    package let name: String
    /// What it takes.
    package let type: SlotType

    package init(_ name: String, _ type: SlotType) {
        self.name = name
        self.type = type
    }
}
