import MeshRPC
import MeshTestKit
import Testing

@Suite("The stream table", .timeLimit(.minutes(2)))
struct StreamTableTests {
    @Test("it agrees with a dictionary through any history")
    func model() {
        for seed in UInt64(1)...20 {
            let random = SeededRandom(seed: seed)
            var table = StreamTable<Int>()
            var model: [UInt32: Int] = [:]
            var next: UInt32 = random.element(of: [1, 0x5FFF_FF01, 0x7FFF_0001])
            for step in 0..<1_000 {
                if random.integer(in: 0...99) < 52, next < Limits.streamIDMax {
                    table.insert(next, step)
                    model[next] = step
                    next += UInt32(random.integer(in: 1...3)) * 2
                } else if let id = model.keys.min() {
                    #expect(table.remove(id) == model.removeValue(forKey: id), "seed \(seed)")
                    #expect(table.remove(id) == nil)
                }
                if step % 100 == 0 {
                    #expect(table.count == model.count)
                    for (id, value) in model { #expect(table[id: id] == value, "seed \(seed), id \(id)") }
                }
            }
            #expect(table.sorted.map(\.id) == model.keys.sorted())
            #expect(table[id: 0] == nil)
            #expect(table[id: next] == nil)
        }
    }
}
