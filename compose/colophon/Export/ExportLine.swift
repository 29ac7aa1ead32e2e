import MeshAPI

/// One thing that is kept of somebody, as an export shows it.
struct ExportLine: Encodable {
    let section: String
    private let named: [(name: String, value: String)]

    private enum CodingKeys: String, CodingKey {
        case section, items
    }

    init(_ part: IdentityV1.SubjectExportPart) {
        section = part.section
        named = part.items.map { ($0.name, $0.value) }
    }

    init(_ part: NotifyV1.SubjectExportPart) {
        section = part.section
        named = part.items.map { ($0.name, $0.value) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(section, forKey: .section)
        try container.encode(Dictionary(named) { first, _ in first }, forKey: .items)
    }

    /// As people read it, in the service's order. What it says was typed by somebody, at times by a stranger.
    var lines: [String] {
        [PlainText.line(section)] + named.map { "  \(PlainText.line($0.name))  \(PlainText.line($0.value))" }
    }
}
