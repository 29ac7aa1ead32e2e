import MeshRPC
import MeshTestKit
import Testing

@Suite("W3C trace context", .timeLimit(.minutes(2)))
struct TraceContextTests {
    @Test("the standard's own example survives both ways")
    func example() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let context = try #require(TraceContext(traceparent: text))
        #expect(context.traceparent == text)
        #expect(context.isSampled)
        #expect(context.traceID.first == 0x0A)
        #expect(context.spanID.last == 0x31)
        #expect(context.child(span: 1).traceparent == "00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01")
    }

    @Test(
        "what the standard forbids is refused",
        arguments: [
            "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        ])
    func refused(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("a later version may be longer")
    func future() {
        #expect(TraceContext(traceparent: "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what") != nil)
    }

    @Test("a root is replayed by its seed")
    func root() {
        let one = TraceContext.root(random: SeededRandom(seed: 5), sampled: true)
        #expect(one == TraceContext.root(random: SeededRandom(seed: 5), sampled: true))
        #expect(TraceContext(traceparent: one.traceparent) == one)
    }
}
