import ArgumentParser
import MeshAPI
import MeshKernel

/// Makes an account.
struct Register: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make an account with a code that is sent to its mobile number.",
        discussion: """
            What is not said is asked at a terminal: the number, the name, the password (twice, not shown), the code. \
            Without a terminal the password comes from a file, and the code from --code or, in development, from the inbox \
            of the embedded provider.
            """)

    /// Whose account it is.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case individual
        case institution

        var wire: IdentityV1.AccountClass {
            switch self {
            case .individual: .individual
            case .institution: .institution
            }
        }
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "The mobile number that the code is sent to and that the account has.")
    var mobile: String?

    @Option(help: "An e-mail address; accounts do not begin with one yet.")
    var email: String?

    @Option(help: "Country code of a number without one.")
    var country = "+86"

    @Option(help: "The name to sign in with.")
    var userName: String?

    @Option(help: "Whose account it is: individual or institution.")
    var kind = Kind.individual

    @Option(help: "The code that was sent; without it one is sent and asked for.")
    var code: String?

    @Option(help: "File that only you can read, with the password in its first line.", completion: .file())
    var passwordFile: String?

    @Flag(help: "Yes, I accept the terms of registration and the privacy statement.")
    var acceptTerms = false

    func validate() throws {
        guard mobile == nil || email == nil else { throw ValidationError("Say --mobile or --email, not both.") }
        try Self.check(country: country)
    }

    /// Refuses what is no country code.
    static func check(country: String) throws {
        guard country.wholeMatch(of: #/\+[1-9][0-9]{0,3}/#) != nil else {
            throw ValidationError("--country is + and a country code, e.g. +86.")
        }
    }

    private struct Line: Encodable {
        let account: String
        let userName: String
        let mobile: String
        let kind: String

        enum CodingKeys: String, CodingKey {
            case account, mobile, kind
            case userName = "user_name"
        }
    }

    func run() async throws {
        // Everything that can be refused here is refused before a code is sent, which is good for minutes only.
        guard email == nil else {
            throw Failure.refused(
                "--email: an account begins with a mobile number, which takes the code", advice: "Say --mobile NUMBER.")
        }
        guard acceptTerms else {
            throw Failure.refused(
                "the terms of registration and the privacy statement are not accepted",
                advice: "Say so when you accept them: --accept-terms")
        }
        let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
        let mobile = try Self.number(
            self.mobile ?? Self.ask("mobile number: ", "--mobile NUMBER"), country: country, of: "--mobile")
        let userName = try self.userName ?? Self.ask("user name: ", "--user-name NAME")
        let password = try PasswordEntry.password(file: passwordFile, isNew: true)
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: global.json).code(for: .register, to: mobile)
            }
        let request = IdentityV1.RegisterAccountRequest(
            accountClass: kind.wire, userName: userName, mobile: mobile, code: code, password: password,
            passwordRepeated: password, acceptsTerms: acceptTerms)
        let account = try await calls.run(code: code) { client, options in
            try await IdentityV1.AccountsClient(client).registerAccount(request, options: options)
        }
        show(account)
    }

    private func show(_ account: IdentityV1.Account) {
        let output = Console.standardOutput
        if global.json {
            output.json(
                Line(
                    account: account.id, userName: account.userName, mobile: account.maskedMobile, kind: kind.rawValue))
        } else {
            output.line(
                "\(output.paint("registered", .green))  \(account.userName), \(account.id), \(account.maskedMobile)")
            output.line("Sign in: colophon login \(account.userName)")
        }
    }

    /// A number as services take it: one without a country code gets that of `country`. `field` is where it was said.
    static func number(_ text: String, country: String = "+86", of field: String) throws(Failure) -> String {
        let written = text.filter { !$0.isWhitespace }
        let whole = written.hasPrefix("+") || country == "+86" ? written : country + written
        do throws(MobileNumber.Fault) {
            return try MobileNumber(whole).text
        } catch {
            switch error {
            case .malformed:
                throw .refused(
                    "\(field): \(whole) is no mobile number of mainland China: eleven digits that begin with 13 to 19",
                    advice: "One from elsewhere begins with + and its country code, e.g. +852.")
            case .malformedInternational:
                throw .refused(
                    "\(field): \(whole) is no mobile number: + and 7 to 15 digits, country code included")
            }
        }
    }

    /// Asks at a terminal for what was not said; `option` says it without one.
    static func ask(_ question: String, _ option: String) throws(Failure) -> String {
        guard Terminal.isThere else {
            throw .refused("there is no terminal to ask at", advice: "Say it: \(option)")
        }
        return try Terminal.line(question)
    }
}
