import ArgumentParser
import MeshAPI

/// Accepts an invitation.
struct MembersAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept an invitation with the code that was sent to the account's number.",
        discussion: "With --decline there is no code: the invitation is over.")

    @OptionGroup var options: MembersOptions

    @Option(help: "The code that was sent; without it another one is sent.")
    var code: String?

    @Flag(help: "Decline it.")
    var decline = false

    @Argument(help: "The invitation's id, as `institutions` lists it.")
    var invitation: String

    func validate() throws {
        guard !decline || code == nil else { throw ValidationError("Say --code or --decline, not both.") }
    }

    private struct Line: Encodable {
        let institution: String
        let name: String
        let roles: [String]
    }

    func run() async throws {
        let output = Console.standardOutput
        if decline {
            _ = try await options.run { client, call in
                try await IdentityV1.MembershipsClient(client).declineInvitation(
                    IdentityV1.DeclineInvitationRequest(invitation: invitation), options: call)
            }
            if !options.global.json { output.line("\(output.paint("declined", .green))  \(invitation)") }
            return
        }
        guard let code else {
            let sent = try await options.run { client, call in
                try await IdentityV1.MembershipsClient(client).requestInvitationCode(
                    IdentityV1.RequestInvitationCodeRequest(invitation: invitation), options: call)
            }
            if !options.global.json {
                output.line("A code was sent to \(sent.maskedRecipient). Repeat the command with --code CODE.")
            }
            return
        }
        let joined = try await options.run { client, call in
            try await IdentityV1.MembershipsClient(client).acceptInvitation(
                IdentityV1.AcceptInvitationRequest(invitation: invitation, code: code), options: call)
        }
        let line = Line(institution: joined.institution, name: joined.institutionName, roles: joined.roles)
        if options.global.json {
            output.json(line)
        } else {
            output.line(
                "\(output.paint("joined", .green))  \(line.name), \(line.institution): "
                    + line.roles.joined(separator: ", "))
        }
    }
}
