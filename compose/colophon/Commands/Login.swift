import ArgumentParser
import FoundationEssentials
import MeshAPI
import MeshKernel

/// Signs in, and keeps the sign-in for the commands that follow.
struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign in; the commands that follow speak for the account.",
        discussion: """
            The sign-in is kept in the state folder, readable by its owner only, and renews itself while it is used; after 14 \
            days without use it is over. One that is there already is ended. With --staff it is kept apart, for the commands \
            of `colophon staff`.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "With a code that is sent to NAME, which is a mobile number, instead of a password.")
    var byCode = false

    @Option(help: "The code that was sent; without it one is sent and asked for. Means --by-code.")
    var code: String?

    @Option(help: "File that only you can read, with the password in its first line.", completion: .file())
    var passwordFile: String?

    @Option(help: "Through a third party instead, e.g. wechat; `colophon call` lists them with ListProviders.")
    var through: String?

    @Option(name: .customLong("as"), help: "With --through in development: who signs in at its stand-in.")
    var asUser: String?

    @Option(help: "With --through, the first time: the mobile number to bind, which gets a code.")
    var mobile: String?

    @Flag(help: "With --through, the first time: yes, I accept the terms and the privacy statement.")
    var acceptTerms = false

    @Option(help: "What this device is called in `colophon sessions`; default: after this machine.")
    var device: String?

    @Flag(help: "As one of the staff, for `colophon staff`, beside the sign-in of an author.")
    var staff = false

    @Argument(help: "User name, mobile number or e-mail address.")
    var name: String?

    func validate() throws {
        guard passwordFile == nil || (!byCode && code == nil) else {
            throw ValidationError("Say --password-file, or --by-code and --code, not both.")
        }
        let isThrough = through != nil
        guard !isThrough || (passwordFile == nil && !byCode && code == nil && name == nil) else {
            throw ValidationError("Say --through, or a name and how it is shown to be yours, not both.")
        }
        guard isThrough || (asUser == nil && mobile == nil && !acceptTerms) else {
            throw ValidationError("--as, --mobile and --accept-terms belong to --through.")
        }
    }

    private struct Line: Encodable {
        let account: String
        let userName: String
        let session: String
        let verification: String
        let expires: String

        enum CodingKeys: String, CodingKey {
            case account, session, verification, expires
            case userName = "user_name"
        }
    }

    func run() async throws {
        let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
        let file = SignInFile(global.folder, isStaff: staff)
        // What cannot be read would be replaced unseen.
        let earlier = try file.read()
        let session = try await signIn(calls)
        let account = try await calls.account(of: session.accessToken)
        let signIn = SignIn(session, userName: account.userName)
        guard !staff || account.accountClass == .staff else {
            await end(signIn, calls)
            throw Failure.refused(
                "\(account.userName) is not of the staff",
                advice: "Whoever runs the mesh gives roles: colophon staff grant \(account.userName) review")
        }
        try await file.holding { try file.write(signIn) }
        show(signIn, account)
        if let earlier { await end(earlier, calls) }
    }

    private func signIn(_ calls: IdentityCalls) async throws -> IdentityV1.Session {
        let device = self.device ?? "colophon on \(ProcessInfo.processInfo.hostName)"
        if let through {
            return try await ThirdPartySignIn(
                calls: calls, isSilent: global.json, provider: through, user: asUser, device: device, mobile: mobile,
                acceptTerms: acceptTerms
            ).session()
        }
        guard let name = try self.name ?? (Terminal.isThere ? Terminal.line("name: ") : nil) else {
            throw Failure.refused("there is no terminal to ask for the name at", advice: "Say it: colophon login NAME")
        }
        guard byCode || code != nil else {
            let password = try PasswordEntry.password(file: passwordFile)
            return try await calls.run { client, options in
                try await IdentityV1.SessionsClient(client).logInWithPassword(
                    IdentityV1.LogInWithPasswordRequest(name: name, password: password, device: device),
                    options: options)
            }
        }
        let mobile = try Register.number(name, of: "NAME")
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: global.json).code(for: .login, to: mobile)
            }
        return try await calls.run { client, options in
            try await IdentityV1.SessionsClient(client).logInWithCode(
                IdentityV1.LogInWithCodeRequest(mobile: mobile, code: code, device: device), options: options)
        }
    }

    /// Ends a sign-in that is not wanted any more; what else was done stands whatever becomes of that.
    private func end(_ earlier: SignIn, _ calls: IdentityCalls) async {
        do {
            let fresh = earlier.isFresh(at: SystemTime().wall()) ? earlier : try await calls.renewed(earlier)
            try await calls.end(fresh.session, token: fresh.accessToken)
        } catch {
            guard !global.json else { return }
            Console.standardError.line(
                "The sign-in \(earlier.session) could not be ended; it ends by itself until "
                    + "\(Quantity.moment(earlier.refreshExpiresAt)).")
        }
    }

    private func show(_ signIn: SignIn, _ account: IdentityV1.Account) {
        let output = Console.standardOutput
        let expires = Quantity.moment(signIn.refreshExpiresAt)
        if global.json {
            output.json(
                Line(
                    account: account.id, userName: account.userName, session: signIn.session,
                    verification: account.verification.word, expires: expires))
        } else {
            let standing =
                account.accountClass == .staff
                ? "staff: \(account.roles.joined(separator: ", "))" : account.verification.word
            output.line("\(output.paint("signed in", .green))  \(signIn.words), \(standing)")
            output.line("Unless it is used, the sign-in ends \(expires).")
        }
    }
}
