import MeshTestKit
import ProtobufC
import Testing

@Suite("JSON", .timeLimit(.minutes(10)))
struct JSONTests {
    private let pool: DescriptorPool

    init() throws {
        pool = try DescriptorPool(fileDescriptorSet: TestV1.fileDescriptorSet)
    }

    private func read(_ json: String) throws(JSONError) -> TestV1.Everything {
        let bytes = try pool.serialized(json: json, type: "colophon.test.v1.Everything")
        do throws(ProtobufError) {
            return try TestV1.Everything(serialized: bytes)
        } catch {
            throw .message(error)
        }
    }

    private func write(_ value: TestV1.Everything) throws(JSONError) -> String {
        try pool.json(value.serialized(), type: "colophon.test.v1.Everything")
    }

    @Test("random messages mean the same to the reference, both ways", arguments: 0..<4)
    func reference(batch: Int) async throws {
        let seed = 0x1503 + UInt64(batch)
        let random = RandomEverything(random: SeededRandom(seed: seed))
        let many = TestV1.Many(items: (0..<250).map { _ in random.everything() })
        let ours = try many.items.map { try write($0) }
        let theirs = try await ReferencePython().json(of: many, comparing: ours)
        try #require(theirs.count == many.items.count)
        for (index, item) in many.items.enumerated() {
            #expect(try read(theirs[index]) == item, "message \(index) of seed \(seed)")
            #expect(try read(ours[index]) == item, "message \(index) of seed \(seed)")
        }
    }

