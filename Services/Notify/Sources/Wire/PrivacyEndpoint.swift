package import MeshAPI
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.notify.v1.Privacy` as callers see it. What an rpc does stands in `Service`.
package struct PrivacyEndpoint: NotifyV1.PrivacyService {
    let server: NotifyServer

    /// Offers what `server` does.
    package init(_ server: NotifyServer) {
        self.server = server
    }

    /// Everything that is kept of the account, in parts.
    package func exportSubject(
        _ request: NotifyV1.ExportSubjectRequest, responses: ResponseWriter<NotifyV1.SubjectExportPart>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            try await server.exportSubject(try context.requireAccount()) { part in
                try await responses.write(
                    NotifyV1.SubjectExportPart(
                        section: part.section.rawValue,
                        items: part.items.map {
                            NotifyV1.SubjectExportPart.Item(name: $0.name, value: $0.value)
                        }))
            }
        }
    }
}
