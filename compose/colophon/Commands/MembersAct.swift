import ArgumentParser
import MeshAPI
import MeshRPC

/// Acts for an institution from now on.
struct MembersAct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "Act for an institution: the commands that follow speak for it.",
        discussion: "The sign-in takes the place of your own, which you come back to with colophon login NAME.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The institution's account, as `institutions` lists it.")
    var institution: String

    private struct Line: Encodable {
        let institution: String
        let name: String
        let account: String
        let session: String
    }

    func run() async throws {
        let (calls, own) = try await Sessions.signedIn(global, peer)
        let session = try await calls.run(as: own) { client, options in
            do {
                return try await IdentityV1.MembershipsClient(client).signInFor(
                    IdentityV1.SignInForRequest(institution: institution, device: "colophon, for \(institution)"),
                    options: options)
            } catch let error as RPCError {
                throw Failure.members(error, isAdministering: false) ?? error
            }
        }
        let name = try await calls.account(of: session.accessToken).acting?.institutionName ?? ""
        let acting = SignIn(
            session, userName: own.userName, for: SignIn.Institution(account: institution, name: name))
        let file = SignInFile(global.folder)
        try await file.holding { try file.write(acting) }
        // The account's own sign-in would be nobody's from here on.
        try? await calls.end(own.session, token: own.accessToken)
        let output = Console.standardOutput
        if global.json {
            output.json(
                Line(institution: institution, name: name, account: session.account, session: session.id))
        } else {
            output.line("\(output.paint("acting", .green))  \(acting.words)")
            output.line(
                "What you do from now on is the institution's. For yourself again: colophon login \(own.userName)")
        }
    }
}
