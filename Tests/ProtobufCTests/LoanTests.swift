import CProtobufC
import CTestProto
import MeshTestKit
import ProtobufC
import Testing

@Suite("Long strings that are not copied", .timeLimit(.minutes(10)))
struct LoanTests {
    private static let long = [UInt8](repeating: 0x61, count: 40_000)
    private static let other = [UInt8](repeating: 0x62, count: 50_000)

    /// Messages with a long string in every relation to the other fields.
    private static let cases: [(name: String, bytes: [UInt8])] = {
        let shape = Wire.block(77, TestV1.Shape(label: "one").serialized())
        return [
            ("alone", Wire.block(15, long)),
            ("first", Wire.block(15, long) + Wire.number(3, 7) + Wire.block(14, [0x41])),
            ("in the middle", Wire.number(3, 7) + Wire.block(15, long) + Wire.block(14, [0x41])),
            ("last", Wire.number(3, 7) + Wire.block(14, [0x41]) + Wire.block(15, long)),
            ("text", Wire.number(3, 7) + Wire.block(14, long)),
            ("two fields", Wire.block(14, long) + Wire.block(15, other)),
            ("twice", Wire.block(15, long) + Wire.number(3, 7) + Wire.block(15, other)),
            ("and empty later", Wire.block(15, long) + Wire.block(15, [])),
            ("and short before", Wire.block(15, [1]) + Wire.block(15, long)),
            ("in a list", Wire.block(34, long) + Wire.block(35, other)),
            ("in a message", Wire.block(18, Wire.block(4, long))),
            ("of a oneof", Wire.block(75, long) + Wire.number(3, 7)),
            ("of a oneof, after another member", shape + Wire.block(75, long)),
            ("of a oneof, before another member", Wire.block(75, long) + Wire.number(72, 5)),
            ("of a oneof, between others", Wire.number(72, 5) + Wire.block(74, long) + Wire.block(75, [1])),
            ("of a oneof, twice", Wire.block(75, long) + Wire.block(75, other)),
            ("beside a oneof", Wire.number(72, 5) + Wire.block(15, long)),
        ]
    }()

    @Test("the message is the one that protoc reads", arguments: cases.indices)
    func agreement(_ index: Int) async throws {
        let (name, bytes) = Self.cases[index]
        let reference = try await Protoc().roundTrip(bytes, as: "colophon.test.v1.Everything")
        let isSame = try TestV1.Everything(serialized: bytes) == TestV1.Everything(serialized: reference)
        #expect(isSame, "\(name)")
        // The reference is written in the order of the fields, and lends its own long string.
        let isWritten = try TestV1.Everything(serialized: reference).serialized() == reference
        #expect(isWritten, "\(name)")
    }

    @Test("an unknown field is skipped, however long")
    func unknown() throws {
        let bytes = Wire.block(9_999, Self.long) + Wire.number(3, 7) + Wire.block(9_998, Self.other)
        #expect(try TestV1.Everything(serialized: bytes) == TestV1.Everything(int32Value: 7))
    }

    @Test("the struct points into the bytes, for a plain field and for a oneof's")
    func lent() throws {
        let arena = Arena()
        for (field, bytes) in [(15, Self.cases[2].bytes), (75, Self.cases[11].bytes)] {
            try bytes.withUnsafeBytes { bytes in
                let message = try Unpacking.unpack(bytes, as: TestV1.Everything.descriptor, in: arena)
                let everything = UnsafeRawPointer(message).assumingMemoryBound(to: TestV1.Everything.CStruct.self)
                let data = field == 15 ? everything.pointee.bytes_value : everything.pointee.chosen_bytes
                let start = try #require(UnsafeRawPointer(data.data))
                let base = try #require(bytes.baseAddress)
                #expect(base <= start && start + data.len <= base + bytes.count)
                #expect(data.len == Self.long.count)
            }
            arena.reset()
        }
    }

    @Test("text is checked for UTF-8 wherever it lies")
    func text() {
        #expect(throws: ProtobufError.invalidUTF8(field: "colophon.test.v1.Everything.string_value")) {
            try TestV1.Everything(serialized: Wire.block(14, Self.long + [0xFF]))
        }
    }

    @Test("a message cut short is refused, wherever the cut is")
    func cuts() {
        let bytes = Self.cases[2].bytes
        for count in [1, 3, 5, 100, 20_000, bytes.count - 4, bytes.count - 1] {
            #expect(throws: ProtobufError.self) { try TestV1.Everything(serialized: Array(bytes.prefix(count))) }
        }
    }

    @Test("pieces of a message are its bytes, and a long string is one of them")
    func pieces() {
        let random = RandomEverything(random: SeededRandom(seed: 31))
        let arena = Arena()
        for round in 0..<100 {
            var value = random.everything()
            value.bytesValue = [UInt8](repeating: UInt8(round), count: round % 2 == 0 ? 100 : 30_000)
            var gathered: [UInt8] = []
            var longest = 0
            let message = value.prepared(in: arena)
            message.write {
                gathered += $0
                longest = max(longest, $0.count)
            }
            let isSame = gathered == value.serialized()
            #expect(isSame, "round \(round)")
            #expect(gathered.count == message.byteCount)
            if round % 2 == 1 { #expect(longest >= 30_000) }
            arena.reset()
        }
    }

    @Test("an arena keeps the array that a struct points to, and a change makes another")
    func kept() {
        let arena = Arena()
        var bytes: [UInt8]? = [UInt8](repeating: 3, count: 100_000)
        let data = arena.copy(bytes ?? [])
        bytes?[0] = 9
        bytes = nil
        let kept = UnsafeBufferPointer(start: data.data, count: data.len)
        #expect(kept.count == 100_000 && kept.allSatisfy { $0 == 3 })
    }
}
