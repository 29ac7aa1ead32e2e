import ArgumentParser
import MeshAPI

/// Erases the account.
struct AccountErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase the account and everything personal. There is no way back.")

    @OptionGroup var options: AccountOptions

    @Flag(help: "Yes, erase it.")
    var yes = false

    private struct Line: Encodable {
        let account: String
        let state: String
    }

    func run() async throws {
        guard yes else {
            throw Failure.refused(
                "the account, its sign-ins and what opens its seals would be erased, for good",
                advice: "Say that this is meant: --yes")
        }
        let (calls, signIn, password) = try await options.signedIn()
        let erasure = try await calls.run(token: signIn.accessToken) { client, options in
            try await IdentityV1.PrivacyClient(client).eraseSubject(
                IdentityV1.EraseSubjectRequest(password: password), options: options)
        }
        // Nobody can sign in with it any more.
        let file = SignInFile(options.global.folder)
        try await file.holding { try file.remove() }
        let output = Console.standardOutput
        let isDone = erasure.state == .erased
        if options.global.json {
            output.json(Line(account: signIn.account, state: isDone ? "erased" : "erasing"))
        } else {
            output.line("\(output.paint("erased", .green))  \(signIn.words)")
            if !isDone { output.line("The other services do their part now.") }
        }
    }
}
