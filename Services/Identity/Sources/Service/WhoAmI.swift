internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// The account that a token names. Throws `IdentityError.accountNotFound` when it is not there any more.
    func whoAmI(_ id: Identifier) async throws -> Account {
        guard let account = try await store.read({ try $0.account(id) }) else { throw IdentityError.accountNotFound }
        return account
    }
}
