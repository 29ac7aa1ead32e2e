import ArgumentParser
import MeshAPI

/// Takes a role from an account.
struct StaffWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take a role from an account; with the last it is not of the staff any more.",
        discussion: "Its sign-ins end. Dossiers that it has claimed go back to the queue with the role review.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "User name, mobile number or id of the account.")
    var name: String

    @Argument(help: "review, privacy, auditor, support or administrator.")
    var role: String

    func run() async throws {
        let member = try await StaffRoster(global, peer).run { client, options in
            try await client.withdrawRole(
                IdentityV1.WithdrawRoleRequest(account: name, role: role), options: options)
        }
        StaffRoster.Line(member).show(asJSON: global.json)
    }
}
