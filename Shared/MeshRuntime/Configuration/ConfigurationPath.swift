/// Where a value stands: keys from the root, and indices of lists.
struct ConfigurationPath: Hashable, CustomStringConvertible {
    private(set) var components: [String] = []

    static let root = ConfigurationPath()

    /// The variable that overrides this key: `log.level` is `COLOPHON_LOG_LEVEL`.
    var variable: String {
        var name = ConfigurationVariables.prefix
        for (index, component) in components.enumerated() {
            if index > 0 { name.append("_") }
            for scalar in component.unicodeScalars {
                let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                name.append(isPlain ? Character(scalar).uppercased() : "_")
            }
        }
        return name
    }

    var description: String {
        var text = ""
        for component in components {
            if !text.isEmpty, !component.hasPrefix("[") { text.append(".") }
            text.append(component)
        }
        return text
    }

    var last: String { components.last ?? "" }

    func key(_ name: String) -> ConfigurationPath {
        var path = self
        path.components.append(name)
        return path
    }

    func element(_ index: Int) -> ConfigurationPath {
        var path = self
        path.components.append("[\(index)]")
        return path
    }
}

/// A coding key of any name, for paths in errors.
struct AnyConfigurationKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ text: String) {
        stringValue = text
        intValue = nil
    }

    init?(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        stringValue = "[\(intValue)]"
        self.intValue = intValue
    }
}

extension CodingKey {
    /// The key as it is written in the file: `drainSeconds` is `drain_seconds`.
    var fileName: String {
        var name = ""
        let characters = Array(stringValue)
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0 {
                let afterLower = !characters[index - 1].isUppercase && characters[index - 1] != "_"
                let beforeLower =
                    index + 1 < characters.count && characters[index + 1].isLowercase
                    && characters[index - 1] != "_"
                if afterLower || beforeLower { name.append("_") }
            }
            name.append(contentsOf: character.lowercased())
        }
        return name
    }
}
