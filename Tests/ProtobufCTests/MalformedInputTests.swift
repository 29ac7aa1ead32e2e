import MeshTestKit
import ProtobufC
import Testing

@Suite("Malformed input is refused", .timeLimit(.minutes(10)))
struct MalformedInputTests {
    private func refusal(_ bytes: [UInt8]) -> ProtobufError? {
        do throws(ProtobufError) {
            _ = try TestV1.Everything(serialized: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("a message cut anywhere but between two fields")
    func truncated() throws {
        let value = RandomEverything(random: SeededRandom(seed: 3)).everything()
        let bytes = value.serialized()
        // The ends of top-level fields, found without the code under test.
        var ends: Set<Int> = [0]
        var position = 0
        func varint() -> UInt64 {
            var result: UInt64 = 0
            var shift: UInt64 = 0
            while true {
                let byte = bytes[position]
                position += 1
                result |= UInt64(byte & 0x7f) << shift
                shift += 7
                if byte < 0x80 { return result }
            }
        }
        while position < bytes.count {
            switch varint() & 7 {
            case 0: _ = varint()
            case 1: position += 8
            case 2: position += Int(varint())
            default: position += 4
            }
            ends.insert(position)
        }
        try #require(ends.count > 10)
        for count in 0..<bytes.count {
            let error = refusal(Array(bytes[..<count]))
            #expect((error == nil) == ends.contains(count), "cut at \(count)")
        }
    }

    @Test(
        "varints that do not end in ten bytes or do not fit",
        arguments: [
            Wire.tag(4, 0) + [UInt8](repeating: 0xff, count: 10) + [1],
            Wire.tag(4, 0) + [UInt8](repeating: 0x80, count: 10) + [0],
            Wire.tag(4, 0) + [UInt8](repeating: 0xff, count: 9) + [2],
            Wire.tag(4, 0) + [UInt8](repeating: 0x80, count: 9) + [0x7f],
            // In a packed list, in an unknown field, as a tag, as a length.
            Wire.block(24, [UInt8](repeating: 0xff, count: 9) + [2]),
            Wire.tag(1000, 0) + [UInt8](repeating: 0xff, count: 9) + [3],
            [0xa0, 0x80, 0x80, 0x80, 0x80, 0x00, 0],
            [0xa0, 0x80, 0x80, 0x80, 0x7f, 0],
            Wire.tag(14, 2) + [0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x41],
        ])
    func varints(bytes: [UInt8]) {
        #expect(refusal(bytes) == .malformedVarint)
    }

    @Test("numbers that a 32-bit field cannot hold, alone, in lists and in maps")
    func outOfRange() {
        let tooLarge: UInt64 = 1 << 32
        for field: UInt64 in [3, 5, 7, 16] {
            #expect(
                refusal(Wire.number(field, tooLarge))
                    == .outOfRange(message: "colophon.test.v1.Everything", field: UInt32(field)))
        }
        for field: UInt64 in [23, 25, 27, 36, 41, 46] {
            #expect(
                refusal(Wire.block(field, Wire.varint(tooLarge)))
                    == .outOfRange(message: "colophon.test.v1.Everything", field: UInt32(field)))
        }
        #expect(
            refusal(Wire.block(51, Wire.number(1, tooLarge)))
                == .outOfRange(message: "colophon.test.v1.Everything.ByInt32Entry", field: 1))
        // Negative numbers come sign-extended, and from old writers in 32 bits.
        #expect(refusal(Wire.number(3, UInt64(bitPattern: -1))) == nil)
        #expect(refusal(Wire.number(3, 0xffff_ffff)) == nil)
        #expect(refusal(Wire.number(3, UInt64(bitPattern: Int64(Int32.min) - 1))) != nil)
    }

    @Test("field number 0, groups and wire types that do not exist", arguments: [UInt64(0), 3, 4, 6, 7])
    func tags(wireType: UInt64) {
        if wireType == 0 {
            #expect(refusal([0x00, 0x00]) == .malformedTag)
            #expect(refusal([0x02, 0x00]) == .malformedTag)
            #expect(refusal(Wire.block(18, [0x00, 0x00])) == .malformedTag)
        } else {
            #expect(refusal(Wire.tag(3, wireType) + [0]) == .malformedTag)
            #expect(refusal(Wire.tag(1000, wireType) + [0]) == .malformedTag)
        }
    }

