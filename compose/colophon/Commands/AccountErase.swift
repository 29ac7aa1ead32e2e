import ArgumentParser
import MeshAPI
import MeshRPC

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
        let state = try await calls.run(as: signIn) { client, options in
            do {
                return try await IdentityV1.PrivacyClient(client).eraseSubject(
                    IdentityV1.EraseSubjectRequest(password: password), options: options
                ).state
            } catch let error as RPCError where Self.mayBeErased(after: error) {
                // The sign-in was good when this was asked, and an erasure ends it.
                if Self.isOver(error) { return .unspecified }
                do {
                    _ = try await IdentityV1.AccountsClient(client).whoAmI(.init(), options: options)
                } catch let next as RPCError where Self.isOver(next) {
                    return .unspecified
                } catch {}
                throw error
            }
        }
        // Nobody can sign in with it any more.
        let file = SignInFile(options.global.folder)
        try await file.holding { try file.remove() }
        guard state != .unspecified else {
            throw Failure.unreachable(
                "the answer was lost, and the sign-in has ended since, as it does when the account is erased",
                advice: "Try to sign in: colophon login NAME. An erased account is refused.")
        }
        let output = Console.standardOutput
        let isDone = state == .erased
        if options.global.json {
            output.json(Line(account: signIn.account, state: isDone ? "erased" : "erasing"))
        } else {
            output.line("\(output.paint("erased", .green))  \(signIn.words)")
            if !isDone { output.line("The other services do their part now.") }
        }
    }

    /// Whether the erasure may have been done though this was answered: by its repetition after a lost answer, or by
    /// nobody.
    static func mayBeErased(after error: RPCError) -> Bool {
        switch error.code {
        case .unavailable, .deadlineExceeded, .cancelled, .aborted, .internal, .unknown, .dataLoss: true
        default: isOver(error)
        }
    }

    /// Whether the sign-in, or its account, was found to be over.
    static func isOver(_ error: RPCError) -> Bool {
        ["SIGN_IN_ENDED", "ACCOUNT_NOT_FOUND"].contains(error.reason?.reason)
    }
}
