import ArgumentParser
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The operator's and caller's tool: runs a mesh on one machine, seals files, checks bundles and calls any method.
@main
struct Colophon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "colophon",
        abstract: "Run the mesh, seal works, check proofs, call any method.",
        discussion: """
            Exit codes: 0 done, 1 a proof failed, 2 input refused, 3 a peer or service is unreachable, 64 usage.
            """,
        subcommands: [
            Up.self, Down.self, Status.self, Top.self, Calls.self, PKI.self, Register.self, Login.self, Logout.self,
            ResetPassword.self, WhoAmI.self, VerifyIdentity.self, Account.self, Sessions.self, Inbox.self, Ticket.self,
            Staff.self, Reference.self, Token.self, Seal.self, Verify.self, Project.self, Filing.self, Credits.self,
            Chain.self,
            Bundle.self,
            Item.self, Log.self, Witness.self, Call.self, List.self, Describe.self,
        ])

    static func main() async {
        // A reader that leaves early (`colophon list | head`) ends the output, not in a signal's silence.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            // Options may not have been parsed when this fails, so the switch is read from the words themselves.
            failure.report(asJSON: CommandLine.arguments.contains("--json"))
            exit(withError: ExitCode(failure.kind.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
