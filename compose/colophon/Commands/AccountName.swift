import ArgumentParser
import MeshAPI

/// Gives the account another name to sign in with.
struct AccountName: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "name", abstract: "Give the account another user name.")

    @OptionGroup var options: AccountOptions

    @Argument(help: "The name to come.")
    var userName: String

    func run() async throws {
        let (calls, signIn, password) = try await options.signedIn()
        let account = try await calls.run(as: signIn) { client, options in
            try await IdentityV1.AccountChangesClient(client).changeUserName(
                IdentityV1.ChangeUserNameRequest(userName: userName, password: password), options: options)
        }
        ChangedAccount(account).show(isJSON: options.global.json)
        for isStaff in [false, true] {
            try await SignInFile(options.global.folder, isStaff: isStaff).rename(account.id, to: account.userName)
        }
    }
}
