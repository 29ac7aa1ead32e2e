/// A language that every template has. Its raw value is the tag of RFC 5646, as it is sent and stored.
package enum Language: String, Sendable, CaseIterable {
    case simplifiedChinese = "zh-CN"
    case traditionalChinese = "zh-Hant"
    case english = "en"

    /// The language for what a person or program prefers: the tag itself, or the nearest (`zh-TW`, `zh-HK`, `zh-MO` are
    /// written in traditional characters, other Chinese in simplified ones); nil for a tag of another language.
    package init?(preferred tag: String) {
        let parts = tag.lowercased().split(separator: "-")
        switch parts.first {
        case "en": self = .english
        case "zh":
            let traditional: Set<Substring> = ["hant", "tw", "hk", "mo"]
            let isTraditional = !parts.contains("hans") && parts.contains { traditional.contains($0) }
            self = isTraditional ? .traditionalChinese : .simplifiedChinese
        default: return nil
        }
    }
}
