import ArgumentParser
import MeshAPI

/// Puts another mobile number in the place of the account's.
struct AccountMobile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mobile", abstract: "Give the account another mobile number, with a code that is sent there.")

    @OptionGroup var options: AccountOptions

    @Option(help: "The code that was sent; without it one is sent and asked for.")
    var code: String?

    @Argument(help: "The number to come.")
    var number: String

    func run() async throws {
        let number = try Register.number(self.number, of: "NUMBER")
        let (calls, signIn, password) = try await options.signedIn()
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: options.global.json).changeCode(
                    to: .mobile(number), token: signIn.accessToken)
            }
        let account = try await calls.run(as: signIn, code: code) { client, options in
            try await IdentityV1.AccountChangesClient(client).changeMobile(
                IdentityV1.ChangeMobileRequest(mobile: number, code: code, password: password), options: options)
        }
        ChangedAccount(account).show(isJSON: options.global.json)
    }
}

/// An account as it stands after a change.
struct ChangedAccount: Encodable {
    let account: String
    let userName: String
    let mobile: String
    let email: String

    enum CodingKeys: String, CodingKey {
        case account, mobile, email
        case userName = "user_name"
    }

    init(_ account: IdentityV1.Account) {
        self.account = account.id
        userName = account.userName
        mobile = account.maskedMobile
        email = account.maskedEmail
    }

    /// Prints it after a word of what was done.
    func show(isJSON: Bool, word: String = "changed") {
        let output = Console.standardOutput
        if isJSON {
            output.json(self)
        } else {
            let email = email.isEmpty ? "" : ", \(email)"
            output.line("\(output.paint(word, .green))  \(userName), \(account), \(mobile)\(email)")
        }
    }
}