    @Test("the shape of each kind of field")
    func shapes() throws {
        var value = TestV1.Everything()
        value.int64Value = .min
        value.fixed64s = [.max]
        value.floatValue = 0.1
        value.doubleValue = 1e21
        value.doubles = [.nan, .infinity, -.infinity, 2]
        value.bytesValue = [0xfb, 0xff]
        value.moods = [.glad, .unrecognized(9)]
        value.byBool = [true: "t"]
        value.timestamp = .init(seconds: 68_248_820, nanos: 21_000_000)
        value.duration = .init(seconds: 0, nanos: -1)
        value.empty = .init()
        value.any = .init(packing: GoogleProtobuf.Duration(seconds: 1))
        value.aB12c = "x"
        #expect(
            try write(value) == """
                {"doubleValue":1e+21,"floatValue":0.1,"int64Value":"-9223372036854775808","bytesValue":"+/8=",\
                "doubles":["NaN","Infinity","-Infinity",2],"fixed64s":["18446744073709551615"],\
                "moods":["MOOD_GLAD",9],"byBool":{"true":"t"},"timestamp":"1972-02-29T22:00:20.021Z",\
                "duration":"-0.000000001s","empty":{},\
                "any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"},"aB12c":"x"}
                """)
        #expect(try write(.init()) == "{}")
    }

    @Test("indented for people")
    func pretty() throws {
        let value = TestV1.Everything(int32Value: 1, int32s: [1, 2], empty: .init())
        let text = try pool.json(value.serialized(), type: "colophon.test.v1.Everything", pretty: true)
        #expect(
            text == """
                {
                  "int32Value": 1,
                  "int32s": [
                    1,
                    2
                  ],
                  "empty": {}
                }
                """)
    }

    @Test("every spelling that the mapping allows")
    func spellings() throws {
        #expect(try read(#"{"int64_value": 1, "a_b1_2c": "x"}"#) == .init(int64Value: 1, aB12c: "x"))
        #expect(try read(#"{"int64Value": "9223372036854775807"}"#).int64Value == .max)
        #expect(try read(#"{"int64Value": 9223372036854775807}"#).int64Value == .max)
        #expect(try read(#"{"uint64Value": 18446744073709551615}"#).uint64Value == .max)
        #expect(try read(#"{"int32Value": 1.20e2, "uint32Value": "1e3"}"#) == .init(int32Value: 120, uint32Value: 1000))
        #expect(try read(#"{"doubleValue": "-1.5", "floatValue": "Infinity"}"#).doubleValue == -1.5)
        #expect(try read(#"{"doubleValue": "NaN"}"#).doubleValue.isNaN)
        #expect(try read(#"{"bytesValue": "-_8"}"#).bytesValue == [0xfb, 0xff])
        #expect(try read(#"{"bytesValue": "+/8="}"#).bytesValue == [0xfb, 0xff])
        #expect(try read(#"{"mood": "MOOD_MERRY"}"#).mood == .glad)
        #expect(try read(#"{"mood": -1}"#).mood == .sad)
        #expect(try read(#"{"mood": 55}"#).mood == .unrecognized(55))
        #expect(try read(#"{"stringValue": null, "chosenString": null, "int32s": null, "shape": null}"#) == .init())
        #expect(try read(#"{"stringValue": "\u0000\ud83d\ude08\/"}"#).stringValue == "\0😈/")
        #expect(try read(#"{"timestamp": "1972-02-29T23:00:20.5+01:00"}"#).timestamp?.nanos == 500_000_000)
        #expect(try read(#"{"timestamp": "1972-02-29T23:00:20+01:00"}"#).timestamp?.seconds == 68_248_820)
        #expect(try read(#"{"duration": "-1.5s"}"#).duration == .init(seconds: -1, nanos: -500_000_000))
        #expect(try read(#"{"byInt32": {"-1": "x"}, "byBool": {"false": "y"}}"#).byInt32 == [-1: "x"])
        #expect(try read(#" { "chosenDouble" : 0 } "#).choice == .chosenDouble(0))
        #expect(
            try read(#"{"any": {"label": "x", "@type": "t/colophon.test.v1.Shape"}}"#).any?.typeName
                == "colophon.test.v1.Shape")
    }

    @Test(
        "what would have to be guessed or dropped is refused, and the error names the place",
        arguments: [
            (#"{"nothing": 1}"#, JSONError.unknownField(path: "nothing")),
            (#"{"shape": {"centre": {"z": 1}}}"#, .unknownField(path: "shape.centre.z")),
            (
                #"{"shapes": [{}, {"corners": [{"x": "a"}]}]}"#,
                .wrongType(path: "shapes[1].corners[0].x", expected: "a whole number")
            ),
            (#"{"int32Value": 2147483648}"#, .outOfRange(path: "int32Value", type: "int32")),
            (#"{"int32Value": 1.5}"#, .outOfRange(path: "int32Value", type: "int32")),
            (#"{"uint32Value": -1}"#, .outOfRange(path: "uint32Value", type: "uint32")),
            (#"{"int64Value": 9223372036854775808}"#, .outOfRange(path: "int64Value", type: "int64")),
            (#"{"uint64Value": 1e400}"#, .outOfRange(path: "uint64Value", type: "uint64")),
            (#"{"int32Value": "1 "}"#, .wrongType(path: "int32Value", expected: "a whole number")),
            (#"{"int32Value": ""}"#, .wrongType(path: "int32Value", expected: "a whole number")),
            (#"{"int32Value": true}"#, .wrongType(path: "int32Value", expected: "a whole number")),
            (#"{"floatValue": 1e39}"#, .outOfRange(path: "floatValue", type: "float")),
            (#"{"doubleValue": 1e309}"#, .outOfRange(path: "doubleValue", type: "double")),
            (#"{"doubleValue": "inf"}"#, .wrongType(path: "doubleValue", expected: "a number")),
            (#"{"boolValue": "true"}"#, .wrongType(path: "boolValue", expected: "true or false")),
            (#"{"boolValue": 1}"#, .wrongType(path: "boolValue", expected: "true or false")),
            (#"{"stringValue": 1}"#, .wrongType(path: "stringValue", expected: "a string")),
            (#"{"bytesValue": "a"}"#, .invalidText(path: "bytesValue", expected: "base64")),
            (#"{"bytesValue": "ab=c"}"#, .invalidText(path: "bytesValue", expected: "base64")),
            (#"{"bytesValue": "YQ="}"#, .invalidText(path: "bytesValue", expected: "base64")),
            (#"{"bytesValue": "YR=="}"#, .invalidText(path: "bytesValue", expected: "base64")),
            (#"{"mood": "MOOD_NONE"}"#, .unknownEnumValue(path: "mood", name: "MOOD_NONE")),
            (#"{"mood": 2147483648}"#, .outOfRange(path: "mood", type: "an enum's 32 bits")),
            (#"{"int32s": 1}"#, .wrongType(path: "int32s", expected: "an array")),
            (#"{"int32s": [null]}"#, .wrongType(path: "int32s[0]", expected: "int32")),
            (#"{"shape": []}"#, .wrongType(path: "shape", expected: "an object")),
            (#"{"byString": []}"#, .wrongType(path: "byString", expected: "an object")),
            (#"{"byString": {"a": null}}"#, .wrongType(path: "byString[\"a\"]", expected: "string")),
            (#"{"byInt32": {"a": "x"}}"#, .wrongType(path: "byInt32[\"a\"]", expected: "a whole number")),
            (#"{"byInt32": {"1": "x", "1.0": "y"}}"#, .duplicate(path: "byInt32[\"1.0\"]")),
            (#"{"byBool": {"yes": "x"}}"#, .wrongType(path: "byBool[\"yes\"]", expected: "\"true\" or \"false\"")),
            (#"{"int64Value": 1, "int64_value": 1}"#, .duplicate(path: "int64_value")),
            (#"{"chosenBool": true, "chosenString": "x"}"#, .oneofTwice(path: "chosenString", oneof: "choice")),
            (#"{"any": {"label": "x"}}"#, .wrongType(path: "any.@type", expected: "a type URL")),
            (#"{"any": {"@type": "t/none"}}"#, .unknownType(path: "any", name: "none")),
            (#"[]"#, .wrongType(path: "", expected: "an object")),
        ])
    func refusals(json: String, error: JSONError) {
        #expect(throws: error) { try read(json) }
    }

    @Test(
        "times and lengths of time outside their bounds or badly written",
        arguments: [
            #"{"timestamp": "0000-12-31T23:59:59Z"}"#, #"{"timestamp": "10000-01-01T00:00:00Z"}"#,
            #"{"timestamp": "0001-01-01T00:00:00+00:01"}"#, #"{"timestamp": "2026-02-29T00:00:00Z"}"#,
            #"{"timestamp": "1900-02-29T00:00:00Z"}"#, #"{"timestamp": "2026-01-01T24:00:00Z"}"#,
            #"{"timestamp": "2026-01-01T00:00:60Z"}"#, #"{"timestamp": "2026-01-01T00:00:00"}"#,
            #"{"timestamp": "2026-01-01 00:00:00Z"}"#, #"{"timestamp": "2026-01-01T00:00:00.Z"}"#,
            #"{"timestamp": "2026-01-01T00:00:00.0123456789Z"}"#, #"{"timestamp": "2026-1-01T00:00:00Z"}"#,
            #"{"timestamp": {"seconds": 1}}"#, #"{"timestamp": 1}"#, #"{"duration": "315576000001s"}"#,
            #"{"duration": "1"}"#, #"{"duration": "1.s"}"#, #"{"duration": ".5s"}"#, #"{"duration": "+1s"}"#,
            #"{"duration": "1.0000000001s"}"#, #"{"duration": 1}"#, #"{"duration": "--1s"}"#,
        ])
    func times(json: String) {
        #expect(throws: JSONError.self) { try read(json) }
    }

    @Test("a time outside its bounds is not written")
    func unwritableTimes() {
        #expect(throws: JSONError.self) { try write(.init(timestamp: .init(seconds: 253_402_300_800))) }
        #expect(throws: JSONError.self) { try write(.init(timestamp: .init(nanos: -1))) }
        #expect(throws: JSONError.self) { try write(.init(duration: .init(seconds: 1, nanos: -1))) }
        #expect(throws: JSONError.self) { try write(.init(duration: .init(seconds: 315_576_000_001))) }
    }

    @Test(
        "what is not JSON",
        arguments: [
            "", " ", "{", "}", "{]", "[", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "[1,]", "[,]",
            "[1 2]", "01", "-", "+1", "1.", ".5", "1e", "1e+", "00", "-01", "0x1", "NaN", "Infinity", "nul", "truee",
            "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"",
            "\"\n\"", "{} {}", "{}x", "/**/{}", "\u{FEFF}{}", "{\"int32Value\":1,\"int32Value\":1}",
        ])
    func syntax(json: String) {
        #expect {
            _ = try read(json)
        } throws: { error in
            if case .syntax? = error as? JSONError { true } else { false }
        }
    }

    @Test("nesting without end does not use up the stack")
    func depth() {
        #expect(throws: JSONError.tooDeep) { try read(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.tooDeep) {
            try read(String(repeating: "{\"chosenEverything\":", count: 100_000))
        }
    }

    @Test("messages inside Any inside Any without end do not use up the stack")
    func anyInAny() throws {
        func nested(_ levels: Int) -> [UInt8] {
            (1..<levels).reduce([]) { inner, _ in
                GoogleProtobuf.`Any`(typeUrl: "t/google.protobuf.Any", value: inner).serialized()
            }
        }
        #expect(throws: Never.self) { try pool.json(nested(100), type: "google.protobuf.Any") }
        #expect(throws: JSONError.tooDeep) { try pool.json(nested(2000), type: "google.protobuf.Any") }
    }

    @Test("malformed bytes and unknown types are errors")
    func malformed() {
        #expect(throws: JSONError.message(.truncated)) { try pool.json([0x08], type: "colophon.test.v1.Shape") }
        #expect(throws: JSONError.message(.invalidUTF8(field: "label"))) {
            try pool.json(Wire.block(4, [0xff]), type: "colophon.test.v1.Shape")
        }
        #expect(throws: JSONError.unknownType(path: "", name: "none")) { try pool.json([], type: "none") }
        #expect(throws: JSONError.unknownType(path: "any", name: "none")) {
            try write(.init(any: .init(typeUrl: "t/none")))
        }
    }
}
