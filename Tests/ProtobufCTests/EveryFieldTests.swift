import MeshTestKit
import ProtobufC
import Testing

@Suite("Every field type, compared with protoc", .timeLimit(.minutes(10)))
struct EveryFieldTests {
    /// The same message twice: as protoc's text and as a value. Each field's content is its own, so that two mixed up
    /// fields cannot pass.
    private static let text = """
        double_value: 1.5
        float_value: -2.25
        int32_value: -3
        int64_value: -4000000000
        uint32_value: 4000000000
        uint64_value: 18446744073709551615
        sint32_value: -7
        sint64_value: -9223372036854775808
        fixed32_value: 9
        fixed64_value: 10
        sfixed32_value: -11
        sfixed64_value: -12
        bool_value: true
        string_value: "a\\000b 作品"
        bytes_value: "\\000\\377"
        mood: MOOD_SAD
        kind: DEFAULT
        shape { kind: CIRCLE corners { x: 1 y: -1 } corners { x: 2 } centre { } label: "l" }
        doubles: [0, 1.5, inf] floats: [0.5, -0.5] int32s: [0, -1, 2147483647] int64s: [1, -1]
        uint32s: [1, 4294967295] uint64s: [1, 300] sint32s: [-1, 1] sint64s: [-2, 2] fixed32s: [3, 4] fixed64s: [5, 6]
        sfixed32s: [-7, 7] sfixed64s: [-8, 8] bools: [true, false, true] strings: ["", "x", "y\\000"]
        byte_strings: ["", "\\377"] moods: [MOOD_SAD, MOOD_GLAD] shapes { label: "one" } shapes { }
        unpacked_int32s: [1, -1] unpacked_sint64s: [2, -2] unpacked_doubles: [0.25, 4] unpacked_fixed32s: [5, 6]
        unpacked_bools: [false, true] unpacked_moods: [MOOD_HIGHEST, MOOD_LOWEST]
        by_int32 { key: -1 value: "m1" } by_int64 { key: -2 value: "m2" } by_uint32 { key: 3 value: 3.5 }
        by_uint64 { key: 4 value: 4.5 } by_sint32 { key: -5 value: true } by_sint64 { key: -6 value: MOOD_GLAD }
        by_fixed32 { key: 7 value { label: "m7" } } by_fixed64 { key: 8 value: -8 } by_sfixed32 { key: -9 value: 9 }
        by_sfixed64 { key: -10 value: -10 } by_bool { key: true value: "yes" } by_bool { key: false value: "no" }
        by_string { key: "k\\000" value: "v\\000" } by_string { key: "" value: "" }
        chosen_shape { label: "chosen" }
        timestamp { seconds: 91 nanos: 1 } duration { seconds: -92 nanos: -2 } empty { }
        any { type_url: "type.googleapis.com/colophon.test.v1.Shape" value: "\\"\\001s" }
        timestamps { seconds: 95 } durations { key: "d" value { seconds: 96 } }
        tree { name: "t" left { name: "l" } right { name: "r" } children { name: "c" }
          named { key: "n" value { name: "nv" } } forest { oldest { name: "o" } } }
        a_b1_2c: "odd" class: 103 in: 104 self: 105 init: 106 default: "def" far: 107
        """

