/// Who a short message is from, as its recipients know the platform: it stands before the text in the brackets 【】, as the
/// operators of the mainland want it.
package struct SenderName: Sendable, Equatable {
    /// Bounds of a name.
    package enum Limits {
        /// Fewer are no name.
        package static let charactersMin = 2
        /// Operators take no more.
        package static let charactersMax = 12
    }

    /// The name.
    package let text: String

    /// Nil for a name that operators would not take, or one with brackets of its own.
    package init?(_ text: String) {
        guard (Limits.charactersMin...Limits.charactersMax).contains(text.count),
            text.unicodeScalars.allSatisfy({
                !ForbiddenScalars.contains($0) && $0 != "【" && $0 != "】" && !$0.properties.isWhitespace
            })
        else { return nil }
        self.text = text
    }

    /// What stands before the text.
    func mark(in language: Language) -> String {
        switch language {
        case .simplifiedChinese, .traditionalChinese: "【\(text)】"
        case .english: "【\(text)】 "
        }
    }
}
