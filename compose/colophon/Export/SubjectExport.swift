import MeshAPI
import MeshRPC

/// Everything that is kept of an account, given to its owner as it comes: identity's part, then notify's.
struct SubjectExport: Sendable {
    /// How long either part may take to come; longer than an access token lives.
    private static let limit = Duration.seconds(600)

    let owner: AccountOwner

    /// Gives what identity keeps to `take`, unmasked.
    func identity(
        withPictures: Bool, to take: @Sendable (IdentityV1.SubjectExportPart) async throws -> Void
    ) async throws {
        let request = IdentityV1.ExportSubjectRequest(password: owner.password, pictures: withPictures)
        try await owner.calls.run(as: try await owner.account.freshSignIn()) { client, options in
            var options = options
            options.timeout = Self.limit
            try await IdentityV1.PrivacyClient(client).exportSubject(request, options: options) { parts in
                for try await part in parts { try await take(part) }
            }
        }
    }

    /// Gives what notify keeps to `take`, masked as notify shows it; nothing where the mesh has no notify.
    func notify(to take: @Sendable (NotifyV1.SubjectExportPart) async throws -> Void) async throws {
        let access = owner.calls.access
        guard let service = access.mesh.services.first(where: { $0.name == "notify" }) else { return }
        // The token that identity took may be over.
        let options = CallOptions(
            timeout: Self.limit, authorization: "Bearer " + (try await owner.account.accessToken()))
        try await access.withClient(of: service) { client in
            try await NotifyV1.PrivacyClient(client).exportSubject(NotifyV1.ExportSubjectRequest(), options: options) {
                parts in
                for try await part in parts { try await take(part) }
            }
        }
    }
}
