import MeshKernel
import MeshRPC
import MeshTestKit
import NIOCore
import Testing

@Suite("Control frames", .timeLimit(.minutes(2)))
struct ControlFrameTests {
    @Test("Settings survive the wire")
    func settings() {
        let settings = Settings(
            frameBytesMax: 1 << 20, streamWindowBytes: 70_000, connectionWindowBytes: 2 << 20, streamsMax: 9)
        var buffer = ByteBuffer()
        settings.write(to: &buffer)
        #expect(buffer.readableBytes == 24)
        #expect(Settings.initial.updated(by: buffer) == settings)
    }

    @Test("unknown settings are skipped; a cut payload and values out of bounds are refused")
    func oddSettings() {
        var unknown = ByteBuffer()
        unknown.writeMultipleIntegers(UInt16(77), UInt32(5))
        #expect(Settings.initial.updated(by: unknown) == .initial)
        #expect(Settings.initial.updated(by: ByteBuffer(bytes: [0, 4, 0, 0, 0])) == nil)
        for (key, value) in [(UInt16(1), UInt32(0)), (1, 5 << 20), (2, 1 << 31), (3, .max)] {
            var buffer = ByteBuffer()
            buffer.writeMultipleIntegers(key, value)
            #expect(Settings.initial.updated(by: buffer) == nil, "\(key): \(value)")
        }
    }

    @Test("GoAway survives the wire; its text is bounded and repaired")
    func goAway() throws {
        let goAway = GoAway(lastStream: 41, code: 8, text: "enhance your calm")
        var buffer = ByteBuffer()
        goAway.write(to: &buffer)
        #expect(GoAway(buffer) == goAway)
        #expect(GoAway(ByteBuffer(bytes: [0, 0, 0, 1])) == nil)
        var broken = ByteBuffer()
        broken.writeMultipleIntegers(UInt32(1), UInt32(2))
        broken.writeBytes([0xFF, 0xFE])
        #expect(try #require(GoAway(broken)).lastStream == 1)
        var long = ByteBuffer()
        GoAway(lastStream: 1, code: 0, text: String(repeating: "x", count: 5_000)).write(to: &long)
        #expect(long.readableBytes == 8 + Limits.goAwayTextBytesMax)
    }

    private static func expect(_ expected: Bool, _ budget: inout ControlBudget, _ now: MonotonicTime) {
        let isSpent = budget.spend(now: now)
        #expect(isSpent == expected)
    }

    @Test("a second's worth of control frames may come at once, then as many each second")
    func budget() {
        var now = MonotonicTime(nanoseconds: 1_000_000_000)
        var budget = ControlBudget(perSecond: 100, now: now)
        for _ in 0..<100 { Self.expect(true, &budget, now) }
        Self.expect(false, &budget, now)
        now = now.advanced(by: .milliseconds(100))
        for _ in 0..<10 { Self.expect(true, &budget, now) }
        Self.expect(false, &budget, now)
        now = now.advanced(by: .seconds(3_600))
        for _ in 0..<100 { Self.expect(true, &budget, now) }
        // An hour of silence earns no more than a second's worth.
        Self.expect(false, &budget, now)
    }
}
