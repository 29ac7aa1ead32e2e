import ArgumentParser
import MeshAPI

/// Gives an account a role.
struct StaffGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Make an account one of the staff, with a role. Its sign-ins end.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "User name, mobile number or id of the account.")
    var name: String

    @Argument(help: "review, privacy, auditor, support or administrator.")
    var role: String

    func run() async throws {
        let member = try await StaffRoster(global, peer).run { client, options in
            try await client.grantRole(
                IdentityV1.GrantRoleRequest(account: name, role: role), options: options)
        }
        StaffRoster.Line(member).show(asJSON: global.json)
        if !global.json { Console.standardOutput.line("They sign in anew: colophon login \(member.userName) --staff") }
    }
}
