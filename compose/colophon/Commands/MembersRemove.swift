import ArgumentParser
import MeshAPI

/// Ends that somebody acts for the institution.
struct MembersRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "End that somebody acts for the institution; their sign-ins for it end.")

    @OptionGroup var options: MembersOptions

    @Argument(help: "Who: an account's id, as listed.")
    var member: String

    private struct Line: Encodable {
        let account: String
        let state = "removed"
    }

    func run() async throws {
        _ = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).removeMember(
                IdentityV1.RemoveMemberRequest(member: member), options: call)
        }
        let output = Console.standardOutput
        if options.global.json {
            output.json(Line(account: member))
        } else {
            output.line("\(output.paint("removed", .green))  \(member)")
        }
    }
}
