/// Every template in every version that was ever sent.
package enum TemplateCatalogue {
    /// All of them.
    package static let all: [Template] =
        codes + evidence + filings + decisions + applications + orders + listings + support + account

    private static let newest: [TemplateName: Template] = Dictionary(all.map { ($0.name, $0) }) { first, second in
        first.version > second.version ? first : second
    }

    /// The newest version of a template; nil only while the catalogue has none of that name, which a test rules out.
    package static func newest(_ name: TemplateName) -> Template? { newest[name] }

    /// A template in the version that a message was made of.
    package static func template(_ name: TemplateName, version: Int) -> Template? {
        all.first { $0.name == name && $0.version == version }
    }

    /// The newest version of the template that a caller names, or `NotifyError.unknownTemplate`.
    package static func newest(named text: String) throws(NotifyError) -> Template {
        guard let name = TemplateName(rawValue: text), let template = newest[name] else { throw .unknownTemplate }
        return template
    }
}
