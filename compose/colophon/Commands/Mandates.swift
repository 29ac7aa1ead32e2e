import ArgumentParser
import MeshAPI
import MeshRPC

/// Who may act for which right holder.
struct Mandates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Act for a right holder with their authority; say who acts for you.",
        discussion: """
            An agent names a verified holder and brings a picture of the signed letter (`file`); the holder agrees with a \
            code that goes to their own number (`confirm`); staff read the letter. Either side ends it (`withdraw`).

            Example: colophon account mandates file --facts holder.yaml --for works --for evidence --until 2027-12-31 \
            --letter letter.png
            """,
        subcommands: [
            MandatesList.self, MandatesFile.self, MandatesShow.self, MandatesLetter.self, MandatesConfirm.self,
            MandatesWithdraw.self,
        ], defaultSubcommand: MandatesList.self)
}

/// The options of every such command.
struct MandatesOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    /// Runs a call on behalf of whoever has signed in; what is refused is said in a person's words.
    func run<T: Sendable>(
        code: String? = nil, _ body: (IdentityV1.AgentsClient, CallOptions) async throws -> T
    ) async throws -> T {
        let (calls, signIn) = try await Sessions.signedIn(global, peer)
        return try await calls.run(as: signIn, code: code) { client, call in
            do {
                return try await body(IdentityV1.AgentsClient(client), call)
            } catch let error as RPCError {
                throw Failure.mandates(error) ?? error
            }
        }
    }
}
