/// Through whom people may sign in, in the configuration file: a word, or a list.
package enum ThirdPartiesSection: Sendable, Decodable {
    /// Through nobody: `none`.
    case nobody
    /// Through stand-ins in this process, which believe whoever says a name: `embedded`; development only.
    case embedded
    /// Through these.
    case list([ThirdPartySection])

    package init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            switch word {
            case "none": self = .nobody
            case "embedded": self = .embedded
            default:
                throw Self.refusal(decoder, "is '\(word)'; say none, embedded, or a list of third parties")
            }
            return
        }
        var list = try decoder.unkeyedContainer()
        var sections: [ThirdPartySection] = []
        while !list.isAtEnd {
            guard sections.count < Limits.thirdPartiesMax else {
                throw Self.refusal(decoder, "names more than \(Limits.thirdPartiesMax) third parties")
            }
            let section = try list.decode(ThirdPartySection.self)
            guard !sections.contains(where: { $0.name == section.name }) else {
                throw Self.refusal(decoder, "names '\(section.name.rawValue)' twice; give one of them another name")
            }
            if let address = section.redirectURI,
                let other = sections.first(where: { $0.redirectURI == address })
            {
                throw Self.refusal(
                    decoder,
                    "sends people back from '\(other.name.rawValue)' and '\(section.name.rawValue)' to the same "
                        + "redirect_uri; give each its own, so that an answer of one is not taken for the other's")
            }
            sections.append(section)
        }
        guard !sections.isEmpty else { throw Self.refusal(decoder, "names nobody; say none instead of an empty list") }
        self = .list(sections)
    }

    private static func refusal(_ decoder: any Decoder, _ words: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
    }
}
