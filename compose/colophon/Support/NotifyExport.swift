import MeshAPI
import MeshRPC

/// Notify's part of everything that is kept of an account.
struct NotifyExport: Sendable {
    private let access: MeshAccess

    init(_ access: MeshAccess) {
        self.access = access
    }

    /// What is kept of whoever `token` names, in the service's order; nothing where the mesh has no notify.
    func parts(token: String) async throws -> [NotifyV1.SubjectExportPart] {
        guard let service = access.mesh.services.first(where: { $0.name == "notify" }) else { return [] }
        let options = CallOptions(timeout: MeshAccess.callLimit, authorization: "Bearer " + token)
        return try await access.withClient(of: service) { client in
            try await NotifyV1.PrivacyClient(client).exportSubject(NotifyV1.ExportSubjectRequest(), options: options) {
                parts in
                var all: [NotifyV1.SubjectExportPart] = []
                for try await part in parts { all.append(part) }
                return all
            }
        }
    }
}
