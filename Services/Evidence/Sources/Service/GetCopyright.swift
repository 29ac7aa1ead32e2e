internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// One version of a project's copyright settings, the current one for 0; nil when nothing was set yet.
    func copyright(of text: String, version: UInt32, account: String) async throws -> CopyrightVersion? {
        guard let id = Identifier(text, kind: .project) else { throw EvidenceError.invalidProjectID }
        return try await store.read { snapshot in
            guard let project = try snapshot.project(id, account: account) else { throw EvidenceError.projectNotFound }
            let wanted = version == 0 ? project.copyright?.version ?? 0 : version
            guard wanted > 0 else { return nil }
            guard let found = try snapshot.copyright(of: id, version: wanted, account: account) else {
                throw EvidenceError.copyrightNotFound
            }
            return found
        }
    }

    /// What an application for registration would still have to ask for, and the version that says so.
    func missingFacts(of text: String, account: String) async throws -> (facts: [MissingFact], version: UInt32) {
        let current = try await copyright(of: text, version: 0, account: account)
        let settings = current?.settings ?? CopyrightSettings()
        return (settings.missingFacts(categories: categories), current?.number ?? 0)
    }
}