    @Test("a known field with every wire type but its own")
    func wireTypes() throws {
        let pool = try DescriptorPool(fileDescriptorSet: TestV1.fileDescriptorSet)
        let schema = try #require(pool.message(named: "colophon.test.v1.Everything"))
        for field in schema.fields {
            let own: UInt64
            switch field.kind {
            case .double, .fixed64, .sfixed64: own = 1
            case .float, .fixed32, .sfixed32: own = 5
            case .string, .bytes, .message: own = 2
            default: own = 0
            }
            let payloads: [(UInt64, [UInt8])] = [
                (0, [1]), (1, [UInt8](repeating: 0, count: 8)), (2, [0]), (5, [UInt8](repeating: 0, count: 4)),
            ]
            for (wireType, payload) in payloads {
                let isFine = wireType == own || (wireType == 2 && field.isRepeated)
                let error = refusal(Wire.tag(UInt64(field.number), wireType) + payload)
                if isFine {
                    #expect(error == nil, "\(field.name) with wire type \(wireType)")
                } else {
                    #expect(
                        error == .wrongWireType(message: "colophon.test.v1.Everything", field: field.number),
                        "\(field.name) with wire type \(wireType)")
                }
            }
        }
    }

    @Test("lengths that reach past the end, inside and outside of nested messages")
    func lengths() {
        #expect(refusal(Wire.tag(14, 2) + Wire.varint(5) + [0x41]) == .truncated)
        #expect(refusal(Wire.tag(14, 2) + Wire.varint(UInt64(UInt32.max)) + [0x41]) == .truncated)
        #expect(refusal(Wire.block(18, Wire.tag(4, 2) + [3, 0x41])) == .truncated)
        #expect(refusal(Wire.block(18, Wire.tag(4, 2) + [3, 0x41]) + [0x41, 0x41]) == .truncated)
        // Packed lists whose last element is cut.
        #expect(refusal(Wire.block(23, [1, 0x80])) == .truncated)
        #expect(refusal(Wire.block(21, [UInt8](repeating: 0, count: 12))) == .truncated)
        #expect(refusal(Wire.block(29, [UInt8](repeating: 0, count: 6))) == .truncated)
    }

    @Test("text that is not UTF-8, wherever text can stand; the error names the field")
    func utf8() {
        let bad: [[UInt8]] = [
            [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x41, 0xe4, 0xbd],
        ]
        for text in bad {
            #expect(
                refusal(Wire.block(14, text)) == .invalidUTF8(field: "colophon.test.v1.Everything.string_value"))
            #expect(refusal(Wire.block(34, text)) == .invalidUTF8(field: "colophon.test.v1.Everything.strings"))
            #expect(refusal(Wire.block(74, text)) == .invalidUTF8(field: "colophon.test.v1.Everything.chosen_string"))
            #expect(
                refusal(Wire.block(62, Wire.block(1, text)))
                    == .invalidUTF8(field: "colophon.test.v1.Everything.ByStringEntry.key"))
            #expect(
                refusal(Wire.block(62, Wire.block(2, text)))
                    == .invalidUTF8(field: "colophon.test.v1.Everything.ByStringEntry.value"))
            #expect(refusal(Wire.block(18, Wire.block(4, text))) == .invalidUTF8(field: "colophon.test.v1.Shape.label"))
            // Bytes are bytes.
            #expect(refusal(Wire.block(15, text)) == nil)
        }
    }

    @Test("nesting deeper than a hundred, without using up the stack")
    func nesting() throws {
        func nested(_ levels: Int) -> [UInt8] {
            // Built from the inside: the field tree of Everything, then left of Tree, and so on.
            var sizes: [Int] = [0]
            for _ in 1..<levels {
                sizes.append(sizes[sizes.count - 1] + 1 + Wire.varint(UInt64(sizes[sizes.count - 1])).count)
            }
            var bytes: [UInt8] = []
            for level in (0..<(levels - 1)).reversed() { bytes += Wire.tag(2, 2) + Wire.varint(UInt64(sizes[level])) }
            return bytes
        }
        #expect(throws: Never.self) { try TestV1.Tree(serialized: nested(100)) }
        #expect(throws: ProtobufError.tooDeep) { try TestV1.Tree(serialized: nested(101)) }
        #expect(throws: ProtobufError.tooDeep) { try TestV1.Tree(serialized: nested(100_000)) }
        let deep = try TestV1.Tree(serialized: nested(100))
        #expect(try TestV1.Tree(serialized: deep.serialized()) == deep)
    }

    @Test("a message that would take more memory than the arena's limit")
    func amplification() {
        // Two bytes each on the wire, a struct each in memory.
        let bytes = [UInt8](repeating: 0, count: 0) + (0..<50_000).flatMap { _ in Wire.block(37, []) }
        let arena = Arena(limitBytes: 1 << 20)
        bytes.withUnsafeBytes { buffer in
            #expect(throws: ProtobufError.tooLarge) { try TestV1.Everything(serialized: buffer, arena: arena) }
            arena.reset()
            // And the arena works on.
            #expect(throws: Never.self) {
                try TestV1.Everything(serialized: UnsafeRawBufferPointer(rebasing: buffer[..<30]), arena: arena)
            }
        }
    }

    @Test("embedded NULs arrive whole, wherever text can stand")
    func embeddedNUL() throws {
        let text = "a\0b\0"
        var value = TestV1.Everything(stringValue: text)
        value.strings = [text, "\0"]
        value.byString = [text: text]
        value.choice = .chosenString(text)
        value.tree = .init(name: text)
        let back = try TestV1.Everything(serialized: value.serialized())
        #expect(back == value)
        #expect(Array(back.stringValue.utf8) == [0x61, 0, 0x62, 0])
    }
}
