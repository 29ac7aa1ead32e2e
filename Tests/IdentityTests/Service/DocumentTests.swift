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

    @Test("pictures as cameras make them are taken: progressive, turned, with more behind; print colours are not")
    func cameras() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let folder = room.temporary.folder
            let henan = try await room.save(["holder_kind": "person"], as: token, at: .henan)
            let stripes = GeneratedPicture(width: 900, height: 640) { x, y in
                Int(x * 70) % 2 == Int(y * 40) % 2 ? 40 : 220
            }
            func upload(_ bytes: [UInt8]) async throws -> IdentityV1.Document {
                try await room.upload(bytes, to: "portrait_side", of: henan.id, as: token, type: "image/jpeg")
            }
            let jpeg = try await stripes.jpeg(quality: 60, in: folder)
            let progressive = try await upload(try await stripes.jpeg(quality: 60, ["-progressive"], in: folder))
            #expect(progressive.width == 900 && progressive.height == 640)
            // A note that a quarter turn shows it: its sides are those that are seen.
            let entry: [UInt8] = [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
            let note: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4D, 0x4D, 0, 42, 0, 0, 0, 8] + entry
            let turned = try await upload(
                jpeg.prefix(2) + [0xFF, 0xE1, 0, UInt8(note.count + 2)] + note + jpeg.dropFirst(2))
            #expect(turned.width == 640 && turned.height == 900)
            // To the last byte below five mebibytes, and one more.
            let most = jpeg + [UInt8](repeating: 0, count: 5_242_879 - jpeg.count)
            #expect(try await upload(most).size == 5_242_879)
            try await room.expect("PICTURE_TOO_LARGE") { _ = try await upload(most + [0]) }
            try await room.expect("INVALID_UPLOAD") {
                _ = try await room.upload(
                    most + [0], to: "portrait_side", of: henan.id, as: token, type: "image/jpeg", size: 5_242_879)
            }
            // Four components: Adobe's note on inverted inks is left out, which no decoder needs to refuse it.
            var print = jpeg
            if let frame = print.firstRange(of: [0xFF, 0xC0]) { print[frame.upperBound + 7] = 4 }
            try await room.expect("PICTURE_DAMAGED") { _ = try await upload(print) }
            #expect(try await room.current(token, at: .henan).documents.map(\.size) == [5_242_879])
            // Sixteen bits, and seven passes, where PNG is taken.
            let platform = try await room.save(["holder_kind": "person"], as: token)
            for bits: UInt8 in [8, 16] {
                let deep = try await room.upload(
                    PNGFile.file(stripes, bits: bits, isInterlaced: true), to: "emblem_side", of: platform.id, as: token
                )
                #expect(deep.width == 900 && deep.height == 640)
            }
        }
    }

    @Test("what no row names is swept a part at a time, from where the part before ended")
    func sweeping() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            _ = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token)
            let files = { FileTree.files(below: room.temporary.folder.file("blobs")) }
            let kept = files()
            for _ in 0..<5 {
                let writer = room.blobs.begin()
                try await writer.append([UInt8](repeating: 1, count: 20_000))
                _ = try await writer.finish()
            }
            #expect(kept.count == 1 && files().count == 6)
            // Young ones may be on their way.
            let young = try await room.server.sweepOrphans()
            #expect(young.removed == 0 && young.next == nil)
            let age = Duration.seconds(-86_400 * 36_500)
            var place: String?
            var (parts, removed) = (0, 0)
            repeat {
                let part = try await room.blobs.sweep(olderThan: age, from: place, filesMax: 1) { group in
                    #expect(group.count == 1)
                    return try await room.store.read { snapshot in
                        Set(
                            try group.filter {
                                try snapshot.row("SELECT 1 AS one FROM documents WHERE blob = ?", .text($0)) != nil
                            })
                    }
                }
                (parts, removed, place) = (parts + 1, removed + part.removed, part.next)
            } while place != nil
            // Six folders of one file each, and the look that finds no more.
            #expect(removed == 5 && parts == 7 && files() == kept)
            #expect(try await room.server.sweepOrphans(olderThan: age) == (0, nil))
        }
    }

    @Test("a stream that is not as it must be leaves nothing behind")
    func streams() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            _ = try await room.consent(to: .identityDocument, as: token)
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
