import MeshAPI

/// One thing that is kept of somebody, as an export shows it.
struct ExportLine: Encodable {
    let section: String
    let items: [String: String]

    init(_ part: IdentityV1.SubjectExportPart) {
        section = part.section
        items = Dictionary(part.items.map { ($0.name, $0.value) }) { first, _ in first }
    }

    init(_ part: NotifyV1.SubjectExportPart) {
        section = part.section
        items = Dictionary(part.items.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
