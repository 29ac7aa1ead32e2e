import ArgumentParser
import MeshAPI

/// Moves a filing's end by a year, for one credit.
struct FilingRenew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Move a filing's end by a year, for one credit.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Id of the filing.")
    var filing: String

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let renewed = try await calls.run { client, options in
            try await EvidenceV1.FilingsClient(client).renewFiling(
                EvidenceV1.RenewFilingRequest(filing: filing), options: options)
        }
        FilingList.show([renewed], asJSON: global.json)
    }
}
