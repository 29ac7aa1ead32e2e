import ArgumentParser
import MeshAPI

/// Gives somebody other roles.
struct MembersRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles", abstract: "Put other roles in the place of somebody's; their sign-ins for it end.")

    @OptionGroup var options: MembersOptions

    @Option(help: "What they may do from now on; may be repeated.")
    var role: [String]

    @Argument(help: "Who: an account's id, as listed.")
    var member: String

    func run() async throws {
        let changed = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).setMemberRoles(
                IdentityV1.SetMemberRolesRequest(member: member, roles: role), options: call)
        }
        Members.Line(changed).show(isJSON: options.global.json)
    }
}
