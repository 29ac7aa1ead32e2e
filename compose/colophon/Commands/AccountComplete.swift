import ArgumentParser
import MeshAPI
import MeshRPC

/// Completes an account that came from an older system.
struct AccountComplete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "complete", abstract: "Complete an account that came from an older system, or see what it lacks.",
        discussion: """
            Its owner signs in with a code (colophon login NUMBER --by-code), and can do nothing else before this. Codes go \
            to the number and to the e-mail address; what is not said is asked at a terminal.

            Example: colophon account complete --user-name fox_moon --mobile 13800138000 --email fox@example.cn \
            --accept-terms
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "Only show what is missing.")
    var status = false

    @Option(help: "Whose account it is: individual or institution.")
    var kind = Register.Kind.individual

    @Option(help: "The name to sign in with; may be the one that was imported.")
    var userName: String?

    @Option(help: "The full name of an institution.")
    var institutionName: String?

    @Option(help: "The mobile number; may be the one that was imported.")
    var mobile: String?

    @Option(help: "The code that was sent to the number; without it one is sent and asked for.")
    var mobileCode: String?

    @Option(help: "The e-mail address.")
    var email: String?

    @Option(help: "The code that was sent to the address; without it one is sent and asked for.")
    var emailCode: String?

    @Flag(help: "Yes, I accept the terms of registration and the privacy statement.")
    var acceptTerms = false

    private struct Line: Encodable {
        let complete: Bool
        let imported: Bool
        let missing: [String]
    }

    func run() async throws {
        let (calls, signIn) = try await Sessions.signedIn(global, peer)
        let completion = try await calls.run(as: signIn) { client, options in
            try await IdentityV1.CompletionClient(client).getCompletion(
                IdentityV1.GetCompletionRequest(), options: options)
        }
        guard !status, completion.imported else {
            show(completion)
            return
        }
        // Everything that can be refused here is refused before a code is sent, which is good for minutes only.
        guard acceptTerms else {
            throw Failure.refused(
                "the terms of registration and the privacy statement are not accepted",
                advice: "Say so when you accept them: --accept-terms")
        }
        let number = try Register.number(
            mobile ?? Register.ask("mobile number: ", "--mobile NUMBER"), of: "--mobile")
        let address = try email ?? Register.ask("e-mail address: ", "--email ADDRESS")
        let name = try userName ?? Register.ask("user name: ", "--user-name NAME")
        let institution =
            try kind == .institution
            ? institutionName ?? Register.ask("full name of the institution: ", "--institution-name NAME")
            : institutionName ?? ""
        let codes = try await codes(number, address, calls, signIn)
        let account = try await complete(
            IdentityV1.CompleteAccountRequest(
                accountClass: kind.wire, userName: name, institutionName: institution, mobile: number,
                mobileCode: codes.mobile, email: address, emailCode: codes.email, acceptsTerms: acceptTerms), calls,
            signIn)
        try await SignInFile(global.folder).rename(account.id, to: account.userName)
        // The token that is at hand opens nothing else yet.
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        _ = try await Speaker.signedIn(access)?.renewedAccessToken()
        ChangedAccount(account).show(isJSON: global.json, word: "completed")
        guard !global.json else { return }
        Console.standardOutput.line("Set a password: colophon reset-password \(number)")
        Console.standardOutput.line("Be verified: colophon verify-identity")
    }

    private func show(_ completion: IdentityV1.AccountCompletion) {
        let output = Console.standardOutput
        guard !global.json else {
            output.json(
                Line(complete: completion.complete, imported: completion.imported, missing: completion.missing))
            return
        }
        if completion.complete {
            output.line("\(output.paint("complete", .green))  nothing is missing")
        } else if completion.imported {
            output.line("\(output.paint("incomplete", .yellow))  it came from an older system and was not completed")
            let wanted = completion.missing.map { Self.fieldNames[$0] ?? $0 }
            output.line("  to say  \(wanted.joined(separator: ", "))")
            output.line(
                "Complete it: colophon account complete --user-name NAME --mobile NUMBER --email ADDRESS --accept-terms"
            )
        } else {
            output.line("\(output.paint("incomplete", .yellow))  the e-mail address is missing")
            output.line("Some authorities ask for it. Say it: colophon account email ADDRESS")
        }
    }

    /// The codes of number and address: said, or sent and asked for.
    private func codes(
        _ number: String, _ address: String, _ calls: IdentityCalls, _ signIn: SignIn
    ) async throws -> (mobile: String, email: String) {
        let entry = OneTimeCodeEntry(calls, isSilent: global.json)
        let mobile =
            if let given = mobileCode { given } else {
                try await keeping("--mobile-code", of: nil) {
                    try await entry.completionCode(to: .mobile(number), of: signIn)
                }
            }
        let email =
            if let given = emailCode { given } else {
                try await keeping("--email-code", of: "--mobile-code \(mobile)") {
                    try await entry.completionCode(to: .email(address), of: signIn)
                }
            }
        return (mobile, email)
    }

    /// Runs `body`; its advice names the option of this command, and a code that is good already.
    private func keeping(
        _ option: String, of good: String?, _ body: () async throws -> String
    ) async throws -> String {
        do {
            return try await body()
        } catch let failure as Failure {
            throw Failure(
                kind: failure.kind, summary: failure.summary,
                advice: Failure.lines([
                    failure.advice?.replacing("--code", with: option),
                    good.map { "The other code is still good for a few minutes: add \($0)." },
                ]))
        }
    }

    private func complete(
        _ request: IdentityV1.CompleteAccountRequest, _ calls: IdentityCalls, _ signIn: SignIn
    ) async throws -> IdentityV1.Account {
        let codes = "add --mobile-code \(request.mobileCode) --email-code \(request.emailCode)."
        return try await calls.run(as: signIn) { client, options in
            do {
                return try await IdentityV1.CompletionClient(client).completeAccount(request, options: options)
            } catch let error as RPCError {
                switch error.reason?.reason {
                case "INVALID_FIELDS":
                    let failure = Failure.fields(error, named: Self.fieldNames)
                    throw Failure(
                        kind: failure.kind, summary: failure.summary,
                        advice: Failure.lines([
                            failure.advice, "The codes are still good for a few minutes: \(codes)",
                        ]))
                case "CODE_REFUSED":
                    throw Failure.refused(
                        "one of the two codes is wrong, was used, or is over: each is good for five minutes",
                        advice: "Look at the newest messages again, or repeat the command without the codes for others."
                    )
                case "USER_NAME_TAKEN":
                    throw Failure.refused(
                        "this user name is taken", advice: "Choose another one: --user-name NAME, and \(codes)")
                default: throw error
                }
            }
        }
    }

    private static let fieldNames = [
        "account_class": "--kind", "user_name": "--user-name", "institution_name": "--institution-name",
        "mobile": "--mobile", "email": "--email", "mobile_code": "--mobile-code", "email_code": "--email-code",
        "accepts_terms": "--accept-terms",
    ]
}
