import ArgumentParser
import MeshAPI
import MeshKernel

/// Gives the account an e-mail address, or another.
struct AccountEmail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "email", abstract: "Give the account an e-mail address, with a code that is sent there.")

    @OptionGroup var options: AccountOptions

    @Option(help: "The code that was sent; without it one is sent and asked for.")
    var code: String?

    @Argument(help: "The address to come.")
    var address: String

    func run() async throws {
        guard let address = EmailAddress(self.address)?.text else {
            throw Failure.refused("ADDRESS: \(self.address) is no e-mail address")
        }
        let (calls, signIn, password) = try await options.signedIn()
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: options.global.json).changeCode(
                    to: .email(address), token: signIn.accessToken)
            }
        let account = try await calls.run(as: signIn, code: code) { client, options in
            try await IdentityV1.AccountChangesClient(client).changeEmail(
                IdentityV1.ChangeEmailRequest(email: address, code: code, password: password), options: options)
        }
        ChangedAccount(account).show(isJSON: options.global.json)
    }
}
