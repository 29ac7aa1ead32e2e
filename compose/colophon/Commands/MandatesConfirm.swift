import ArgumentParser
import MeshAPI

/// Agrees that somebody acts for the account's holder.
struct MandatesConfirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Agree, as the holder, with a code that is sent to your number.",
        discussion: """
            The code goes to the number that you were verified with, and is good for this mandate alone; the agent cannot \
            ask for it. Read the letter first: colophon account mandates letter MANDATE FILE. Staff read it after you.

            Example: colophon account mandates confirm mdt_01a20562-813d-7373-9ca9-61161dcaa0d4
            """)

    @OptionGroup var options: MandatesOptions

    @Option(help: "The code that was sent; without it one is sent and asked for.")
    var code: String?

    @Option(help: "Your number: in development, without a terminal, its inbox is looked at for the code.")
    var mobile: String?

    @Argument(help: "The mandate, as `list` shows it.")
    var mandate: String

    func run() async throws {
        let number = try mobile.map { text throws(Failure) in try Register.number(text, of: "--mobile") }
        let (calls, signIn) = try await Sessions.signedIn(options.global, options.peer)
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: options.global.json).mandateCode(
                    mandate, of: signIn, mobile: number)
            }
        let confirmed = try await options.run(code: code) { client, call in
            try await client.confirmMandate(
                IdentityV1.ConfirmMandateRequest(mandate: mandate, code: code), options: call)
        }
        MandateLine(confirmed).show(asJSON: options.global.json)
    }
}
