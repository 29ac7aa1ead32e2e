import MeshAPI
import MeshRPC

/// Notify's part of everything that is kept of an account.
struct NotifyExport: Sendable {
    private struct Line: Encodable {
        let section: String
        let items: [String: String]
    }

    private let access: MeshAccess

    init(_ access: MeshAccess) {
        self.access = access
    }

    /// Prints it for whoever `token` names; nothing where the mesh has no notify.
    func print(token: String, asJSON: Bool) async throws {
        guard let service = access.mesh.services.first(where: { $0.name == "notify" }) else { return }
        let options = CallOptions(timeout: MeshAccess.callLimit, authorization: "Bearer " + token)
        try await access.withClient(of: service) { client in
            try await NotifyV1.PrivacyClient(client).exportSubject(NotifyV1.ExportSubjectRequest(), options: options) {
                parts in
                for try await part in parts { Self.show(part, asJSON: asJSON) }
            }
        }
    }

    private static func show(_ part: NotifyV1.SubjectExportPart, asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            let items = part.items.map { ($0.name, $0.value) }
            output.json(Line(section: part.section, items: Dictionary(items) { first, _ in first }))
            return
        }
        output.line(part.section)
        for item in part.items { output.line("  \(item.name)  \(PlainText.line(item.value))") }
    }
}
