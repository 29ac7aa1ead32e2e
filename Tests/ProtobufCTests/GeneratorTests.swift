import MeshTestKit
import Testing

@Suite("The generator", .serialized, .timeLimit(.minutes(10)))
struct GeneratorTests {
    /// The generator of this build; the product has the plugin's name, the bare target its own.
    private func generator() throws -> String {
        do {
            return try BuiltProgram.path("protoc-gen-mesh")
        } catch {
            return try BuiltProgram.path("ProtocGenMesh")
        }
    }

    @Test("generated files are what generate.sh makes of the .proto files today")
    func drift() async throws {
        let folder = try TemporaryFolder("drift")
        let generated = try await FinishedProgram(
            ["/bin/bash", Project.protos + "/generate.sh", folder.file("out")],
            environment: ["PROTOC_GEN_MESH": try generator()], logs: folder.path)
        try #require(generated.exit == .code(0), "\(generated.errors)")
        for place in [
            "Shared/CMeshProto", "Shared/ProtobufC/Generated", "Shared/MeshRPC/Generated", "Shared/MeshAPI/Generated",
            "Tests/MeshTestKit/CTestProto", "Tests/MeshTestKit/Sources/Generated",
        ] {
            // The module maps are written by hand.
            let difference = try await FinishedProgram(
                [
                    "diff", "-r", "-x", "module.modulemap", folder.file("out") + "/" + place,
                    Project.root + "/" + place,
                ], logs: folder.path)
            #expect(
                difference.exit == .code(0),
                "\(place) differs; run proto/generate.sh: \(difference.output.prefix(2000)) \(difference.errors)")
        }
    }

    /// What protoc says about a service whose method has `access`, or no option at all.
    private func outcome(of access: String?) async throws -> (exit: ChildProcess.Exit, errors: String) {
        let option = access.map { "option (colophon.mesh.v1.access) = { \($0) };" } ?? ""
        let folder = try TemporaryFolder("refusal")
        try WholeFile.replace(
            folder.file("bad.proto"),
            with: """
                syntax = "proto3";
                package test.bad;
                import "colophon/mesh/v1/options.proto";
                import "google/protobuf/empty.proto";
                option swift_prefix = "Bad";
                service Door {
                  rpc Open(google.protobuf.Empty) returns (google.protobuf.Empty) { \(option) }
                }
                """)
        let parameters = [
            "mode=swift", "module=Bad", "cmodule=CBad", "home=test.bad:Bad", "home=google.protobuf:ProtobufC",
            "home=colophon:MeshRPC",
        ].joined(separator: ",")
        let finished = try await FinishedProgram(
            [
                "protoc", "-I", folder.path, "-I", Project.protos, "--plugin=protoc-gen-mesh=\(try generator())",
                "--mesh_opt=\(parameters)", "--mesh_out=\(folder.path)", "bad.proto",
            ], logs: folder.path)
        return (finished.exit, finished.errors)
    }

    @Test(
        "an rpc that does not say wholly who may call it is refused by name",
        arguments: [
            (nil, "states no (colophon.mesh.v1.access) option"),
            ("subject: SUBJECT_NONE repetition: REPETITION_SAFE", "callers"),
            (#"callers: "" subject: SUBJECT_NONE repetition: REPETITION_SAFE"#, "callers"),
            (#"callers: "*" repetition: REPETITION_SAFE"#, "subject"),
            (#"callers: "*" subject: SUBJECT_NONE"#, "repetition"),
            (#"callers: "*" subject: SUBJECT_STAFF repetition: REPETITION_SAFE"#, "roles"),
            (#"callers: "*" subject: SUBJECT_NONE roles: "r" repetition: REPETITION_SAFE"#, "roles"),
        ])
    func refusals(access: String?, why: String) async throws {
        let (exit, errors) = try await outcome(of: access)
        #expect(exit != .code(0))
        #expect(errors.contains("rpc test.bad.Door/Open"))
        #expect(errors.contains(why))
    }

    @Test("an rpc that says it is generated")
    func accepted() async throws {
        let (exit, errors) = try await outcome(of: #"callers: "*" subject: SUBJECT_NONE repetition: REPETITION_SAFE"#)
        #expect(exit == .code(0), "\(errors)")
    }
}
