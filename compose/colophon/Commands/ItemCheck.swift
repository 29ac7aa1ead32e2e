import ArgumentParser
import MeshAPI

/// Has an item held against its seal now.
struct ItemCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Have an item's stored bytes, token and log entry checked now.",
        discussion: "Exit code 1 when something does not hold.")

    /// How long the service may read.
    private static let limit = Duration.seconds(300)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Id or evidence number of the item.")
    var item: String

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let which = item.hasPrefix("evd_") ? EvidenceV1.CheckItemRequest.Which.id(item) : .number(item)
        let check = try await calls.run(limit: Self.limit) { client, options in
            try await EvidenceV1.CustodyClient(client).checkItem(
                EvidenceV1.CheckItemRequest(which: which), options: options)
        }
        ItemChecks.show([check], asJSON: global.json)
        guard check.passed else {
            throw Failure.proof("\(item) is not what was sealed: \(check.failed.joined(separator: ", "))")
        }
    }
}
