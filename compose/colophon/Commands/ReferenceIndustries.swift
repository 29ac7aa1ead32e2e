import ArgumentParser
import MeshAPI

/// Lists industries.
struct ReferenceIndustries: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "industries", abstract: "List the sections of the classification of economic activities.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    private struct Line: Encodable {
        let code: String
        let name: String
    }

    func run() async throws {
        let answer = try await Reference.run(global, peer) { client, options in
            try await IdentityV1.ListsClient(client).listIndustries(
                IdentityV1.ListIndustriesRequest(), options: options)
        }
        let output = Console.standardOutput
        var table = Table([("code", .left), ("name", .left)])
        for industry in answer.industries {
            if global.json { output.json(Line(code: industry.code, name: industry.name)) }
            table.add([industry.code, industry.name])
        }
        guard !global.json else { return }
        for line in table.lines() { output.line(line) }
        output.line("From \(answer.source)")
    }
}
