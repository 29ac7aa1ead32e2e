import FoundationEssentials
import MeshAPI
import MeshRPC
import MeshTestKit
import Testing

/// A mesh that runs tells a collector what a caller's trace went through in it.
@Suite("Spans leave a running mesh as OTLP/JSON", .timeLimit(.minutes(10)))
struct SpanExportTests {
    private static let traceID = "0af7651916cd43dd8448eb211c80319c"
    private static let spanID = "b7ad6b7169203331"

    /// What is read of an export request.
    private struct Document: Decodable {
        struct Resource: Decodable {
            let resource: Attributes
            let scopeSpans: [Scope]
        }
        struct Attributes: Decodable { let attributes: [Attribute] }
        struct Attribute: Decodable {
            let key: String
            let value: [String: String]
        }
        struct Scope: Decodable { let spans: [Span] }
        struct Span: Decodable {
            let traceId, spanId, name: String
            let parentSpanId: String?
            let kind: Int
        }
        let resourceSpans: [Resource]

        init(_ bytes: [UInt8]) throws {
            self = try JSONDecoder().decode(Document.self, from: Data(bytes))
        }

        init(from decoder: any Decoder) throws {
            resourceSpans = try decoder.container(keyedBy: Key.self).decode([Resource].self, forKey: .resourceSpans)
        }

        private enum Key: CodingKey { case resourceSpans }

        /// The spans of the caller's trace, with the service that made them.
        var ofCaller: [(service: String?, span: Span)] {
            resourceSpans.flatMap { resource in
                let service = resource.resource.attributes.first { $0.key == "service.name" }?.value["stringValue"]
                return resource.scopeSpans.flatMap(\.spans).filter { $0.traceId == SpanExportTests.traceID }
                    .map { (service, $0) }
            }
        }
    }

    /// Makes one call within the caller's trace.
    private func call(_ mesh: LocalMesh) async throws {
        let trace = try #require(TraceContext(traceparent: "00-\(Self.traceID)-\(Self.spanID)-01"))
        try await mesh.withAuthor { author in
            var options = author.options(key: Author.freshKey())
            options.trace = trace
            _ = try await author.evidence.createProject(
                EvidenceV1.CreateProjectRequest(title: "secret title"), options: options)
        }
    }

    private func expectCreation(_ found: [(service: String?, span: Document.Span)]) throws {
        let (service, span) = try #require(found.first)
        #expect(found.count == 1)
        #expect(service == "evidence")
        #expect(span.name == "colophon.evidence.v1.Evidence/CreateProject")
        #expect(span.parentSpanId == Self.spanID && span.spanId != Self.spanID)
        #expect(span.kind == 2)
    }

    @Test("to the URL that the mesh file names, by themselves, while the mesh runs", .timeLimit(.minutes(2)))
    func toURL() async throws {
        let collector = try await SpanCollector()
        let mesh = try LocalMesh()
        try mesh.addToMeshFile("trace: { exporter: \"\(collector.url)\" }")
        try await mesh.whileUp {
            try await call(mesh)
            for await post in collector.posts {
                #expect(post.head.hasPrefix("POST /v1/traces HTTP/1.1\r\n"))
                #expect(post.head.lowercased().contains("content-type: application/json"))
                #expect(!String(decoding: post.body, as: UTF8.self).contains("secret"))
                let found = try Document(post.body).ofCaller
                guard !found.isEmpty else { continue }
                try expectCreation(found)
                break
            }
        }
        try await collector.close()
    }

    @Test("to a file, one document a line, all of them by the time the service has stopped", .timeLimit(.minutes(2)))
    func toFile() async throws {
        let mesh = try LocalMesh()
        let path = mesh.authority.folder.file("spans.json")
        try mesh.addToMeshFile("trace: { exporter: \"file:\(path)\" }")
        try await mesh.whileUp { try await call(mesh) }
        let lines = try WholeFile.text(path).split(separator: "\n")
        try expectCreation(try lines.flatMap { try Document(Array($0.utf8)).ofCaller })
    }
}
