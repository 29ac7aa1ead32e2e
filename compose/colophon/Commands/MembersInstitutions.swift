import ArgumentParser
import MeshAPI

/// Lists the institutions that the account acts for.
struct MembersInstitutions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "institutions", abstract: "List whom the account acts for, and who has invited it.")

    @OptionGroup var options: MembersOptions

    private struct Line: Encodable {
        let institution: String
        let name: String
        let roles: [String]
        let state: String
        let invitation: String
    }

    func run() async throws {
        let answer = try await options.run(isAdministering: false) { client, call in
            try await IdentityV1.MembershipsClient(client).listMemberships(
                IdentityV1.ListMembershipsRequest(), options: call)
        }
        let output = Console.standardOutput
        var table = Table([("institution", .left), ("name", .left), ("roles", .left), ("", .left)])
        for membership in answer.memberships {
            let isInvited = !membership.invitation.isEmpty
            let line = Line(
                institution: membership.institution, name: membership.institutionName, roles: membership.roles,
                state: isInvited ? "invited" : membership.state == .suspended ? "suspended" : "active",
                invitation: membership.invitation)
            if options.global.json { output.json(line) }
            table.add([
                line.institution, line.name, line.roles.joined(separator: ", "),
                isInvited ? "accept \(line.invitation)" : line.state,
            ])
        }
        guard !options.global.json else { return }
        guard !answer.memberships.isEmpty else {
            output.line("you act for no institution, and none has invited you")
            return
        }
        for line in table.lines() { output.line(line) }
    }
}
