import ArgumentParser
import MeshAPI

/// Replaces a project's copyright settings as a whole.
struct ProjectSettings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Replace a project's copyright settings with those of a YAML file.",
        discussion: """
            The file holds the fields of colophon.evidence.v1.CopyrightSettings, e.g. `category: F`, `nature: original`, \
            and a list `owners:`. What is not known yet is left out. Items sealed from then on inherit the settings.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Title or id of the project.")
    var project: String

    @Option(help: "The YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(help: "Refuse unless the current settings are this version; 0 replaces whatever there is.")
    var expectedVersion: UInt32 = 0

    private struct Line: Encodable {
        let project: String
        let version: UInt32
        let missing: [String]
    }

    func run() async throws {
        let settings = try SettingsFile.read(file)
        let calls = try EvidenceCalls(global, peer)
        let id = try await calls.project(named: project).id
        let (set, missing) = try await calls.run { client, options in
            let evidence = EvidenceV1.EvidenceClient(client)
            let set = try await evidence.setCopyright(
                EvidenceV1.SetCopyrightRequest(project: id, settings: settings, expectedVersion: expectedVersion),
                options: options)
            let missing = try await evidence.getMissingFacts(
                EvidenceV1.GetMissingFactsRequest(project: id), options: options)
            return (set, missing.missing)
        }
        if global.json {
            Console.standardOutput.json(Line(project: id, version: set.version, missing: missing.map(\.field)))
            return
        }
        Console.standardOutput.line("set      version \(set.version) of \(id)")
        ProjectShow.show(missing)
    }
}
