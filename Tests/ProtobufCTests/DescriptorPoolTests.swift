import MeshTestKit
import ProtobufC
import Testing

@Suite("Descriptor pools", .timeLimit(.minutes(10)))
struct DescriptorPoolTests {
    @Test("services, methods, messages, enums and comments are listed")
    func listing() throws {
        let pool = try DescriptorPool(
            fileDescriptorSets: [GRPCTesting.fileDescriptorSet, BenchV1.fileDescriptorSet, TestV1.fileDescriptorSet])
        #expect(
            pool.services.map(\.fullName)
                == ["bench.v1.Echo", "grpc.testing.TestService", "grpc.testing.UnimplementedService"])
        let echo = try #require(pool.service(named: "bench.v1.Echo"))
        #expect(echo.comment == "What the benchmarks and the peers they are compared with all serve.")
        #expect(echo.methods.map(\.name) == ["Get", "Upload", "Watch"])
        #expect(echo.methods.map(\.requestStreaming) == [false, true, false])
        #expect(echo.methods.map(\.responseStreaming) == [false, false, true])
        #expect(echo.methods[0].requestType == "bench.v1.EchoRequest")
        #expect(echo.methods[0].comment == "Answers with what it was sent.")
        #expect(echo.methods[0].extensions[50501]?.count == 1)
        let shape = try #require(pool.message(named: "colophon.test.v1.Shape"))
        #expect(shape.fields.map(\.name) == ["kind", "corners", "centre", "label"])
        #expect(shape.fields[1].isRepeated)
        #expect(shape.fields[1].kind == .message("colophon.test.v1.Shape.Corner"))
        let kind = try #require(pool.enumeration(named: "colophon.test.v1.Shape.Kind"))
        #expect(kind.values.map(\.number) == [0, 3, 7])
        #expect(kind.values[2].comment == "Its name is kept.")
    }

    @Test("a run-time layout and the generated one agree on ten thousand fields")
    func agreement() throws {
        let pool = try DescriptorPool(fileDescriptorSet: TestV1.fileDescriptorSet)
        let random = RandomEverything(random: SeededRandom(seed: 99))
        for _ in 0..<300 {
            let value = random.everything()
            let json = try pool.json(value.serialized(), type: TestV1.Everything.protoName)
            let bytes = try pool.serialized(json: json, type: TestV1.Everything.protoName)
            #expect(try TestV1.Everything(serialized: bytes) == value)
        }
    }

    @Test("messages of proto2 know which of their fields are there")
    func proto2() throws {
        let pool = try DescriptorPool(fileDescriptorSet: BenchV1.fileDescriptorSet)
        let type = "google.protobuf.FieldDescriptorProto"
        let json = #"{"name":"x","number":0,"label":"LABEL_OPTIONAL","options":{"packed":false}}"#
        let bytes = try pool.serialized(json: json, type: type)
        #expect(try pool.json(bytes, type: type) == json)
    }

    @Test("a set that lacks a file or a type is refused, naming it")
    func incomplete() throws {
        // A file that imports another, with a message of a type from there.
        let file =
            Wire.block(1, Array("a.proto".utf8)) + Wire.block(3, Array("b.proto".utf8))
            + Wire.block(12, Array("proto3".utf8))
        #expect(throws: ProtobufError.invalidDescriptors("a.proto imports b.proto, which is not there")) {
            try DescriptorPool(fileDescriptorSet: Wire.block(1, file))
        }
        let field =
            Wire.block(1, Array("f".utf8)) + Wire.number(3, 1) + Wire.number(4, 1) + Wire.number(5, 11)
            + Wire.block(6, Array(".b.B".utf8))
        let lonely =
            Wire.block(1, Array("a.proto".utf8)) + Wire.block(12, Array("proto3".utf8))
            + Wire.block(4, Wire.block(1, Array("A".utf8)) + Wire.block(2, field))
        #expect(throws: ProtobufError.unknownType("b.B")) {
            try DescriptorPool(fileDescriptorSet: Wire.block(1, lonely))
        }
    }

    @Test("a mutated set is refused or describes something; nothing crashes")
    func mutated() throws {
        let random = SeededRandom(seed: 11)
        let original = BenchV1.fileDescriptorSet
        var built = 0
        for _ in 0..<2000 {
            var bytes = original
            for _ in 0..<random.integer(in: 1...4) {
                bytes[random.integer(in: 0...(bytes.count - 1))] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let pool = try? DescriptorPool(fileDescriptorSet: bytes) else { continue }
            built += 1
            for file in pool.files {
                for message in file.messages {
                    _ = try? pool.json(random.bytes(40), type: message.fullName)
                    _ = try? pool.serialized(json: #"{"id":"x","seq":1,"payload":"YQ=="}"#, type: message.fullName)
                }
            }
        }
        #expect(built > 100)
    }
}
