internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// The account that has signed in. Throws `IdentityError.accountNotFound` when it is not there any more.
    func whoAmI(_ id: Identifier) async throws -> Account {
        guard let account = try await store.read({ try $0.account(id) }) else { throw IdentityError.accountNotFound }
        return account
    }

    /// What an institution is called: the name that was verified, else its user name.
    func nameOfInstitution(_ id: Identifier) async throws -> String {
        try await store.read { snapshot in
            guard let institution = try snapshot.account(id) else { throw IdentityError.accountNotFound }
            return try snapshot.name(of: institution)
        }
    }
}
