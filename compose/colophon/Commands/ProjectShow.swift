import ArgumentParser
import MeshAPI
import ProtobufC

/// Shows a project, its copyright settings, and what a registration would still ask for.
struct ProjectShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a project and its settings.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Title or id of the project.")
    var project: String

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let found = try await calls.project(named: project)
        let (copyright, missing) = try await calls.run { client, options in
            let evidence = EvidenceV1.EvidenceClient(client)
            return (
                try await evidence.getCopyright(
                    EvidenceV1.GetCopyrightRequest(project: found.id), options: options),
                try await evidence.getMissingFacts(
                    EvidenceV1.GetMissingFactsRequest(project: found.id), options: options)
            )
        }
        let pool = try DescriptorPool(fileDescriptorSet: EvidenceV1.fileDescriptorSet)
        let output = Console.standardOutput
        if global.json {
            output.line(try pool.json(found.serialized(), type: EvidenceV1.Project.protoName))
            output.line(try pool.json(copyright.serialized(), type: EvidenceV1.Copyright.protoName))
            output.line(try pool.json(missing.serialized(), type: EvidenceV1.GetMissingFactsResponse.protoName))
            return
        }
        output.line("\(found.title)  \(found.id)")
        output.line("  items    \(found.itemCount), chain version \(found.chainVersion)")
        output.line("  settings \(found.copyrightVersion == 0 ? "none" : "version \(found.copyrightVersion)")")
        if let settings = copyright.settings, copyright.version > 0 {
            let text = try pool.json(
                settings.serialized(), type: EvidenceV1.CopyrightSettings.protoName, pretty: true)
            for line in text.split(separator: "\n") { output.line("  " + line) }
        }
        Self.show(missing.missing)
    }

    /// Says what a registration would still ask for.
    static func show(_ missing: [EvidenceV1.GetMissingFactsResponse.Fact]) {
        let output = Console.standardOutput
        guard !missing.isEmpty else {
            output.line("  a registration would need nothing more")
            return
        }
        output.line("  a registration would still ask for")
        for fact in missing { output.line("    \(fact.field): \(fact.description)") }
    }
}
