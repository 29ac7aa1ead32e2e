import ProtobufC
import Testing

@Suite("Well-known types", .timeLimit(.minutes(10)))
struct WellKnownTypesTests {
    @Test(
        "milliseconds become a timestamp and come back, before 1970 too",
        arguments: [Int64(0), 1, -1, 999, -1000, -1001, 1_700_000_000_123])
    func timestamps(milliseconds: Int64) {
        let timestamp = GoogleProtobuf.Timestamp(millisecondsSince1970: milliseconds)
        #expect(timestamp.isValid)
        #expect(timestamp.millisecondsSince1970 == milliseconds)
    }

    @Test("a timestamp outside the bounds has no milliseconds")
    func bounds() {
        #expect(GoogleProtobuf.Timestamp(seconds: .max).millisecondsSince1970 == nil)
        #expect(GoogleProtobuf.Timestamp(nanos: 1_000_000_000).millisecondsSince1970 == nil)
    }

    @Test("lengths of time become Swift's and come back")
    func durations() {
        for duration: Duration in [.zero, .seconds(-1.5), .nanoseconds(1), .seconds(315_576_000_000)] {
            #expect(GoogleProtobuf.Duration(duration)?.duration == duration)
        }
        #expect(GoogleProtobuf.Duration(.seconds(315_576_000_001)) == nil)
        #expect(GoogleProtobuf.Duration(seconds: 1, nanos: -1).duration == nil)
    }

    @Test("any message goes into Any and comes out as its own type only")
    func any() throws {
        let any = GoogleProtobuf.`Any`(packing: GoogleProtobuf.Timestamp(seconds: 5))
        #expect(any.typeUrl == "type.googleapis.com/google.protobuf.Timestamp")
        #expect(try any.unpacked(as: GoogleProtobuf.Timestamp.self) == .init(seconds: 5))
        #expect(try any.unpacked(as: GoogleProtobuf.Duration.self) == nil)
        #expect(throws: ProtobufError.truncated) {
            try GoogleProtobuf.`Any`(typeUrl: any.typeUrl, value: [0x08]).unpacked(as: GoogleProtobuf.Timestamp.self)
        }
    }
}
