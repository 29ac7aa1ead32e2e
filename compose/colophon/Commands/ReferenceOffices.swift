import ArgumentParser
import MeshAPI

/// Lists offices.
struct ReferenceOffices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offices", abstract: "List an authority's offices, of one city or of all.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Whose offices: platform, henan or cpcc.")
    var authority = AuthorityWord.henan

    @Option(help: "Code of a city, as `regions` shows it.")
    var city: String?

    /// An office as commands show it.
    struct Line: Encodable {
        let authority: String
        let name: String
        let city: String
        let address: String
        let telephone: String
        let source: String

        init(_ office: IdentityV1.Office) {
            authority = office.authority.word
            name = office.name
            city = office.city
            address = office.address
            telephone = office.telephone
            source = office.source
        }
    }

    func run() async throws {
        let answer = try await Reference.run(global, peer) { client, options in
            try await IdentityV1.ListsClient(client).listOffices(
                IdentityV1.ListOfficesRequest(authority: authority.wire, city: city ?? ""), options: options)
        }
        let output = Console.standardOutput
        var table = Table([
            ("city", .left), ("name", .left), ("address", .left), ("telephone", .left), ("from", .left),
        ])
        for line in answer.offices.map({ Line($0) }) {
            if global.json { output.json(line) }
            table.add([
                line.city, PlainText.line(line.name), PlainText.line(line.address), PlainText.line(line.telephone),
                PlainText.line(line.source),
            ])
        }
        guard !global.json else { return }
        guard !answer.offices.isEmpty else {
            output.line("no office of \(authority.rawValue) is on the list\(city.map { ", in \($0)" } ?? "")")
            return
        }
        for line in table.lines() { output.line(line) }
    }
}
