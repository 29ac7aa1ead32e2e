/// What every line of text has to keep to: a length, and no characters that steer a terminal or turn text around.
package struct TextRule: Sendable, Equatable {
    /// Characters as a reader counts them, at least; blank text has none.
    package let charactersMin: Int
    /// Characters as a reader counts them, at most.
    package let charactersMax: Int

    /// One reader's character can be many bytes; so many each at most.
    static let characterBytesMax = 12

    /// So many characters, as a reader counts them.
    package init(_ characters: ClosedRange<Int>) {
        charactersMin = characters.lowerBound
        charactersMax = characters.upperBound
    }

    /// What is wrong with `text`; nil when nothing is.
    package func fault(in text: String) -> FieldFault.Reason? {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { return .empty }
        guard text.utf8.count <= charactersMax * Self.characterBytesMax, text.count <= charactersMax else {
            return .tooLong(maximumCharacters: charactersMax)
        }
        guard text.count >= charactersMin else { return .tooShort(minimumCharacters: charactersMin) }
        guard !text.unicodeScalars.contains(where: Self.steers) else { return .controlCharacter }
        return nil
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.properties.isBidiControl
        default: false
        }
    }
}
