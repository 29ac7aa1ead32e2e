import MeshTestKit
import ProtobufC
import Testing

@Suite("Mutated input, compared with the reference", .timeLimit(.minutes(10)))
struct MutatedInputTests {
    @Test("whatever is accepted means the same to the reference", arguments: 0..<4)
    func mutations(batch: Int) async throws {
        let seed = 0xBAD_0000 + UInt64(batch)
        let random = SeededRandom(seed: seed)
        let source = RandomEverything(random: random)
        var accepted: [[UInt8]] = []
        var ours: [[UInt8]] = []
        var refused = 0
        for _ in 0..<200 {
            let original = source.everything().serialized()
            guard !original.isEmpty else { continue }
            for _ in 0..<25 {
                let mutated = mutate(original, random)
                do throws(ProtobufError) {
                    let value = try TestV1.Everything(serialized: mutated)
                    accepted.append(mutated)
                    ours.append(value.serialized())
                } catch {
                    refused += 1
                }
            }
        }
        // Both must have happened often, or the test says nothing.
        #expect(accepted.count > 200, "seed \(seed)")
        #expect(refused > 200, "seed \(seed)")
        try await ReferencePython().compare(accepted, with: ours)
    }

    /// One to three changes of the kinds that networks, bugs and enemies make.
    private func mutate(_ original: [UInt8], _ random: SeededRandom) -> [UInt8] {
        var bytes = original
        for _ in 0..<random.integer(in: 1...3) where !bytes.isEmpty {
            let place = random.integer(in: 0...(bytes.count - 1))
            switch random.integer(in: 0...5) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[place] ^= 1 << UInt8(random.integer(in: 0...7))
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
            case 4: bytes.removeSubrange(place...)
            default:
                let end = random.integer(in: place...min(place + 40, bytes.count - 1))
                bytes.insert(contentsOf: bytes[place...end], at: random.integer(in: 0...bytes.count))
            }
        }
        return bytes
    }

}
