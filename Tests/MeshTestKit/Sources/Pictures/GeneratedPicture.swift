/// A picture that its seed determines: soft blots and hard rectangles over a slope, like a drawing and nothing like another
/// seed's.
package struct GeneratedPicture: Sendable {
    /// In pixels.
    package let width: Int
    /// In pixels.
    package let height: Int
    /// Row by row, 0 for black.
    package let pixels: [UInt8]

    /// Values outside of a byte are cut to it.
    package init(width: Int, height: Int, _ value: (_ x: Double, _ y: Double) -> Double) {
        self.width = width
        self.height = height
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        for y in 0..<height {
            for x in 0..<width {
                let value = value((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
                pixels.append(UInt8(max(0, min(255, value.rounded()))))
            }
        }
        self.pixels = pixels
    }

    /// The same motif at any size; `light` is added to every pixel, `contrast` stretches around the middle.
    package init(seed: UInt64, width: Int, height: Int, light: Double = 0, contrast: Double = 1) {
        let random = SeededRandom(seed: seed)
        func part(_ from: Double, _ to: Double) -> Double {
            from + (to - from) * Double(random.integer(in: 0...9_999)) / 9_999
        }
        struct Blot {
            let x, y, radius, value: Double
        }
        let slope = (across: part(-60, 60), down: part(-60, 60))
        let blots = (0..<8).map { _ in
            Blot(x: part(0, 1), y: part(0, 1), radius: part(0.05, 0.3), value: part(-110, 110))
        }
        let boxes = (0..<4).map { _ in
            Blot(x: part(0, 0.8), y: part(0, 0.8), radius: part(0.1, 0.3), value: part(-80, 80))
        }
        self.init(width: width, height: height) { x, y in
            var value = slope.across * (x - 0.5) + slope.down * (y - 0.5)
            for blot in blots {
                let distance = ((x - blot.x) * (x - blot.x) + (y - blot.y) * (y - blot.y)) / (blot.radius * blot.radius)
                if distance < 1 { value += blot.value * (1 - distance) * (1 - distance) }
            }
            for box in boxes where x > box.x && x < box.x + box.radius && y > box.y && y < box.y + box.radius {
                value += box.value
            }
            return 128 + contrast * value + light
        }
    }

    /// A portable grey map, which the JPEG tools read.
    package var pgm: [UInt8] { Array("P5\n\(width) \(height)\n255\n".utf8) + pixels }

    /// A PNG of grey values, not compressed (RFC 2083).
    package var png: [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height { rows += [0] + pixels[y * width..<(y + 1) * width] }
        return PNGFile.file(width: UInt32(width), height: UInt32(height), rows: rows)
    }

    /// A JPEG by the reference tool, of this quality.
    package func jpeg(quality: Int, _ options: [String] = [], in folder: TemporaryFolder) async throws -> [UInt8] {
        let name = "picture-\(width)x\(height)-\(quality)"
        try WholeFile.replace(folder.file(name + ".pgm"), with: pgm)
        let words =
            ["cjpeg", "-quality", "\(quality)"] + options
            + ["-outfile", folder.file(name + ".jpg"), folder.file(name + ".pgm")]
        let program = try await FinishedProgram(words, logs: folder.path)
        guard program.exit == .code(0) else {
            throw SystemFailure("apt-get install libjpeg-turbo-progs; \(program.errors)")
        }
        return try WholeFile.contents(folder.file(name + ".jpg"))
    }
}

/// The parts of a PNG.
package enum PNGFile {
    /// A file of 8-bit grey values; `rows` are each preceded by their filter. Its header may lie.
    package static func file(width: UInt32, height: UInt32, rows: [UInt8]) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", word(width) + word(height) + [8, 0, 0, 0, 0]) + chunk("IDAT", stored(rows))
            + chunk("IEND", [])
    }

    /// A picture with 8 or 16 bits for each value, from top to bottom or in the seven passes of Adam7 (RFC 2083, 2.6).
    package static func file(_ picture: GeneratedPicture, bits: UInt8, isInterlaced: Bool) -> [UInt8] {
        let passes =
            isInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)]
        var rows: [UInt8] = []
        for (x, y, across, down) in passes where x < picture.width {
            for row in stride(from: y, to: picture.height, by: down) {
                rows.append(0)
                for column in stride(from: x, to: picture.width, by: across) {
                    let value = picture.pixels[row * picture.width + column]
                    rows += bits == 16 ? [value, value] : [value]
                }
            }
        }
        let size = word(UInt32(picture.width)) + word(UInt32(picture.height))
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", size + [bits, 0, 0, 0, isInterlaced ? 1 : 0]) + chunk("IDAT", stored(rows))
            + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return word(UInt32(content.count)) + body + word(~crc)
    }

    /// zlib's form without compression (RFC 1950, RFC 1951).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        let starts = Array(stride(from: 0, to: max(1, bytes.count), by: 65_535))
        for start in starts {
            let piece = bytes[start..<min(start + 65_535, bytes.count)]
            let length = UInt16(piece.count)
            result += [start == starts.last ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8)]
            result += [UInt8(~length & 0xFF), UInt8(~length >> 8)] + piece
        }
        var (first, second): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            first = (first + UInt32(byte)) % 65_521
            second = (second + first) % 65_521
        }
        return result + word(second << 16 | first)
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
