import ArgumentParser
import MeshAPI

/// Takes an office from the list.
struct StaffOfficesRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take an office from the list; dossiers that name it keep the name.",
        discussion: "One that is not there stays so.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Whose office: platform, henan or cpcc.")
    var authority: AuthorityWord

    @Argument(help: "Its name.")
    var name: String

    private struct Line: Encodable {
        let removed: String
    }

    func run() async throws {
        _ = try await StaffDesk(global, peer).call(meaning: Failure.lists) { client, options in
            try await IdentityV1.ListsClient(client).removeOffice(
                IdentityV1.RemoveOfficeRequest(authority: authority.wire, name: name), options: options)
        }
        let output = Console.standardOutput
        if global.json {
            output.json(Line(removed: name))
        } else {
            output.line("\(output.paint("removed", .green))  \(name)")
        }
    }
}
