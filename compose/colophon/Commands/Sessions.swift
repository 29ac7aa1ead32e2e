import ArgumentParser

/// The sign-ins of whoever has signed in.
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the account's sign-ins, end one.",
        subcommands: [SessionsList.self, SessionsEnd.self], defaultSubcommand: SessionsList.self)

    /// Whoever has signed in, and the calls that know of sign-ins. Refuses where nobody has: the account of a state folder
    /// has none.
    static func signedIn(_ global: GlobalOptions, _ peer: MeshOption) async throws -> (IdentityCalls, SignIn) {
        let (calls, account) = try account(global, peer)
        return (calls, try await account.freshSignIn())
    }

    /// The same, of whom tokens are asked as they are needed.
    static func account(
        _ global: GlobalOptions, _ peer: MeshOption
    ) throws(Failure) -> (IdentityCalls, SignedInAccount) {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        guard let account = try Speaker.signedIn(access) else {
            throw .refused("nobody has signed in", advice: "Sign in: colophon login NAME")
        }
        return (try IdentityCalls(access), account)
    }
}
