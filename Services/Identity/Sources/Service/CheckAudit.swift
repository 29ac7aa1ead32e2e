internal import MeshStore

extension IdentityServer {
    /// Follows the whole audit; the number of its records. Throws when one is not what was written, or is missing.
    package func checkAudit() async throws -> Int64 {
        try await store.read { [key] in try $0.checkAudit(key: key) }
    }
}
