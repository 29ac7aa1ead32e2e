import ArgumentParser
import MeshAPI

/// Accepts an invitation.
struct MembersAccept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Accept an invitation with the code that was sent to the account's number.",
        discussion: """
            The code that came with the invitation is good for five minutes; then another is sent. With --decline there is \
            no code: the invitation is over.

            Example: colophon account members accept --code 693560 inv_01a20562-813d-7373-9ca9-61161dcaa0d4
            """)

    @OptionGroup var options: MembersOptions

    @Option(help: "The code that was sent; without it one is asked for, and sent where none was.")
    var code: String?

    @Option(help: "The account's number: in development, without a terminal, its inbox is looked at for the code.")
    var mobile: String?

    @Flag(help: "Decline it.")
    var decline = false

    @Argument(help: "The invitation's id, as `institutions` lists it.")
    var invitation: String

    func validate() throws {
        guard !decline || (code == nil && mobile == nil) else {
            throw ValidationError("Say --decline, or how the code comes, not both.")
        }
    }

    private struct Line: Encodable {
        let institution: String
        let name: String
        let roles: [String]
    }

    private struct DeclinedLine: Encodable {
        let invitation: String
        let state = "declined"
    }

    func run() async throws {
        let output = Console.standardOutput
        if decline {
            _ = try await options.run(isAdministering: false) { client, call in
                try await IdentityV1.MembershipsClient(client).declineInvitation(
                    IdentityV1.DeclineInvitationRequest(invitation: invitation), options: call)
            }
            if options.global.json {
                output.json(DeclinedLine(invitation: invitation))
            } else {
                output.line("\(output.paint("declined", .green))  \(invitation)")
            }
            return
        }
        let number = try mobile.map { text throws(Failure) in try Register.number(text, of: "--mobile") }
        let (calls, signIn) = try await Sessions.signedIn(options.global, options.peer)
        let code =
            if let given = self.code { given } else {
                try await OneTimeCodeEntry(calls, isSilent: options.global.json).invitationCode(
                    invitation, of: signIn, mobile: number)
            }
        let joined = try await options.run(isAdministering: false) { client, call in
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
            output.line("Act for it: colophon account members act \(line.institution)")
        }
    }
}
