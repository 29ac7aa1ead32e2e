import ArgumentParser
import MeshAPI

/// Lists the account's filings.
struct FilingList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the account's filings.")

    /// Where a filing stands.
    enum State: String, ExpressibleByArgument, CaseIterable {
        case active
        case expiring
        case void
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Only of this project: title or id.")
    var project: String?

    @Option(help: "Only filings that are active, expiring or void.")
    var only: State?

    @Flag(help: "Only filings that await their timestamp.")
    var awaiting = false

    @Option(help: "Only filings of this supplier.")
    var supplier = ""

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        var id = ""
        if let project { id = try await calls.project(named: project).id }
        let wanted: EvidenceV1.FilingState =
            switch only {
            case .active: .active
            case .expiring: .expiring
            case .void: .void
            case nil: .unspecified
            }
        let filings = try await calls.run { [id] client, options in
            let service = EvidenceV1.FilingsClient(client)
            var filings: [EvidenceV1.Filing] = []
            var token = ""
            repeat {
                let page = try await service.listFilings(
                    EvidenceV1.ListFilingsRequest(
                        project: id, state: wanted, pageSize: 200, pageToken: token,
                        timing: awaiting ? .awaiting : .unspecified, supplier: supplier),
                    options: options)
                filings += page.filings
                token = page.nextPageToken
            } while !token.isEmpty
            return filings
        }
        Self.show(filings, asJSON: global.json)
    }

    /// Shows filings, one a line.
    static func show(_ filings: [EvidenceV1.Filing], asJSON: Bool) {
        var table = Table([
            ("filing", .left), ("state", .left), ("expires", .left), ("items", .right), ("supplier", .left),
            ("timestamp", .left), ("content", .left),
        ])
        for line in filings.map(Filing.Line.init) {
            if asJSON { Console.standardOutput.json(line) }
            let content = line.content.split(separator: "\n").first.map(String.init) ?? ""
            table.add([
                line.id, line.state, line.expires, "\(line.evidence.count)", line.supplier, line.timestamp, content,
            ])
        }
        if !asJSON { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
