import ArgumentParser
import MeshAPI
import MeshRPC

/// Who acts for an institution.
struct Members: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say who acts for your institution and may do what; act for one yourself.",
        discussion: """
            `list`, `invite`, `roles`, `suspend`, `resume` and `remove` are for whoever is an administrator: signed in as the \
            institution, or acting for it. `institutions`, `accept`, `act` and `leave` are for employees, signed in as \
            themselves. Roles: administrator, filer, finance, viewer.
            """,
        subcommands: [
            MembersList.self, MembersInvite.self, MembersRoles.self, MembersSuspend.self, MembersResume.self,
            MembersRemove.self, MembersInstitutions.self, MembersAccept.self, MembersAct.self, MembersLeave.self,
        ], defaultSubcommand: MembersList.self)

    /// Somebody who acts for an institution, as the commands show them.
    struct Line: Encodable {
        let account: String
        let userName: String
        let mobile: String
        let roles: [String]
        let state: String
        let founding: Bool

        enum CodingKeys: String, CodingKey {
            case account, mobile, roles, state, founding
            case userName = "user_name"
        }

        init(_ member: IdentityV1.Member) {
            account = member.account
            userName = member.userName
            mobile = member.maskedMobile
            roles = member.roles
            state = member.state == .suspended ? "suspended" : "active"
            founding = member.founding
        }

        /// Shows what became of somebody.
        func show(isJSON: Bool) {
            let output = Console.standardOutput
            if isJSON {
                output.json(self)
            } else {
                output.line(
                    "\(output.paint(state, .green))  \(userName), \(account), \(mobile): \(roles.joined(separator: ", "))"
                )
            }
        }
    }
}

/// The options of every such command.
struct MembersOptions: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    /// Runs a call on behalf of whoever has signed in: one that says who may act for the institution or, where not
    /// `isAdministering`, for whom they act themselves.
    func run<T: Sendable>(
        isAdministering: Bool = true, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        let (calls, signIn) = try await Sessions.signedIn(global, peer)
        return try await calls.run(as: signIn) { client, call in
            do {
                return try await body(client, call)
            } catch let error as RPCError {
                throw Failure.members(error, isAdministering: isAdministering) ?? error
            }
        }
    }
}
