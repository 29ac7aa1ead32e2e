import MeshRPC
import Testing

@Suite("Errors", .timeLimit(.minutes(2)))
struct RPCErrorTests {
    @Test("details are found again: fields, a reason, a delay")
    func details() {
        let error = RPCError.invalidArgument("the title is empty", field: "title")
            .violating(field: "year", "is in the future")
            .withReason("BAD_FORM", domain: "evidence")
            .retryAfter(.milliseconds(1_500))
        #expect(error.fieldViolations.map(\.field) == ["title", "year"])
        #expect(error.fieldViolations.first?.description == "the title is empty")
        #expect(error.reason == RPCError.Reason(reason: "BAD_FORM", domain: "evidence"))
        #expect(error.retryDelay == .milliseconds(1_500))
        #expect(error.description == "INVALID_ARGUMENT: the title is empty")
        #expect(error.details.count == 3)
    }

    @Test("numbers of the wire: zero is no error, an unknown one is unknown")
    func codes() {
        #expect(RPCError.Code(wire: 0) == nil)
        #expect(RPCError.Code(wire: 5) == .notFound)
        #expect(RPCError.Code(wire: 99) == .unknown)
        #expect(RPCError.Code(wire: -1) == .unknown)
        #expect(RPCError.Code.allCases.map(\.rawValue) == Array(1...16))
    }
}
