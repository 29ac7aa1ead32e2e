import MeshRPC
import ProtobufC
import Testing

@testable import colophon

@Suite("Calls without generated types", .timeLimit(.minutes(5)))
struct CallTests {
    private func pool() throws -> DescriptorPool { try DescriptorPool(fileDescriptorSet: MeshV1.fileDescriptorSet) }

    @Test(
        "a service is named by its full name or the end of it",
        arguments: [
            ("colophon.mesh.v1.Health", true), ("health", true), ("v1.Health", true), ("alth", false), ("mesh", false),
        ])
    func names(_ word: String, _ isNamed: Bool) {
        #expect(Reflection.names(word, "colophon.mesh.v1.Health") == isNamed)
    }

    @Test("a description is the text of the .proto, comments and streams included")
    func describe() throws {
        let files = try pool().files
        let health = try #require(ProtoText.describe("Health", in: files).first)
        #expect(health.0 == "colophon.mesh.v1.Health")
        #expect(health.1.contains("  rpc Watch(colophon.mesh.v1.HealthCheckRequest) returns (stream "))
        #expect(health.1.hasPrefix("// Whether a service can do its work now"))
        let message = try #require(ProtoText.describe("HealthCheckResponse", in: files).first)
        #expect(message.1.contains("    SERVING = 1;\n"))
        #expect(message.1.contains("  colophon.mesh.v1.HealthCheckResponse.ServingStatus status = 1;\n"))
        #expect(ProtoText.describe("health.check", in: files).map(\.0) == ["colophon.mesh.v1.Health/Check"])
        #expect(ProtoText.describe("Nothing", in: files).isEmpty)
    }

    @Test("JSON that is not the request is refused with the name of the field")
    func badJSON() throws {
        let pool = try pool()
        let service = try #require(pool.service(named: "colophon.mesh.v1.Health"))
        let method = MethodDescriptor(try #require(service.methods.first), of: service)
        let request = try Requests(json: #"{"service": "a"}"#, method: method, pool: pool)
        #expect(request.single == [0x0A, 1, UInt8(ascii: "a")])
        #expect(try Requests(json: nil, method: method, pool: pool).single == [])
        for text in [#"{"servce": "a"}"#, #"{"service": 5}"#, "{", "", "[]"] {
            do {
                _ = try Requests(json: text, method: method, pool: pool)
                Issue.record("\(text) was taken")
            } catch {
                #expect(error.kind == .inputRefused)
                #expect(error.advice?.contains("describe colophon.mesh.v1.HealthCheckRequest") == true)
            }
        }
    }

    @Test("every status becomes an exit code: who can do something about it?", arguments: RPCError.Code.allCases)
    func exitCodes(_ code: RPCError.Code) throws {
        let mesh = try MeshFile.parse("services: { evidence: { listen: 'a:1', probes: 'a:2' } }", path: "m")
        let service = try #require(mesh.services.first)
        let failure = Failure(RPCError(code, "because"), from: service)
        let callers: Set<RPCError.Code> = [
            .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .failedPrecondition, .outOfRange,
            .unimplemented, .unauthenticated,
        ]
        #expect(failure.kind == (callers.contains(code) ? .inputRefused : .unreachable))
        #expect(failure.summary.contains("evidence at a:1") && failure.summary.contains("because"))
    }

    @Test("a refused field is named")
    func fields() throws {
        let mesh = try MeshFile.parse("services: { evidence: { listen: 'a:1', probes: 'a:2' } }", path: "m")
        let error = RPCError.invalidArgument("is empty", field: "title")
        #expect(Failure(error, from: try #require(mesh.services.first)).summary.contains("title: is empty"))
    }

    @Test("an HTTP answer has a status and a body, anything else is none")
    func probes() {
        let answer = Probe.parse("HTTP/1.1 503 Service Unavailable\r\nA: b\r\n\r\nnot\r\n\r\nyet")
        #expect(answer?.status == 503)
        #expect(answer?.body == "not\r\n\r\nyet")
        #expect(Probe.parse("\u{16}\u{3}\u{1}") == nil)
        #expect(Probe.parse("") == nil)
    }
}
