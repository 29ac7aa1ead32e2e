import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("The timer wheel", .timeLimit(.minutes(2)))
struct TimerWheelTests {
    @Test("every timer expires, none early, none later than the next look after it was due")
    func model() {
        for seed in UInt64(1)...20 {
            let random = SeededRandom(seed: seed)
            var wheel = TimerWheel<Int>()
            var now = MonotonicTime(nanoseconds: Int64(random.integer(in: 0...10_000_000_000)))
            var pending: [Int: (index: TimerWheel<Int>.Index, due: MonotonicTime)] = [:]
            for step in 0..<1_500 {
                switch random.integer(in: 0...9) {
                case 0...4:
                    // From long past to many turns of the ring ahead.
                    let delay = Duration.microseconds(
                        random.integer(in: -1_000...random.element(of: [900, 3_000_000])))
                    let due = now.advanced(by: delay)
                    pending[step] = (wheel.insert(step, due: due, now: now), due)
                case 5, 6:
                    if let key = pending.keys.min(), let timer = pending.removeValue(forKey: key) {
                        wheel.remove(timer.index)
                    }
                default:
                    if let wake = wheel.nextWake {
                        let earliest = pending.values.map(\.due).min()
                        #expect(wake <= max(earliest ?? wake, now.advanced(by: .milliseconds(600))), "seed \(seed)")
                    }
                    now = now.advanced(by: .microseconds(random.integer(in: 0...random.element(of: [500, 900_000]))))
                    let expired = Set(wheel.expire(now: now))
                    let due = Set(pending.filter { $0.value.due <= now }.keys)
                    #expect(expired == due, "seed \(seed), step \(step)")
                    for key in expired { pending[key] = nil }
                }
                #expect(wheel.count == pending.count)
            }
            #expect((wheel.nextWake == nil) == pending.isEmpty)
        }
    }
}
