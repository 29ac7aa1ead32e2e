package import MeshDocument

extension Fingerprint {
    /// The perceptual hash of a picture, after Zauner (2010): brightness averaged to 32 × 32, its discrete cosine transform
    /// (type II), and for each of the 64 lowest frequencies, in zigzag order without the constant one, whether it is above
    /// their median. Another size, another compression or a little more light leave nearly all of that as it is. Nil for a
    /// picture that is too small or too even to compare.
    package init?(of image: GreyImage) {
        guard min(image.width, image.height) >= PerceptualHash.Limits.sidePixelsMin else { return nil }
        let frequencies = PerceptualHash.lowFrequencies(of: PerceptualHash.averaged(image))
        let energy = frequencies.reduce(0) { $0 + $1 * $1 }
        guard energy >= PerceptualHash.Limits.energyMin else { return nil }
        let sorted = frequencies.sorted()
        let median = (sorted[31] + sorted[32]) / 2
        self.init(kind: .image, bits: frequencies.reduce(0) { $0 << 1 | ($1 > median ? 1 : 0) })
    }
}

/// How a picture becomes 64 numbers.
private enum PerceptualHash {
    enum Limits {
        /// Smaller pictures say too little.
        static let sidePixelsMin = 16
        /// Less than this is a blank page: its lowest frequencies are noise, and all blank pages would be alike.
        static let energyMin = 2_000.0
    }

    static let side = 32

    /// Mean brightness of each of 32 × 32 fields; pixels on a border count for both sides by their share.
    static func averaged(_ image: GreyImage) -> [Double] {
        let columns = weights(image.width)
        let rows = weights(image.height)
        var sums = [Double](repeating: 0, count: side * side)
        var line = [Double](repeating: 0, count: side)
        image.pixels.withUnsafeBufferPointer { pixels in
            for y in 0..<image.height {
                for field in 0..<side { line[field] = 0 }
                for x in 0..<image.width {
                    let value = Double(pixels[y * image.width + x])
                    for share in columns[x] { line[share.field] += share.weight * value }
                }
                for share in rows[y] {
                    for field in 0..<side { sums[share.field * side + field] += share.weight * line[field] }
                }
            }
        }
        return sums
    }

    private struct Share {
        let field: Int
        let weight: Double
    }

    /// For each pixel of a side the fields that it lies in, and how much of each field it is.
    private static func weights(_ count: Int) -> [[Share]] {
        let width = Double(count) / Double(side)
        return (0..<count).map { pixel in
            let first = Double(pixel) / width
            let last = Double(pixel + 1) / width
            return (Int(first)...min(side - 1, Int(last))).compactMap { field in
                let share = min(last, Double(field + 1)) - max(first, Double(field))
                return share > 0 ? Share(field: field, weight: share) : nil
            }
        }
    }

    /// The 64 lowest frequencies but the constant one, in zigzag order.
    static func lowFrequencies(of field: [Double]) -> [Double] {
        zigzag.map { vertical, horizontal in
            var sum = 0.0
            for y in 0..<side {
                var line = 0.0
                for x in 0..<side { line += field[y * side + x] * cosine((2 * x + 1) * horizontal) }
                sum += line * cosine((2 * y + 1) * vertical)
            }
            return sum * 2 / Double(side)
        }
    }

    /// Positions 1 to 64 of the walk along the antidiagonals.
    private static let zigzag: [(vertical: Int, horizontal: Int)] = {
        var walk: [(Int, Int)] = []
        var diagonal = 0
        while walk.count <= 64 {
            let steps = (0...diagonal).map { ($0, diagonal - $0) }
            walk += diagonal.isMultiple(of: 2) ? steps.reversed() : steps
            diagonal += 1
        }
        return Array(walk[1...64])
    }()

    /// cos(π · step / 64).
    private static func cosine(_ step: Int) -> Double { cosines[step % 128] }

    /// By cos((k + 1)θ) = 2 cos θ cos(kθ) − cos((k − 1)θ).
    private static let cosines: [Double] = {
        let first = 0.998_795_456_205_172_392_71
        var values = [1, first]
        while values.count < 128 { values.append(2 * first * values[values.count - 1] - values[values.count - 2]) }
        return values
    }()
}
