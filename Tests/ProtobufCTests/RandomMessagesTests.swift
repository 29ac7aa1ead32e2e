import MeshTestKit
import ProtobufC
import Testing

@Suite("Ten thousand random messages, compared with protoc", .timeLimit(.minutes(10)))
struct RandomMessagesTests {
    /// Each batch is one run of protoc in either direction.
    private static let batches = 20
    private static let messagesInBatch = 500

    @Test("each survives the journey through protoc's text format", arguments: 0..<batches)
    func journey(batch: Int) async throws {
        let seed = 0xC010_F011 + UInt64(batch)
        let random = RandomEverything(random: SeededRandom(seed: seed))
        let many = TestV1.Many(items: (0..<Self.messagesInBatch).map { _ in random.everything() })
        let bytes = many.serialized()
        #expect(try TestV1.Many(serialized: bytes) == many, "seed \(seed)")
        let returned = try TestV1.Many(
            serialized: try await Protoc().roundTrip(bytes, as: "colophon.test.v1.Many"))
        try #require(returned.items.count == many.items.count, "seed \(seed)")
        for index in many.items.indices where returned.items[index] != many.items[index] {
            Issue.record("message \(index) of seed \(seed) came back as another")
        }
    }

    @Test("equal values have equal bytes")
    func deterministic() {
        let random = RandomEverything(random: SeededRandom(seed: 7))
        for _ in 0..<200 {
            let value = random.everything()
            var copy = value
            // Another dictionary with the same content keeps its entries in another order.
            copy.byString = Dictionary(minimumCapacity: 100)
            for (key, entry) in value.byString.sorted(by: { $0.key > $1.key }) { copy.byString[key] = entry }
            #expect(copy.serialized() == value.serialized())
        }
    }
}
