import ArgumentParser
import MeshAPI

/// Lists the account's mandates.
struct MandatesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List whom you act for, and who acts for you, the oldest first.")

    /// On which side of a mandate the account stands.
    enum Side: String, ExpressibleByArgument, CaseIterable {
        case agent
        case holder

        var wire: IdentityV1.MandateSide {
            switch self {
            case .agent: .agent
            case .holder: .holder
            }
        }
    }

    @OptionGroup var options: MandatesOptions

    @Option(name: .customLong("as"), help: "Only those in which you are the agent, or the holder.")
    var side: Side?

    func run() async throws {
        var mandates: [MandateLine] = []
        for side in side.map({ [$0] }) ?? Side.allCases {
            var token = ""
            repeat {
                let page = try await options.run { [token] client, call in
                    try await client.listMandates(
                        IdentityV1.ListMandatesRequest(side: side.wire, pageSize: 200, pageToken: token), options: call)
                }
                mandates += page.mandates.map { MandateLine($0) }
                token = page.nextPageToken
            } while !token.isEmpty
        }
        let none =
            switch side {
            case .agent: "you act for nobody"
            case .holder: "nobody acts for you"
            case nil: "nobody acts for you, and you act for nobody"
            }
        MandateLine.show(mandates, asJSON: options.global.json, none: none)
    }
}
