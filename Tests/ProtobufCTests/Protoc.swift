import MeshTestKit
import Testing

/// Runs protoc on the test protos: the reference implementation of the wire format and of the text format.
struct Protoc {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("protoc")
    }

    /// The text of a message's bytes.
    func decode(_ bytes: [UInt8], as type: String) async throws -> String {
        try WholeFile.replace(folder.file("in"), with: bytes)
        try await run("--decode=\(type)")
        return try WholeFile.text(folder.file("out"))
    }

    /// The bytes of a message's text.
    func encode(_ text: String, as type: String) async throws -> [UInt8] {
        try WholeFile.replace(folder.file("in"), with: text)
        try await run("--encode=\(type)")
        return try WholeFile.contents(folder.file("out"))
    }

    /// The bytes after a journey through the text format.
    func roundTrip(_ bytes: [UInt8], as type: String) async throws -> [UInt8] {
        try await encode(decode(bytes, as: type), as: type)
    }

    private func run(_ mode: String) async throws {
        let command = """
            exec protoc -I '\(Project.testProtos)' -I '\(Project.protos)' \(mode) \
            colophon/test/v1/everything.proto <'\(folder.file("in"))' >'\(folder.file("out"))'
            """
        let finished = try await FinishedProgram(["/bin/sh", "-c", command], logs: folder.path)
        try #require(finished.exit == .code(0), "protoc (Debian: protobuf-compiler): \(finished.errors)")
    }
}
