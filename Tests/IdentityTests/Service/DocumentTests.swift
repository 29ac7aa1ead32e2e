import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Bringing pictures", .timeLimit(.minutes(5)))
struct DocumentTests {
    private typealias Part = IdentityV1.UploadDocumentRequest.Part

    @Test("a picture is kept sealed and takes the place of the one before, small ones as rows")
    func kept() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            let large = IdentityRoom.writing()
            let first = try await room.upload(large, to: "portrait_side", of: dossier.id, as: token)
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")).count == 1)
            let small = try await room.small()
            #expect(small.count < 16_384)
            let second = try await room.upload(
                small, to: "portrait_side", of: dossier.id, as: token, type: "image/jpeg")
            #expect(second.id != first.id && second.size == UInt64(small.count) && second.mediaType == "image/jpeg")
            // The one before is gone with its file.
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")) == [])
            #expect(try await room.current(token).documents == [second])
            let rows = try await room.store.read { try $0.rows("SELECT sealed FROM small_blobs") }
            try #require(rows.count == 1)
            #expect(try rows[0].blob("sealed").firstRange(of: small[20..<60]) == nil)
        }
    }

    @Test("a picture of 4.99 megabytes is taken, one that reaches five mebibytes is not, before its bytes come")
    func sizes() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let person = ["holder_kind": "person"]
            let platform = try await room.save(person, as: token)
            let almost = IdentityRoom.writing(width: 2_233, height: 2_234)
            #expect((4_980_000..<5_242_880).contains(almost.count))
            let taken = try await room.upload(almost, to: "emblem_side", of: platform.id, as: token)
            #expect(taken.size == UInt64(almost.count))
            let henan = try await room.save(person, as: token, at: .henan)
            for size in [5_242_880, 5_253_365] {
                let refusal = try await room.refusal {
                    _ = try await room.upload([], to: "handheld", of: henan.id, as: token, size: size)
                }
                #expect(refusal.code == .invalidArgument && refusal.word == "PICTURE_TOO_LARGE")
            }
            let none = try await room.refusal {
                _ = try await room.upload([], to: "handheld", of: henan.id, as: token, size: 0)
            }
            #expect(none.word == "PICTURE_EMPTY")
        }
    }

    @Test("pictures that lie, break, burst, are small, blurred or of a wrong type are refused with the reason")
    func bad() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            let henan = try await room.save(["holder_kind": "person"], as: token, at: .henan)
            func word(
                _ bytes: [UInt8], type: String = "image/png", of id: String? = nil
            ) async throws -> String? {
                try await room.refusal {
                    _ = try await room.upload(bytes, to: "portrait_side", of: id ?? dossier.id, as: token, type: type)
                }.word
            }
            let good = IdentityRoom.writing()
            #expect(try await word(good, type: "image/jpeg") == "PICTURE_LYING_TYPE")
            #expect(try await word(good, of: henan.id) == "PICTURE_WRONG_TYPE")
            #expect(try await word(good, type: "image/gif") == "PICTURE_WRONG_TYPE")
            #expect(try await word(Array("<html>".utf8)) == "PICTURE_WRONG_TYPE")
            #expect(try await word(Array(good.dropLast(good.count / 2))) == "PICTURE_DAMAGED")
            #expect(try await word(Array(good.prefix(20))) == "PICTURE_DAMAGED")
            #expect(
                try await word(PNGFile.file(width: 30_000, height: 30_000, rows: [0, 0])) == "PICTURE_TOO_MANY_PIXELS")
            #expect(try await word(PNGFile.file(width: 4_000, height: 4_000, rows: [0, 0])) == "PICTURE_DAMAGED")
            #expect(try await word(IdentityRoom.writing(width: 1_000, height: 599)) == "PICTURE_TOO_SMALL")
            let grey = GeneratedPicture(width: 700, height: 700) { x, y in 90 + 40 * x + 20 * y }.png
            #expect(try await word(grey) == "PICTURE_BLURRED")
            #expect(try await room.current(token).documents == [])
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")) == [])
        }
    }

    @Test("a stream that is not as it must be leaves nothing behind")
    func streams() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            let header = Part.header(
                IdentityV1.UploadDocumentRequest.Header(
                    dossier: dossier.id, slot: "portrait_side", mediaType: "image/png", size: 10))
            for parts: [Part?] in [
                [], [.chunk([1])], [nil], [header], [header, header], [header, .chunk([])],
                [header, .chunk([UInt8](repeating: 1, count: 9))], [header, .chunk([UInt8](repeating: 1, count: 11))],
                [header, .chunk([UInt8](repeating: 1, count: 262_145))],
            ] {
                let refusal = try await room.refusal { _ = try await room.send(parts, as: token) }
                #expect(refusal.code == .invalidArgument && refusal.word == "INVALID_UPLOAD", "\(refusal)")
            }
            func fields(_ slot: String, _ id: String) async throws -> [String] {
                try await room.refusal {
                    _ = try await room.upload([1], to: slot, of: id, as: token)
                }.fieldViolations.map(\.field)
            }
            #expect(try await fields("left_shoe", dossier.id) == ["slot"])
            #expect(try await fields("licence", dossier.id) == ["slot"])
            #expect(try await fields("portrait_side", "dos_x") == ["dossier"])
            // Before the kind of holder is known nobody knows which pictures are asked for.
            let cpcc = try await room.save([:], as: token, at: .cpcc)
            #expect(try await fields("handheld", cpcc.id) == ["slot"])
            #expect(try await room.current(token).documents == [])
        }
    }
}

extension IdentityRoom {
    /// A picture that is small enough to be kept in a row: few shapes, as a JPEG of little quality.
    func small() async throws -> [UInt8] {
        try await GeneratedPicture(width: 640, height: 600) { x, y in
            Int(x * 20) % 2 == 0 ? 30 : 220
        }.jpeg(quality: 30, in: temporary.folder)
    }
}
