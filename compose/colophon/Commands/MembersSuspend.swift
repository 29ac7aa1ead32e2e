import ArgumentParser
import MeshAPI

/// Keep somebody from acting for the institution for now; their sign-ins for it end.
struct MembersSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Keep somebody from acting for the institution for now; their sign-ins for it end.")

    @OptionGroup var options: MembersOptions

    @Argument(help: "Who: an account's id, as listed.")
    var member: String

    func run() async throws {
        let changed = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).suspendMember(
                IdentityV1.SuspendMemberRequest(member: member), options: call)
        }
        Members.Line(changed).show(isJSON: options.global.json)
    }
}
