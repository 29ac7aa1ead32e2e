import MeshDocument
import MeshTestKit
import Testing

@Suite("Sharpness of pictures", .timeLimit(.minutes(3)))
struct SharpnessTests {
    private func stripes(_ width: Int, _ height: Int, blur: Double = 0) -> GreyImage {
        let picture = GeneratedPicture(width: width, height: height) { x, _ in
            // Twenty stripes whose edges are as wide as `blur`, a part of the width.
            let place = x * 10 - (x * 10).rounded(.down)
            let distance = min(abs(place - 0.5), place, 1 - place)
            let edge = blur == 0 ? 1 : min(1, distance / (blur * 10))
            return 128 + (place < 0.5 ? 90 : -90) * edge
        }
        return GreyImage(width: width, height: height, pixels: picture.pixels)
    }

    @Test("hard edges are sharp, soft ones are not, and one colour has none")
    func order() {
        let sharp = stripes(640, 600).sharpness(sidePixels: 600)
        let soft = stripes(640, 600, blur: 0.04).sharpness(sidePixels: 600)
        #expect(sharp > 500 && soft < 20 && sharp > 20 * soft, "\(sharp) \(soft)")
        let plain = GreyImage(width: 600, height: 600, pixels: [UInt8](repeating: 128, count: 360_000))
        #expect(plain.sharpness(sidePixels: 600) == 0)
        #expect(GreyImage(width: 2, height: 2, pixels: [0, 255, 0, 255]).sharpness(sidePixels: 1) == 0)
    }

    @Test("a picture of many pixels is measured as a smaller one of the same would be")
    func scale() {
        let small = stripes(640, 600).sharpness(sidePixels: 600)
        let large = stripes(1_920, 1_800).sharpness(sidePixels: 600)
        #expect(abs(small - large) * 10 < small, "\(small) \(large)")
    }

    @Test("a JPEG is read as large as its reader wants")
    func reading() async throws {
        let folder = try TemporaryFolder("sharpness")
        let bytes = try await GeneratedPicture(seed: 3, width: 1_600, height: 1_200).jpeg(quality: 80, in: folder)
        #expect(try GreyImage(reading: bytes).height == 300)
        #expect(try GreyImage(reading: bytes, sidePixelsWanted: 600).height == 600)
        #expect(try GreyImage(reading: bytes, sidePixelsWanted: 5_000).height == 1_200)
    }
}
