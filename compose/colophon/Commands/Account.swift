import ArgumentParser

/// What the owner of an account changes of it.
struct Account: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Change what the account is reached by, who acts for it, see or erase all that is kept of it.",
        discussion: """
            Each but `members`, `mandates` and `complete` asks for the password, for a sign-in alone does not suffice; \
            without a terminal it comes from --password-file.
            """,
        subcommands: [
            AccountMobile.self, AccountEmail.self, AccountName.self, AccountExport.self, AccountErase.self,
            AccountComplete.self, Members.self, Mandates.self,
        ])
}

/// The options of every such command.
struct AccountOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "File that only you can read, with the password in its first line.", completion: .file())
    var passwordFile: String?

    /// Whoever has signed in, with a token that can be used now, and the password, which is asked for.
    func signedIn() async throws -> (calls: IdentityCalls, signIn: SignIn, password: String) {
        let owner = try await owner()
        return (owner.calls, try await owner.account.freshSignIn(), owner.password)
    }

    /// Whoever has signed in, and the password, which is asked for.
    func owner() async throws -> AccountOwner {
        let (calls, account) = try Sessions.account(global, peer)
        // A sign-in that has ended is said before anything is asked. Typing may outlast the token, so none is kept from here.
        _ = try await account.freshSignIn()
        return AccountOwner(
            calls: calls, account: account, password: try PasswordEntry.password(file: passwordFile))
    }
}
