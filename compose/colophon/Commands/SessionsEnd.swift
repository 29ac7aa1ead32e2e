import ArgumentParser
import MeshKernel

/// Ends one of the account's sign-ins.
struct SessionsEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End one of the account's sign-ins, on whatever device.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The sign-in, as `colophon sessions` lists it.")
    var session: String

    private struct Line: Encodable {
        let ended: String
    }

    func run() async throws {
        guard Identifier(session, kind: .session) != nil else {
            throw Failure.refused(
                "\(session) is not the id of a sign-in (ses_ and a UUIDv7)",
                advice: "See which there are: colophon sessions")
        }
        let (calls, signIn) = try await Sessions.signedIn(global, peer)
        guard session != signIn.session else {
            throw Failure.refused("\(session) is the sign-in that asks", advice: "End it: colophon logout")
        }
        try await calls.end(session, token: signIn.accessToken)
        if global.json {
            Console.standardOutput.json(Line(ended: session))
        } else {
            Console.standardOutput.line("ended  \(session)")
        }
    }
}
