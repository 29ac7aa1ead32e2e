import MeshTestKit
import ProtobufC
import Testing

@Suite("Arenas", .timeLimit(.minutes(10)))
struct ArenaTests {
    @Test("pieces are aligned and do not overlap")
    func pieces() {
        let arena = Arena()
        let random = SeededRandom(seed: 5)
        for _ in 0..<3 {
            var taken: [(UnsafeMutableRawPointer, Int)] = []
            for index in 0..<500 {
                let size = random.element(of: [0, 1, 15, 16, 17, 4000, 5000, 100_000])
                let place = arena.allocate(byteCount: size)
                #expect(UInt(bitPattern: place) % 16 == 0)
                place.initializeMemory(as: UInt8.self, repeating: UInt8(truncatingIfNeeded: index), count: size)
                taken.append((place, size))
            }
            for (index, (place, size)) in taken.enumerated() {
                let bytes = UnsafeRawBufferPointer(start: place, count: size)
                #expect(bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) })
            }
            arena.reset()
        }
    }

    @Test("a reset arena starts at the same place again")
    func reuse() {
        let arena = Arena()
        let first = arena.allocate(byteCount: 10)
        arena.reset()
        #expect(arena.allocate(byteCount: 10) == first)
    }

    @Test("what is packed in an arena are the message's bytes")
    func packed() {
        let arena = Arena()
        for value in [
            TestV1.Everything(stringValue: "x"), .init(), .init(bytesValue: .init(repeating: 7, count: 100_000)),
        ] {
            #expect(Array(value.packed(in: arena)) == value.serialized())
            arena.reset()
        }
    }

    @Test("many messages through one arena stay apart from each other")
    func manyMessages() throws {
        let arena = Arena()
        let random = RandomEverything(random: SeededRandom(seed: 21))
        let values = (0..<200).map { _ in random.everything() }
        var back: [TestV1.Everything] = []
        for value in values {
            let bytes = value.serialized()
            back.append(try bytes.withUnsafeBytes { try TestV1.Everything(serialized: $0, arena: arena) })
            arena.reset()
        }
        #expect(back == values)
    }
}
