import ArgumentParser
import MeshAPI

/// Lists filings about which something is to be done, or was.
struct FilingManage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manage", abstract: "List filings that are near their end, void, or were renewed.")

    /// What they have in common.
    enum Matter: String, ExpressibleByArgument, CaseIterable {
        case expiring
        case void
        case renewed

        /// The same in the service's words.
        var wire: EvidenceV1.FilingMatter {
            switch self {
            case .expiring: .expiring
            case .void: .void
            case .renewed: .renewed
            }
        }
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Only of this project: title or id.")
    var project: String?

    @Option(help: "Only filings that are expiring, void or renewed.")
    var only: Matter?

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        var id = ""
        if let project { id = try await calls.project(named: project).id }
        let filings = try await calls.run { [id] client, options in
            let service = EvidenceV1.FilingsClient(client)
            var filings: [EvidenceV1.Filing] = []
            var token = ""
            repeat {
                let page = try await service.listManagement(
                    EvidenceV1.ListManagementRequest(
                        project: id, matter: only?.wire ?? .unspecified, pageSize: 200, pageToken: token),
                    options: options)
                filings += page.filings
                token = page.nextPageToken
            } while !token.isEmpty
            return filings
        }
        FilingList.show(filings, asJSON: global.json)
    }
}
