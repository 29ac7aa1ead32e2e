/// How the device was held that took a picture: what is to be done before it is seen (Exif 2.3, tag 0x0112; its numbers).
package enum ImageOrientation: Int, Sendable, CaseIterable {
    case upright = 1
    case mirrored = 2
    case halfTurn = 3
    case mirroredUpsideDown = 4
    /// Rows are columns.
    case transposed = 5
    /// A quarter turn to the right shows it.
    case quarterRight = 6
    /// Columns from the right are rows from the bottom.
    case transversed = 7
    /// A quarter turn to the left shows it.
    case quarterLeft = 8

    /// Whether width and height change places.
    package var swapsSides: Bool { rawValue >= 5 }

    /// Bounds of the note.
    enum Limits {
        /// Entries of its first directory that are looked at.
        static let entriesMax = 64
    }

    /// What the content of an APP1 segment says; nil when it says nothing of it, or is not as it must be.
    init?(exif segment: ArraySlice<UInt8>) {
        guard segment.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0]) else { return nil }
        let bytes = Array(segment.dropFirst(6))
        let isLittle: Bool
        switch bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isLittle = true
        case [0x4D, 0x4D, 0, 42]: isLittle = false
        default: return nil
        }
        func number(_ at: Int, _ count: Int) -> Int? {
            guard at >= 0, at <= bytes.count - count else { return nil }
            let part = bytes[at..<at + count]
            return isLittle ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<min(entries, Limits.entriesMax) {
            let at = directory + 2 + 12 * entry
            guard let tag = number(at, 2) else { return nil }
            guard tag == 0x0112 else { continue }
            // One SHORT, which stands in the entry itself.
            guard number(at + 2, 2) == 3, number(at + 4, 4) == 1, let value = number(at + 8, 2) else { return nil }
            self.init(rawValue: value)
            return
        }
        return nil
    }
}

extension GreyImage {
    /// The picture as it is seen when it was taken so.
    package func turned(_ orientation: ImageOrientation) -> GreyImage {
        guard orientation != .upright else { return self }
        let (columns, rows) = orientation.swapsSides ? (height, width) : (width, height)
        let (right, bottom) = (width - 1, height - 1)
        let turned = pixels.withUnsafeBufferPointer { pixels in
            [UInt8](unsafeUninitializedCapacity: columns * rows) { seen, count in
                for row in 0..<rows {
                    for column in 0..<columns {
                        let (x, y) =
                            switch orientation {
                            case .upright: (column, row)
                            case .mirrored: (right - column, row)
                            case .halfTurn: (right - column, bottom - row)
                            case .mirroredUpsideDown: (column, bottom - row)
                            case .transposed: (row, column)
                            case .quarterRight: (row, bottom - column)
                            case .transversed: (right - row, bottom - column)
                            case .quarterLeft: (right - row, column)
                            }
                        seen[row * columns + column] = pixels[y * width + x]
                    }
                }
                count = columns * rows
            }
        }
        return GreyImage(width: columns, height: rows, pixels: turned)
    }
}
