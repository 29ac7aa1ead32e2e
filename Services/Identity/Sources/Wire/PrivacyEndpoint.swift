package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Privacy` as callers see it. What an rpc does stands in `Service`.
package struct PrivacyEndpoint: IdentityV1.PrivacyService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Everything that is kept of the account, in parts.
    package func exportSubject(
        _ request: IdentityV1.ExportSubjectRequest, responses: ResponseWriter<IdentityV1.SubjectExportPart>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            try await server.exportSubject(
                try context.accountIdentifier(), password: request.password, withPictures: request.pictures,
                from: context.origin
            ) { part in
                try await responses.write(
                    IdentityV1.SubjectExportPart(
                        section: part.section.rawValue,
                        items: part.items.map {
                            IdentityV1.SubjectExportPart.Item(name: $0.name, value: $0.value)
                        }, data: part.data))
            }
        }
    }

    /// Erases the account that the token names.
    package func eraseSubject(
        _ request: IdentityV1.EraseSubjectRequest, context: ServerContext
    ) async throws -> IdentityV1.SubjectErasure {
        try await server.answering(context) {
            IdentityV1.SubjectErasure(
                try await server.eraseSubject(
                    try context.accountIdentifier(), password: request.password, from: context.origin))
        }
    }

    /// Erases anybody's account; the staff's is kept with it.
    package func eraseSubjectOnRequest(
        _ request: IdentityV1.EraseSubjectOnRequestRequest, context: ServerContext
    ) async throws -> IdentityV1.SubjectErasure {
        try await server.answering(context) {
            IdentityV1.SubjectErasure(
                try await server.eraseSubject(
                    onRequest: request.account, by: try context.accountIdentifier(), from: context.origin))
        }
    }
}

extension IdentityV1.SubjectErasure {
    fileprivate init(_ erasure: SubjectErasure) {
        self.init(
            state: erasure.isDone ? .erased : .erasing, erasedAt: GoogleProtobuf.Timestamp(erasure.erasedAt))
    }
}
