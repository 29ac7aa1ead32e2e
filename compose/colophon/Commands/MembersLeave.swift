import ArgumentParser
import MeshAPI

/// Acts for an institution no more.
struct MembersLeave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leave", abstract: "Act for an institution no more.")

    @OptionGroup var options: MembersOptions

    @Argument(help: "The institution's account, as `institutions` lists it.")
    var institution: String

    private struct Line: Encodable {
        let institution: String
        let state = "left"
    }

    func run() async throws {
        _ = try await options.run(isAdministering: false) { client, call in
            try await IdentityV1.MembershipsClient(client).leaveInstitution(
                IdentityV1.LeaveInstitutionRequest(institution: institution), options: call)
        }
        let output = Console.standardOutput
        if options.global.json {
            output.json(Line(institution: institution))
        } else {
            output.line("\(output.paint("left", .green))  \(institution)")
        }
    }
}
