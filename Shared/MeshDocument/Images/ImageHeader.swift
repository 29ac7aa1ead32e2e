/// What a picture says of itself before anything of it is decoded, read here and not by a library: a few bytes can claim
/// a picture that no memory holds.
package struct ImageHeader: Sendable, Equatable {
    /// The kinds of pictures that are read.
    package enum Format: String, Sendable, CaseIterable {
        case jpeg
        case png
    }

    /// Bounds of what is decoded.
    package enum Limits {
        /// Larger files are not looked at.
        package static let fileBytesMax = 33_554_432
        /// Pixels of a JPEG that is decoded row by row.
        package static let pixelsMax = 67_108_864
        /// Pixels of a JPEG whose coefficients must all be in memory, as progressive ones' must, or of a PNG, of which every
        /// pixel is.
        package static let heldPixelsMax = 25_165_824
        /// Either side.
        package static let sidePixelsMax = 32_768
        /// Times that a progressive JPEG goes over its pixels.
        package static let scansMax = 64
    }

    /// What it is.
    package let format: Format
    /// In pixels.
    package let width: Int
    /// In pixels.
    package let height: Int
    /// How it is to be turned before it is seen; only JPEGs say.
    package let orientation: ImageOrientation

    /// In pixels, as it is seen.
    package var seenWidth: Int { orientation.swapsSides ? height : width }
    /// In pixels, as it is seen.
    package var seenHeight: Int { orientation.swapsSides ? width : height }

    /// Which kind of picture begins with these bytes; nil for none that is read.
    package static func format(of bytes: [UInt8]) -> Format? {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        return bytes.starts(with: pngSignature) ? .png : nil
    }

    private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Reads the whole file's structure as far as sizes and scans go.
    package init(_ bytes: [UInt8]) throws(ImageError) {
        guard bytes.count <= Limits.fileBytesMax else { throw .tooLarge("more than \(Limits.fileBytesMax) bytes") }
        let isHeld: Bool
        switch Self.format(of: bytes) {
        case .jpeg:
            let frame = try JPEGFrame(bytes)
            (format, width, height, isHeld) = (.jpeg, frame.width, frame.height, frame.isHeld)
            orientation = frame.orientation ?? .upright
            guard frame.scans <= Limits.scansMax else { throw .tooLarge("more than \(Limits.scansMax) scans") }
        case .png:
            let head = Array(bytes.dropFirst(Self.pngSignature.count).prefix(16))
            guard head.count == 16, head[..<8] == [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52] else {
                throw .malformed("it has no IHDR")
            }
            func word(_ at: Int) -> Int { head[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
            (format, width, height, isHeld) = (.png, word(8), word(12), true)
            orientation = .upright
        case nil: throw .malformed("it is neither JPEG nor PNG")
        }
        guard width > 0, height > 0 else { throw .malformed("it has no pixels") }
        guard width <= Limits.sidePixelsMax, height <= Limits.sidePixelsMax else {
            throw .tooLarge("a side of more than \(Limits.sidePixelsMax) pixels")
        }
        let most = isHeld ? Limits.heldPixelsMax : Limits.pixelsMax
        guard width * height <= most else { throw .tooLarge("more than \(most) pixels") }
    }
}

/// The markers of a JPEG (ITU-T T.81, annex B).
private struct JPEGFrame {
    var width = 0
    var height = 0
    /// Whether decoding keeps the whole picture's coefficients.
    var isHeld = false
    var scans = 0
    /// What the first note says that says anything.
    var orientation: ImageOrientation?

    init(_ bytes: [UInt8]) throws(ImageError) {
        var position = 2
        var isEnded = false
        while !isEnded {
            // Any number of fill bytes may precede a marker.
            while position < bytes.count, bytes[position] == 0xFF { position += 1 }
            guard position < bytes.count, position > 2, bytes[position - 1] == 0xFF else {
                throw .malformed("a marker is missing")
            }
            let marker = bytes[position]
            position += 1
            switch marker {
            case 0x01, 0xD0...0xD8: continue
            case 0xD9: isEnded = true
            default:
                guard position + 2 <= bytes.count else { throw .malformed("it ends in a segment") }
                let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
                guard length >= 2, position + length <= bytes.count else { throw .malformed("it ends in a segment") }
                if Self.isFrame(marker) {
                    guard width == 0, length >= 8 else { throw .malformed("its frame cannot be read") }
                    height = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
                    width = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
                    isHeld = marker != 0xC0 && marker != 0xC1
                    guard width > 0, height > 0 else { throw .malformed("it has no pixels") }
                }
                if marker == 0xE1, orientation == nil {
                    orientation = ImageOrientation(exif: bytes[position + 2..<position + length])
                }
                position += length
                if marker == 0xDA {
                    scans += 1
                    guard width > 0, scans <= ImageHeader.Limits.scansMax else { return }
                    position = Self.skipScan(bytes, from: position)
                    // libraries end such a file by themselves, and so do its readers.
                    isEnded = position >= bytes.count
                }
            }
        }
        guard width > 0, scans > 0 else { throw .malformed("it has no picture") }
    }

    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
    }

    /// The place of the first marker after a scan's data; restart markers belong to it.
    private static func skipScan(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var position = start
            while position + 1 < bytes.count {
                if bytes[position] == 0xFF {
                    let next = bytes[position + 1]
                    if next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) { return position }
                }
                position += 1
            }
            return bytes.count
        }
    }
}
