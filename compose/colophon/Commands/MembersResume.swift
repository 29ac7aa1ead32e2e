import ArgumentParser
import MeshAPI

/// Let somebody act for the institution again.
struct MembersResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let somebody act for the institution again.")

    @OptionGroup var options: MembersOptions

    @Argument(help: "Who: an account's id, as listed.")
    var member: String

    func run() async throws {
        let changed = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).resumeMember(
                IdentityV1.ResumeMemberRequest(member: member), options: call)
        }
        Members.Line(changed).show(isJSON: options.global.json)
    }
}
