import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("Pictures as cameras and strangers make them", .timeLimit(.minutes(3)))
struct OrientationTests {
    private let drawing = GeneratedPicture(seed: 5, width: 61, height: 47)

    /// An Exif note as an APP1 segment's content: big-endian or little-endian, with one entry of the first directory.
    private func exif(_ value: UInt8, isLittle: Bool = false, tag: [UInt8] = [0x01, 0x12], type: UInt8 = 3) -> [UInt8] {
        func number(_ bytes: [UInt8]) -> [UInt8] { isLittle ? bytes.reversed() : bytes }
        let entry = number(tag) + number([0, type]) + number([0, 0, 0, 1]) + number([0, value]) + [0, 0]
        return [0x45, 0x78, 0x69, 0x66, 0, 0] + (isLittle ? [0x49, 0x49] : [0x4D, 0x4D]) + number([0, 42])
            + number([0, 0, 0, 8]) + number([0, 1]) + entry + [0, 0, 0, 0]
    }

    private func noting(_ content: [UInt8], in jpeg: [UInt8]) -> [UInt8] {
        jpeg.prefix(2) + [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content + jpeg.dropFirst(2)
    }

    @Test("a picture says how it was held, in either order of bytes, and its sides are those that are seen")
    func held() async throws {
        let folder = try TemporaryFolder("pictures")
        let jpeg = try await drawing.jpeg(quality: 90, in: folder)
        #expect(try ImageHeader(jpeg).orientation == .upright && ImageHeader(drawing.png).orientation == .upright)
        for orientation in ImageOrientation.allCases {
            for isLittle in [false, true] {
                let noted = noting(exif(UInt8(orientation.rawValue), isLittle: isLittle), in: jpeg)
                let header = try ImageHeader(noted)
                #expect(header.orientation == orientation && header.width == 61 && header.height == 47)
                let sides = orientation.swapsSides ? [47, 61] : [61, 47]
                #expect([header.seenWidth, header.seenHeight] == sides)
                let turned = try GreyImage(reading: noted).turned(orientation)
                #expect([turned.width, turned.height] == sides)
            }
        }
    }

    @Test("each way of holding turns the first pixel to its own corner, and doing it again and again comes back")
    func turned() throws {
        let image = GreyImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])
        let expected: [ImageOrientation: [UInt8]] = [
            .upright: [1, 2, 3, 4, 5, 6], .mirrored: [3, 2, 1, 6, 5, 4], .halfTurn: [6, 5, 4, 3, 2, 1],
            .mirroredUpsideDown: [4, 5, 6, 1, 2, 3], .transposed: [1, 4, 2, 5, 3, 6],
            .quarterRight: [4, 1, 5, 2, 6, 3], .transversed: [6, 3, 5, 2, 4, 1], .quarterLeft: [3, 6, 2, 5, 1, 4],
        ]
        for orientation in ImageOrientation.allCases {
            #expect(image.turned(orientation).pixels == expected[orientation], "\(orientation)")
            let again = (0..<4).reduce(image) { image, _ in image.turned(orientation) }
            #expect(again == image, "\(orientation)")
        }
    }

    @Test("a note that is not as it must be says nothing, and nobody falls over it")
    func broken() async throws {
        let folder = try TemporaryFolder("pictures")
        let jpeg = try await drawing.jpeg(quality: 90, in: folder)
        let good = exif(6)
        var notes = [exif(0), exif(9), exif(6, tag: [0x01, 0x13]), exif(6, type: 4)]
        // What follows the number means nothing.
        for cut in 0..<(good.count - 6) { notes.append(Array(good.prefix(cut))) }
        for place in 6..<good.count {
            for value: UInt8 in [0x7F, 0x80, 0xFF] {
                var note = good
                note[place] = value
                let header = try ImageHeader(noting(note, in: jpeg))
                #expect([header.seenWidth, header.seenHeight].sorted() == [47, 61])
            }
        }
        for note in notes { #expect(try ImageHeader(noting(note, in: jpeg)).orientation == .upright, "\(note)") }
    }

    @Test("PNGs of sixteen bits and of seven passes are read to the last pixel")
    func deep() throws {
        let expected = GreyImage(width: 61, height: 47, pixels: drawing.pixels)
        for bits: UInt8 in [8, 16] {
            for isInterlaced in [false, true] {
                let file = PNGFile.file(drawing, bits: bits, isInterlaced: isInterlaced)
                let read = try GreyImage(reading: file)
                // The library takes sixteen bits for linear light and makes them as bright as they are seen.
                let worst = zip(read.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
                #expect(read.width == 61 && read.height == 47)
                #expect(bits == 8 ? worst == 0 : worst < 130, "\(bits) bits, \(isInterlaced): \(worst)")
                for cut in stride(from: 30, to: file.count - 20, by: 97) {
                    #expect(throws: ImageError.self) { try GreyImage(reading: Array(file.prefix(cut))) }
                }
            }
        }
    }

    @Test("what follows the end of a picture is not looked at, as behind the pictures of telephones")
    func trailing() async throws {
        let folder = try TemporaryFolder("pictures")
        for picture in [drawing.png, try await drawing.jpeg(quality: 90, in: folder)] {
            let alone = try GreyImage(reading: picture)
            for more in [[0], Array("<html><script>".utf8), picture, [UInt8](repeating: 0xFF, count: 100_000)] {
                #expect(try GreyImage(reading: picture + more) == alone)
            }
        }
    }

    @Test("a JPEG in the colours of print is refused, for what it looks like is the press's business")
    func fourColours() async throws {
        let folder = try TemporaryFolder("pictures")
        let document = PDFDocument(
            title: "t", language: "en", created: WallTime(milliseconds: 0), footer: "f", isFramed: true,
            sections: [[.text(PDFText("four colours", points: 30))]])
        try WholeFile.replace(folder.file("page.pdf"), with: try document.printed())
        let words = ["pdftoppm", "-jpegcmyk", "-r", "50", "-singlefile", folder.file("page.pdf"), folder.file("page")]
        let program = try await FinishedProgram(words, logs: folder.path)
        #expect(program.exit == .code(0), "apt-get install poppler-utils; \(program.errors)")
        let bytes = try WholeFile.contents(folder.file("page.jpg"))
        #expect(try ImageHeader(bytes).width > 300)
        let error = #expect(throws: ImageError.self) { try GreyImage(reading: bytes) }
        guard case .malformed = error else {
            Issue.record("\(error as Any)")
            return
        }
    }
}
