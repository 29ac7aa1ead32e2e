import Identity
import MeshDocument
import MeshKernel
import MeshTestKit

/// Pictures as strangers send them: what is read of one is as large as its header says and no larger than any may be, and
/// turning it about keeps every pixel.
struct PictureTarget: FuzzTarget {
    /// Small ones of each kind, which mutations begin from.
    private let seeds: [[UInt8]]

    init() throws {
        let drawing = GeneratedPicture(seed: 1, width: 40, height: 24)
        let jpegs = [Self.baseline, Self.progressive].compactMap { Base64.decode($0) }
        guard jpegs.count == 2 else { throw FuzzFinding("the pictures to begin from are not what they were") }
        seeds =
            jpegs + jpegs.map { Self.noting(6, in: $0) } + [
                drawing.png, PNGFile.file(drawing, bits: 16, isInterlaced: true),
                PNGFile.file(drawing, bits: 8, isInterlaced: true), drawing.png + jpegs[0],
            ]
    }

    func input(_ random: SeededRandom) -> [UInt8] {
        let head = random.bytes(FuzzHead.byteCount)
        if random.once(in: 20) { return head + random.bytes(random.integer(in: 1...200)) }
        var picture = random.element(of: seeds)
        for _ in 0..<random.integer(in: 1...3) { picture = random.mutated(picture) }
        // A header that says more than there is.
        if random.once(in: 4), picture.count > 40 {
            let place = random.integer(in: 10...30)
            for (step, byte) in random.bytes(4).enumerated() { picture[place + step] = byte }
        }
        return head + picture
    }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 1 }
        let bytes = Array(head.content)
        let header: ImageHeader
        do throws(ImageError) {
            header = try ImageHeader(bytes)
        } catch {
            return 1
        }
        guard header.width > 0, header.height > 0, header.width * header.height <= ImageHeader.Limits.pixelsMax,
            header.seenWidth * header.seenHeight == header.width * header.height
        else { throw FuzzFinding("a header of \(header.width) by \(header.height)") }
        try judge(header, byteCount: bytes.count)
        // Large ones are decoded elsewhere; here each would take a second.
        guard header.width * header.height <= 1 << 20 else { return 1 }
        let side = [1, 8, 16, 256, 600][Int(head.choice) % 5]
        let image: GreyImage
        do throws(ImageError) {
            image = try GreyImage(reading: bytes, sidePixelsWanted: side)
        } catch {
            if case .missingLibrary = error { throw FuzzFinding("\(error)") }
            return 1
        }
        try check(image, header, side)
        return 1
    }

    private func judge(_ header: ImageHeader, byteCount: Int) throws {
        let type: AuthorityRules.PictureType = header.format == .png ? .png : .jpeg
        let facts = PictureFacts(
            declaredType: type, foundType: type, bytes: byteCount, width: header.seenWidth, height: header.seenHeight,
            sharpness: 100)
        for authority in Authority.allCases {
            let rules = AuthorityRules.of(authority)
            guard rules.fault(in: facts) != nil || min(header.width, header.height) >= rules.pictureSideMin else {
                throw FuzzFinding("a picture of \(header.width) by \(header.height) is taken")
            }
        }
    }

    private func check(_ image: GreyImage, _ header: ImageHeader, _ side: Int) throws {
        guard image.width <= header.width, image.height <= header.height else {
            throw FuzzFinding("a picture that is larger than its header says")
        }
        guard image.sharpness(sidePixels: side) >= 0 else { throw FuzzFinding("less sharp than one colour") }
        let turned = image.turned(header.orientation)
        guard turned.pixels.sorted() == image.pixels.sorted(),
            turned.width == (header.orientation.swapsSides ? image.height : image.width)
        else { throw FuzzFinding("turning lost something") }
    }

    /// A JPEG that says how it was held.
    private static func noting(_ orientation: UInt8, in jpeg: [UInt8]) -> [UInt8] {
        let entry: [UInt8] = [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
        let exif: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4D, 0x4D, 0, 42, 0, 0, 0, 8] + entry
        return jpeg.prefix(2) + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + jpeg.dropFirst(2)
    }

    private static let baseline = """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7\
        gYKBTmCNl4x9lnN+gXz/wAALCAAYACgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF\
        BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW\
        V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi\
        4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AFe7S4vE1xAwtbZfKdCPnJOeg6Y+cd/Wmp/o32nfz/bGfIx/Duzjd6ffHTPemPaP\
        cWaaGhUXVs3mu5PyEHPQ9c/OO3rUr3aXF4muIGFrbL5ToR85Jz0HTHzjv601P9G+07+f7Yz5GP4d2cbvT746Z70547dLxLWAr/Y7\
        runIbKB+cZfseE4z6etNT5/tP2jj7Pn+zc8Zxnbt/v8ARPXt60x5LhLNLqAN/bDttnAXLhOcZTsOE5x6etSvHbpeJawFf7Hdd05D\
        ZQPzjL9jwnGfT1pqfP8AaftHH2fP9m54zjO3b/f6J69vWj7J9m/4kO/d9q/e+fjG3HONvf7nr3o/4+v9n+xfx87b/wCg/c9+tH2v\
        7N/xPtm77V+68jONuOM7u/3PTvR9k+zf8SHfu+1fvfPxjbjnG3v9z170f8fX+z/Yv4+dt/8AQfue/Wv/2Q==
        """

    private static let progressive = """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7\
        gYKBTmCNl4x9lnN+gXz/wgALCAAYACgBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAQAC/9oACAEBAAAAAYNCGiqv/8QAGBABAQEB\
        AQAAAAAAAAAAAAAAEgACMhH/2gAIAQEAAQUCS3zFYS3zeZd7oeZcTdSMTdX/xAAiEAABAQcFAQAAAAAAAAAAAAAAAgEREhMhM0Ix\
        QVJjc6H/2gAIAQEABj8Cn4poK7tCRkmpPxTQV3aELLO4qLG2RMvbkLLO4qLG2SOVXnj9J/KjiRyq88fp/8QAIRAAAgEEAgIDAAAA\
        AAAAAAAAAREAIUFRkYHwMXGxwdH/2gAIAQEAAT8hIgBqYX7WC5+LzuEwAnMbdrCIAamF+1gufi87hAC2Dro/eoK9HCzaEAPYqmq9\
        ahAC2Dro/eoK9HCzaZr1eOJr9fx4mK9XniZr1eOJr9fx4n//2gAIAQEAAAAQ3v8A/8QAHxAAAgEFAAMBAAAAAAAAAAAAESEBADFB\
        UWGBsfCh/9oACAEBAAE/EI5YFeHmTaLBc7rvsvQcW2OanlgV5eJNpuVxuo5YFeHmTaLBc7rvsvQcW2OamVZMFFwcZSnW65zMiD+H\
        fG6iVRMFFwcYTjW6mVZMFFwcZSnW65zMiD+HfG69aYRjbzzXwfw7vXvTCI7eOa9aYRjbzzXwfw7vX//Z
        """
}
