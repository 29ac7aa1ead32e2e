import ArgumentParser
import MeshAPI

/// Lists who acts for the institution.
struct MembersList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List who acts for the institution, and the invitations that are open.")

    @OptionGroup var options: MembersOptions

    private struct InvitationLine: Encodable {
        let invitation: String
        let mobile: String
        let roles: [String]
        let expires: String
    }

    func run() async throws {
        let answer = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).listMembers(IdentityV1.ListMembersRequest(), options: call)
        }
        let output = Console.standardOutput
        var table = Table([("who", .left), ("name", .left), ("mobile", .left), ("roles", .left), ("", .left)])
        for member in answer.members.map({ Members.Line($0) }) {
            if options.global.json { output.json(member) }
            table.add([
                member.account, member.userName, member.mobile, member.roles.joined(separator: ", "),
                member.state == "active" ? "" : member.state,
            ])
        }
        for invitation in answer.invitations {
            let line = InvitationLine(
                invitation: invitation.id, mobile: invitation.maskedMobile, roles: invitation.roles,
                expires: Quantity.moment(invitation.expiresAt))
            if options.global.json { output.json(line) }
            table.add([
                line.invitation, "", line.mobile, line.roles.joined(separator: ", "), "invited until \(line.expires)",
            ])
        }
        if !options.global.json { for line in table.lines() { output.line(line) } }
    }
}
