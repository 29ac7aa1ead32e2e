import MeshTestKit
import ProtobufC
import Testing

@Suite("Fields that occur more than once, compared with protoc", .timeLimit(.minutes(10)))
struct MergingTests {
    private func agree(_ bytes: [UInt8], _ comment: Comment) async throws {
        let reference = try await Protoc().roundTrip(bytes, as: "colophon.test.v1.Everything")
        #expect(
            try TestV1.Everything(serialized: bytes) == TestV1.Everything(serialized: reference), comment)
    }

    @Test("parts of a message field are joined, field by field and list by list")
    func messages() async throws {
        let first = TestV1.Shape(kind: .circle, corners: [.init(x: 1)], centre: .init(x: 5), label: "first")
        let second = TestV1.Shape(corners: [.init(x: 2)], centre: .init(y: 6))
        let bytes = Wire.block(18, first.serialized()) + Wire.number(3, 1) + Wire.block(18, second.serialized())
        let value = try TestV1.Everything(serialized: bytes)
        #expect(
            value.shape
                == TestV1.Shape(
                    kind: .circle, corners: [.init(x: 1), .init(x: 2)], centre: .init(x: 5, y: 6), label: "first"))
        #expect(value.int32Value == 1)
        try await agree(bytes, "two shapes")
    }

    @Test("of a oneof the last member counts, joined only with its direct predecessors")
    func oneofs() async throws {
        let one = Wire.block(77, TestV1.Shape(label: "one").serialized())
        let two = Wire.block(77, TestV1.Shape(kind: .circle).serialized())
        let text = Wire.block(74, Array("text".utf8))
        try await agree(one + two, "message, same message")
        try await agree(one + text, "message, text")
        try await agree(text + one, "text, message")
        try await agree(one + text + two, "message, text, message")
        try await agree(one + text + two + one, "message, text, message, message")
        #expect(
            try TestV1.Everything(serialized: one + text + two).choice == .chosenShape(.init(kind: .circle)))
    }

    @Test("of a scalar, and of a map's key, the last counts")
    func last() async throws {
        try await agree(Wire.number(3, 1) + Wire.number(3, 2), "int32")
        try await agree(Wire.number(3, 1) + Wire.number(3, 0), "int32, 0 at the end")
        try await agree(Wire.block(14, [0x41]) + Wire.block(14, []), "string, empty at the end")
        let entry = Wire.block(62, Wire.block(1, [0x6b]) + Wire.block(2, [0x31]))
        try await agree(entry + Wire.block(62, Wire.block(1, [0x6b]) + Wire.block(2, [0x32])), "map")
        try await agree(Wire.block(62, []), "an entry without key and value")
        try await agree(Wire.block(57, Wire.tag(1, 5) + [7, 0, 0, 0]), "an entry without value")
    }

    @Test("keys that differ only in their Unicode normalisation are refused rather than joined")
    func ambiguousKeys() {
        let composed = Wire.block(62, Wire.block(1, Array("\u{E9}".utf8)))
        let decomposed = Wire.block(62, Wire.block(1, Array("e\u{301}".utf8)))
        #expect(throws: ProtobufError.ambiguousKey(field: "colophon.test.v1.Everything.by_string")) {
            try TestV1.Everything(serialized: composed + decomposed)
        }
        #expect(throws: Never.self) { try TestV1.Everything(serialized: composed + composed) }
    }

    @Test("lists take packed and single elements, mixed")
    func lists() async throws {
        try await agree(Wire.block(23, [1, 2]) + Wire.number(23, 3) + Wire.block(23, [4]), "packed by its declaration")
        try await agree(Wire.number(41, 1) + Wire.block(41, [2, 3]) + Wire.number(41, 4), "single by its declaration")
        try await agree(Wire.block(23, []), "an empty packed list")
    }

    @Test("joining many parts takes time in proportion")
    func linear() throws {
        let parts = (0..<100_000).flatMap { _ in Wire.block(77, []) + Wire.block(74, []) }
        #expect(try TestV1.Everything(serialized: parts).choice == .chosenString(""))
        let same = (0..<100_000).flatMap { _ in Wire.block(18, Wire.block(3, [])) }
        #expect(try TestV1.Everything(serialized: same).shape == .init(centre: .init()))
    }
}