    private static let value: TestV1.Everything = {
        var value = TestV1.Everything()
        value.doubleValue = 1.5
        value.floatValue = -2.25
        value.int32Value = -3
        value.int64Value = -4_000_000_000
        value.uint32Value = 4_000_000_000
        value.uint64Value = .max
        value.sint32Value = -7
        value.sint64Value = .min
        value.fixed32Value = 9
        value.fixed64Value = 10
        value.sfixed32Value = -11
        value.sfixed64Value = -12
        value.boolValue = true
        value.stringValue = "a\0b 作品"
        value.bytesValue = [0, 255]
        value.mood = .sad
        value.kind = .default
        value.shape = TestV1.Shape(
            kind: .circle, corners: [.init(x: 1, y: -1), .init(x: 2)], centre: .init(), label: "l")
        value.doubles = [0, 1.5, .infinity]
        value.floats = [0.5, -0.5]
        value.int32s = [0, -1, .max]
        value.int64s = [1, -1]
        value.uint32s = [1, .max]
        value.uint64s = [1, 300]
        value.sint32s = [-1, 1]
        value.sint64s = [-2, 2]
        value.fixed32s = [3, 4]
        value.fixed64s = [5, 6]
        value.sfixed32s = [-7, 7]
        value.sfixed64s = [-8, 8]
        value.bools = [true, false, true]
        value.strings = ["", "x", "y\0"]
        value.byteStrings = [[], [255]]
        value.moods = [.sad, .glad]
        value.shapes = [.init(label: "one"), .init()]
        value.unpackedInt32s = [1, -1]
        value.unpackedSint64s = [2, -2]
        value.unpackedDoubles = [0.25, 4]
        value.unpackedFixed32s = [5, 6]
        value.unpackedBools = [false, true]
        value.unpackedMoods = [.highest, .lowest]
        value.byInt32 = [-1: "m1"]
        value.byInt64 = [-2: Array("m2".utf8)]
        value.byUint32 = [3: 3.5]
        value.byUint64 = [4: 4.5]
        value.bySint32 = [-5: true]
        value.bySint64 = [-6: .glad]
        value.byFixed32 = [7: .init(label: "m7")]
        value.byFixed64 = [8: -8]
        value.bySfixed32 = [-9: 9]
        value.bySfixed64 = [-10: -10]
        value.byBool = [true: "yes", false: "no"]
        value.byString = ["k\0": "v\0", "": ""]
        value.choice = .chosenShape(.init(label: "chosen"))
        value.timestamp = .init(seconds: 91, nanos: 1)
        value.duration = .init(seconds: -92, nanos: -2)
        value.empty = .init()
        value.any = .init(packing: TestV1.Shape(label: "s"))
        value.timestamps = [.init(seconds: 95)]
        value.durations = ["d": .init(seconds: 96)]
        var tree = TestV1.Tree(name: "t")
        tree.left = .init(name: "l")
        tree.right = .init(name: "r")
        tree.children = [.init(name: "c")]
        tree.named = ["n": .init(name: "nv")]
        tree.link = .forest(.init(oldest: .init(name: "o")))
        value.tree = tree
        value.aB12c = "odd"
        value.class = 103
        value.in = 104
        value.selfValue = 105
        value.`init` = 106
        value.default = "def"
        value.far = 107
        return value
    }()

    @Test("what protoc encodes is read field by field")
    func reads() async throws {
        let bytes = try await Protoc().encode(Self.text, as: "colophon.test.v1.Everything")
        #expect(try TestV1.Everything(serialized: bytes) == Self.value)
    }

    @Test("what is packed here is what protoc reads")
    func writes() async throws {
        let protoc = try Protoc()
        let reference = try await protoc.encode(Self.text, as: "colophon.test.v1.Everything")
        let expected = try await protoc.decode(reference, as: "colophon.test.v1.Everything")
        #expect(try await protoc.decode(Self.value.serialized(), as: "colophon.test.v1.Everything") == expected)
    }

    @Test(
        "every member of a oneof arrives, also with its default",
        arguments: [
            ("chosen_double: 0", TestV1.Everything.Choice.chosenDouble(0)),
            ("chosen_int64: -1", .chosenInt64(-1)), ("chosen_bool: false", .chosenBool(false)),
            ("chosen_string: \"\"", .chosenString("")), ("chosen_string: \"a\\000\"", .chosenString("a\0")),
            ("chosen_bytes: \"\"", .chosenBytes([])), ("chosen_mood: MOOD_SAD", .chosenMood(.sad)),
            ("chosen_empty { }", .chosenEmpty(.init())), ("chosen_sfixed32: -80", .chosenSfixed32(-80)),
            ("chosen_everything { int32_value: 1 }", .chosenEverything(.init(int32Value: 1))),
        ])
    func oneof(text: String, choice: TestV1.Everything.Choice) async throws {
        let bytes = try await Protoc().encode(text, as: "colophon.test.v1.Everything")
        let value = TestV1.Everything(choice: choice)
        #expect(try TestV1.Everything(serialized: bytes) == value)
        #expect(value.serialized() == bytes)
    }

    @Test("an empty message is no bytes, and no bytes are an empty message")
    func empty() throws {
        #expect(TestV1.Everything().serialized().isEmpty)
        #expect(try TestV1.Everything(serialized: []) == TestV1.Everything())
    }

    @Test("fields that this version does not know are skipped")
    func unknownFields() throws {
        let little = try TestV1.Little(serialized: Self.value.serialized())
        #expect(little.stringValue == Self.value.stringValue)
        #expect(little.int32s == Self.value.int32s)
        #expect(little.shape == Self.value.shape)
    }

    @Test("numbers of an enum without a name keep their value, aliases are one case")
    func enums() throws {
        #expect(TestV1.Mood(rawValue: 77) == .unrecognized(77))
        #expect(TestV1.Mood.merry == .glad)
        let value = TestV1.Everything(mood: .unrecognized(77), moods: [.unrecognized(-77)])
        #expect(try TestV1.Everything(serialized: value.serialized()) == value)
    }
}
