import ArgumentParser

/// The sign-ins of whoever has signed in.
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the account's sign-ins, end one.",
        subcommands: [SessionsList.self, SessionsEnd.self], defaultSubcommand: SessionsList.self)

    /// Whoever has signed in, and the calls that know of sign-ins. Refuses where nobody has: the account of a state folder
    /// has none.
    static func signedIn(_ global: GlobalOptions, _ peer: MeshOption) async throws -> (IdentityCalls, SignIn) {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        guard let account = try Speaker.signedIn(access) else {
            throw Failure.refused("nobody has signed in", advice: "Sign in: colophon login NAME")
        }
        return (try IdentityCalls(access), try await account.freshSignIn())
    }
}
