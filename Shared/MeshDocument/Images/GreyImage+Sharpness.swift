extension GreyImage {
    /// How much neighbouring pixels differ: the variance of the Laplacian, in squares of grey levels; 0 for one colour. A
    /// picture whose shorter side is a multiple of `sidePixels` or more is made so many times smaller first, so that large
    /// pictures and small ones are measured alike. May take a tenth of a second.
    package func sharpness(sidePixels: Int) -> Int {
        precondition(sidePixels > 0, "a side has pixels")
        return smaller(times: max(1, min(width, height) / sidePixels)).laplacianVariance
    }

    /// Every pixel the mean of `times` × `times`; what is left at the right and below is cut off.
    func smaller(times: Int) -> GreyImage {
        guard times > 1 else { return self }
        let (columns, rows) = (width / times, height / times)
        let area = times * times
        let means = pixels.withUnsafeBufferPointer { pixels in
            [UInt8](unsafeUninitializedCapacity: columns * rows) { means, count in
                for row in 0..<rows {
                    for column in 0..<columns {
                        var sum = 0
                        for line in 0..<times {
                            let start = (row * times + line) * width + column * times
                            for place in start..<start + times { sum += Int(pixels[place]) }
                        }
                        means[row * columns + column] = UInt8(sum / area)
                    }
                }
                count = columns * rows
            }
        }
        return GreyImage(width: columns, height: rows, pixels: means)
    }

    private var laplacianVariance: Int {
        guard width > 2, height > 2 else { return 0 }
        var (sum, squares) = (0, 0)
        pixels.withUnsafeBufferPointer { pixels in
            for row in 1..<height - 1 {
                for place in row * width + 1..<row * width + width - 1 {
                    let around =
                        Int(pixels[place - 1]) + Int(pixels[place + 1]) + Int(pixels[place - width])
                        + Int(pixels[place + width])
                    let value = around - 4 * Int(pixels[place])
                    sum += value
                    squares += value * value
                }
            }
        }
        let count = (width - 2) * (height - 2)
        let mean = sum / count
        return squares / count - mean * mean
    }
}
