import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTestKit
import Testing

@Suite("Pictures that stop on their way", .timeLimit(.minutes(5)))
struct StalledUploadTests {
    @Test("whoever stops in the middle is told so after a while, and gives their place back", arguments: [true, false])
    func stalled(drips: Bool) async throws {
        try await WiredMesh.run { mesh in
            _ = try await mesh.startNotify()
            let identity = try await mesh.startIdentity(", upload_seconds: 2, reader: none")
            let account = try await mesh.register("foxmoon", mobile: "13812345678")
            let session = try await IdentityV1.SessionsClient(mesh.client(of: "identity")).logInWithPassword(
                IdentityV1.LogInWithPasswordRequest(name: "foxmoon", password: IdentityRoom.password, device: ""),
                options: mesh.options())
            #expect(session.accessToken != "" && account.id != "")
            let dossiers = IdentityV1.DossiersClient(try mesh.client(of: "identity"))
            let dossier = try await dossiers.saveDraft(
                IdentityV1.SaveDraftRequest(
                    authority: .platform, entries: IdentityRoom.entries(["holder_kind": "person"])),
                options: mesh.options(session.accessToken))
            let picture = IdentityRoom.writing()
            _ = try await IdentityV1.ConsentsClient(mesh.client(of: "identity")).giveConsent(
                .init(kind: .identityDocument, wording: ConsentWording.of(.identityDocument).version),
                options: mesh.options(session.accessToken))
            func upload(stopsAfter count: Int?) async throws -> IdentityV1.Document {
                try await dossiers.uploadDocument(options: mesh.options(session.accessToken)) { writer in
                    try await writer.write(
                        IdentityV1.UploadDocumentRequest(
                            part: .header(
                                IdentityV1.UploadDocumentRequest.Header(
                                    dossier: dossier.id, slot: "portrait_side", mediaType: "image/png",
                                    size: UInt64(picture.count)))))
                    guard let count else {
                        for start in stride(from: 0, to: picture.count, by: 200_000) {
                            let piece = Array(picture[start..<min(start + 200_000, picture.count)])
                            try await writer.write(IdentityV1.UploadDocumentRequest(part: .chunk(piece)))
                        }
                        return
                    }
                    try await writer.write(
                        IdentityV1.UploadDocumentRequest(part: .chunk(Array(picture.prefix(count)))))
                    // Still there, byte by byte or not at all.
                    for place in 0..<300 {
                        try await Task.sleep(for: .milliseconds(100))
                        if drips {
                            try await writer.write(
                                IdentityV1.UploadDocumentRequest(part: .chunk([picture[count + place]])))
                        }
                    }
                }
            }
            let time = SystemTime()
            let begin = time.monotonic()
            // As many as one account has places for.
            try await withThrowingTaskGroup(of: RPCError?.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            _ = try await upload(stopsAfter: 1_000)
                            return nil
                        } catch let error as RPCError {
                            return error
                        }
                    }
                }
                for try await error in group {
                    #expect(error?.code == .deadlineExceeded && error?.word == "UPLOAD_TOO_SLOW", "\(error as Any)")
                }
            }
            let waited = time.monotonic().since(begin)
            #expect((.seconds(2)...(.seconds(20))).contains(waited), "\(waited)")
            #expect(try await upload(stopsAfter: nil).size == UInt64(picture.count))
            _ = identity
        }
    }

    @Test(
        "a time that is none, a reader without a name, tokens for nobody and too many keep the service from starting",
        arguments: [
            (", upload_seconds: 0", "upload_seconds"), (", upload_seconds: 121", "upload_seconds"),
            (", reader: \"\"", "reader"), (", audience: []", "audience"), (", audience: [\"\"]", "audience"),
            (", audience: [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]", "audience"),
        ])
    func configured(_ settings: String, _ key: String) async throws {
        try await WiredMesh.run { mesh in
            let error = await #expect(throws: ConfigurationError.self) { try await mesh.startIdentity(settings) }
            #expect(error.map { "\($0)" }?.contains("identity.\(key)") == true)
        }
    }
}
