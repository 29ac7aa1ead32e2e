import ArgumentParser
import MeshAPI
import MeshKernel

/// Sets another password where the present one was forgotten.
struct ResetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password",
        abstract: "Set another password with a code that is sent to the account's number or e-mail address.",
        discussion: """
            Every sign-in of the account ends. What is not said is asked at a terminal: the new password (twice, not shown), \
            the code. Without a terminal the password comes from a file, and the code from --code or, in development, from \
            the inbox of the embedded provider.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Country code of a number without one.")
    var country = "+86"

    @Option(help: "The code that was sent; without it one is sent and asked for.")
    var code: String?

    @Option(help: "File that only you can read, with the new password in its first line.", completion: .file())
    var passwordFile: String?

    @Argument(help: "The account's mobile number or e-mail address.")
    var recipient: String

    func validate() throws { try Register.check(country: country) }

    private struct Line: Encodable {
        let endedSessions: UInt32

        enum CodingKeys: String, CodingKey {
            case endedSessions = "ended_sessions"
        }
    }

    /// Where a code is sent.
    static func recipient(_ text: String, country: String) throws(Failure) -> IdentityV1.RequestCodeRequest.Recipient {
        guard text.contains("@") else {
            return .mobile(try Register.number(text, country: country, of: "RECIPIENT"))
        }
        guard let address = EmailAddress(text) else {
            throw .refused("RECIPIENT: \(text) is no e-mail address", advice: "Or say the mobile number.")
        }
        return .email(address.text)
    }

    func run() async throws {
        // Everything that can be refused here is refused before a code is sent, which is good for minutes only.
        let recipient = try Self.recipient(self.recipient, country: country)
        let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
        let password = try PasswordEntry.password(file: passwordFile, isNew: true)
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: global.json).code(for: .resetPassword, to: recipient)
            }
        let address: IdentityV1.ResetPasswordRequest.Recipient =
            switch recipient {
            case .mobile(let number): .mobile(number)
            case .email(let address): .email(address)
            }
        let request = IdentityV1.ResetPasswordRequest(
            recipient: address, code: code, newPassword: password, newPasswordRepeated: password)
        let answer = try await calls.run(code: code) { client, options in
            try await IdentityV1.AccountsClient(client).resetPassword(request, options: options)
        }
        let output = Console.standardOutput
        if global.json {
            output.json(Line(endedSessions: answer.endedSessions))
        } else {
            output.line("\(output.paint("password set", .green))  \(answer.endedSessions) sign-ins ended")
            output.line("Sign in: colophon login \(self.recipient)")
        }
    }
}
