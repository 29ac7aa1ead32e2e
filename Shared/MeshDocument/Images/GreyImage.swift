internal import CImages

/// A picture's brightness, pixel by pixel.
package struct GreyImage: Sendable, Equatable {
    /// Bounds of one.
    package enum Limits {
        /// A JPEG is read smaller than it is while both sides keep so many pixels, unless its reader wants more.
        package static let sidePixelsWanted = 256
    }

    /// In pixels.
    package let width: Int
    /// In pixels.
    package let height: Int
    /// Row by row, 0 for black.
    package let pixels: [UInt8]

    /// `pixels` are `width` × `height`, which is a precondition.
    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == width * height, "every pixel has its value")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Reads a JPEG or PNG, whatever its name says. May take seconds, so not for an event loop. A large JPEG is read at a
    /// fraction of its size, of which both sides have `sidePixelsWanted` if they ever had.
    package init(
        reading bytes: [UInt8], sidePixelsWanted: Int = Limits.sidePixelsWanted
    ) throws(ImageError) {
        let header = try ImageHeader(bytes)
        switch header.format {
        case .jpeg:
            let eighths =
                (1...8).first { min(header.width, header.height) * $0 / 8 >= sidePixelsWanted } ?? 8
            let (width, height) = ((header.width * eighths + 7) / 8, (header.height * eighths + 7) / 8)
            var library = try ImageLibraries.jpeg()
            let pixels = try Self.read(width * height) { grey, capacity, message in
                bytes.withUnsafeBufferPointer {
                    colophon_jpeg_read(
                        &library, $0.baseAddress, $0.count, Int32(header.width), Int32(header.height), Int32(eighths),
                        grey, capacity, message)
                }
            }
            self.init(width: width, height: height, pixels: pixels)
        case .png:
            var library = try ImageLibraries.png()
            let pixels = try Self.read(header.width * header.height) { grey, capacity, message in
                bytes.withUnsafeBufferPointer {
                    colophon_png_read(
                        &library, $0.baseAddress, $0.count, UInt32(header.width), UInt32(header.height), grey, capacity,
                        message)
                }
            }
            self.init(width: header.width, height: header.height, pixels: pixels)
        }
    }

    private static func read(
        _ count: Int,
        _ body: (UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<CChar>?) -> Int32
    ) throws(ImageError) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: count)
        var message = [CChar](repeating: 0, count: 128)
        let result = pixels.withUnsafeMutableBufferPointer { grey in
            message.withUnsafeMutableBufferPointer { body(grey.baseAddress, grey.count, $0.baseAddress) }
        }
        guard result == 0 else {
            let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw .malformed(words.isEmpty ? "its size changed" : words)
        }
        return pixels
    }
}
