import ArgumentParser
import MeshAPI

/// Creates a project with an empty chain.
struct ProjectCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Create a project.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Its title, 1 to 200 characters.")
    var title: String

    private struct Line: Encodable {
        let id: String
        let title: String
    }

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let project = try await calls.run { client, options in
            try await EvidenceV1.EvidenceClient(client).createProject(
                EvidenceV1.CreateProjectRequest(title: title), options: options)
        }
        if global.json {
            Console.standardOutput.json(Line(id: project.id, title: project.title))
        } else {
            Console.standardOutput.line("created  \(project.id)  \(project.title)")
        }
    }
}
