import ArgumentParser
import MeshAPI

/// Invites somebody to act for the institution.
struct MembersInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Invite whoever has a mobile number to act for the institution.",
        discussion: "They get a code there, and accept with it: colophon account members accept")

    @OptionGroup var options: MembersOptions

    @Option(help: "What they may do: administrator, filer, finance or viewer; may be repeated.")
    var role: [String]

    @Argument(help: "The number.")
    var number: String

    private struct Line: Encodable {
        let invitation: String
        let mobile: String
        let roles: [String]
    }

    func run() async throws {
        let number = try Register.number(self.number, of: "NUMBER")
        let invitation = try await options.run { client, call in
            try await IdentityV1.MembersClient(client).inviteMember(
                IdentityV1.InviteMemberRequest(mobile: number, roles: role), options: call)
        }
        let output = Console.standardOutput
        if options.global.json {
            output.json(
                Line(invitation: invitation.id, mobile: invitation.maskedMobile, roles: invitation.roles))
        } else {
            let until = Quantity.moment(invitation.expiresAt)
            output.line(
                "\(output.paint("invited", .green))  \(invitation.maskedMobile), \(invitation.id), until \(until)")
        }
    }
}
