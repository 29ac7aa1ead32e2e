import ArgumentParser
import Evidence
import MeshAPI
import MeshKernel

/// Destroys what opens a sealed item.
struct ItemErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Destroy an item's bytes, salts, token and metadata; there is no way back.",
        discussion: """
            The log keeps the item's entry, which reveals nothing, and says in another one that it was erased. Bundles that \
            were handed out before still verify; no new one can be made.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Flag(help: "Yes, destroy it for good.")
    var destroyForGood = false

    @Argument(help: "The item: its id or its evidence number.")
    var item: String

    private struct Line: Encodable {
        let evidence: String
        let number: String
        let erased: String
        let logIndex: UInt64
        let tombstoneIndex: UInt64
    }

    func run() async throws {
        let which: EvidenceV1.EraseItemRequest.Which
        if Identifier(item, kind: .evidence) != nil {
            which = .id(item)
        } else if EvidenceNumber(item) != nil {
            which = .number(item)
        } else {
            throw Failure.refused("\(item) is neither an item's id nor an evidence number")
        }
        guard destroyForGood else {
            throw Failure.refused(
                "nothing was erased: this cannot be undone", advice: "Say so: --destroy-for-good.")
        }
        let calls = try EvidenceCalls(global, peer)
        let erasure = try await calls.run { client, options in
            try await EvidenceV1.ErasureClient(client).eraseItem(
                EvidenceV1.EraseItemRequest(which: which), options: options)
        }
        show(erasure)
    }

    private func show(_ erasure: EvidenceV1.ItemErasure) {
        let time = erasure.erasedAt ?? GoogleProtobuf.Timestamp()
        let moment = Quantity.moment(
            WallTime(milliseconds: time.seconds * 1_000 + Int64(time.nanos) / 1_000_000))
        if global.json {
            Console.standardOutput.json(
                Line(
                    evidence: erasure.evidence, number: erasure.number, erased: moment, logIndex: erasure.logIndex,
                    tombstoneIndex: erasure.tombstoneIndex))
        } else {
            let output = Console.standardOutput
            output.line("\(output.paint("erased", .bold))  \(erasure.number), \(moment)")
            output.line(
                "        entry \(erasure.logIndex) of the log stays; entry \(erasure.tombstoneIndex) says that it was erased"
            )
        }
    }
}
