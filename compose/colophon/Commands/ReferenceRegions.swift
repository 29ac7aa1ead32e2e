import ArgumentParser
import MeshAPI

/// Lists regions.
struct ReferenceRegions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regions", abstract: "List the provinces, or what lies directly below a region.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The code of the region above; without it the provinces.")
    var code: String?

    private struct Line: Encodable {
        let code: String
        let name: String
        let hasChildren: Bool

        enum CodingKeys: String, CodingKey {
            case code, name
            case hasChildren = "has_children"
        }
    }

    func run() async throws {
        let answer = try await Reference.run(global, peer) { client, options in
            try await IdentityV1.ListsClient(client).listRegions(
                IdentityV1.ListRegionsRequest(parent: code ?? ""), options: options)
        }
        let output = Console.standardOutput
        guard !global.json else {
            for region in answer.regions {
                output.json(Line(code: region.code, name: region.name, hasChildren: region.hasChildren))
            }
            return
        }
        guard !answer.regions.isEmpty else {
            output.line("nothing lies below \(code ?? "it")")
            return
        }
        var table = Table([("code", .left), ("name", .left)])
        for region in answer.regions { table.add([region.code, region.name]) }
        for line in table.lines() { output.line(line) }
        if answer.regions.contains(where: \.hasChildren) { output.line("Below one: colophon reference regions CODE") }
        output.line("From \(answer.source)")
    }
}
