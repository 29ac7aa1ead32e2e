import Evidence
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("Fingerprints", .timeLimit(.minutes(3)))
struct FingerprintTests {
    private func fingerprint(_ picture: GeneratedPicture) throws -> Fingerprint {
        try #require(
            Fingerprint(of: GreyImage(width: picture.width, height: picture.height, pixels: picture.pixels)))
    }

    /// Of generated pictures, so that a change of the method does not stay unseen: what is kept would compare no more.
    private static let golden: [(seed: UInt64, bits: UInt64)] = [
        (1, 0x0422_9ACD_2C39_EF9F), (2, 0x6665_CEF0_A5C5_55C2), (3, 0x586A_CFD1_66DC_5407),
    ]

    @Test("the same picture has the same fingerprint in every version")
    func goldenPictures() throws {
        for (seed, bits) in Self.golden {
            let found = try fingerprint(GeneratedPicture(seed: seed, width: 400, height: 300))
            #expect(found.kind == .image && found.bits == bits, "\(seed): 0x\(String(found.bits, radix: 16))")
        }
    }

    @Test("another size, another compression, a little more light or contrast stay near; other pictures do not")
    func robust() async throws {
        let folder = try TemporaryFolder("pictures")
        var worst = 0
        for seed in 1...4 as ClosedRange<UInt64> {
            let picture = GeneratedPicture(seed: seed, width: 480, height: 360)
            let original = try fingerprint(picture)
            func check(_ other: Fingerprint, _ how: String) {
                let distance = original.distance(to: other)
                worst = max(worst, distance)
                #expect(distance <= Fingerprint.Limits.distanceBitsMax, "\(seed), \(how): \(distance)")
            }
            for (width, height) in [(320, 240), (960, 720), (200, 150), (97, 73), (480, 300)] {
                check(try fingerprint(GeneratedPicture(seed: seed, width: width, height: height)), "\(width)")
            }
            for light in [-12.0, 12.0] {
                check(try fingerprint(GeneratedPicture(seed: seed, width: 480, height: 360, light: light)), "light")
            }
            for contrast in [0.85, 1.1] {
                let changed = GeneratedPicture(seed: seed, width: 480, height: 360, contrast: contrast)
                check(try fingerprint(changed), "contrast")
            }
            for (quality, options) in [(90, []), (60, ["-progressive"]), (30, []), (15, [])] as [(Int, [String])] {
                let bytes = try await picture.jpeg(quality: quality, options, in: folder)
                check(try #require(Fingerprint(of: try GreyImage(reading: bytes))), "quality \(quality)")
            }
            // Smaller and compressed again, from what was compressed before.
            let again = try GreyImage(reading: try await picture.jpeg(quality: 40, in: folder))
            let reduced = GeneratedPicture(width: 300, height: 225) { x, y in
                Double(again.pixels[Int(y * Double(again.height)) * again.width + Int(x * Double(again.width))])
            }
            let bytes = try await reduced.jpeg(quality: 40, in: folder)
            check(try #require(Fingerprint(of: try GreyImage(reading: bytes))), "twice")
        }
        let many = try (1...60).map { try fingerprint(GeneratedPicture(seed: UInt64($0), width: 160, height: 120)) }
        var nearest = 64
        for (place, one) in many.enumerated() {
            for other in many[(place + 1)...] { nearest = min(nearest, one.distance(to: other)) }
        }
        #expect(nearest > Fingerprint.Limits.distanceBitsMax, "nearest \(nearest), worst \(worst)")
    }

    @Test("blank and tiny pictures have none")
    func blank() {
        for value in [0, 128, 255] as [UInt8] {
            let image = GreyImage(width: 100, height: 100, pixels: [UInt8](repeating: value, count: 10_000))
            #expect(Fingerprint(of: image) == nil)
        }
        let random = SeededRandom(seed: 2)
        // The grain of a scanned blank page.
        let grain = (0..<250_000).map { _ in UInt8(250 + random.integer(in: -2...2)) }
        #expect(Fingerprint(of: GreyImage(width: 500, height: 500, pixels: grain)) == nil)
        #expect(Fingerprint(of: GreyImage(width: 15, height: 400, pixels: random.bytes(6_000))) == nil)
    }

    // MARK: Text

    /// The words of a language that nobody speaks.
    private static let vocabulary: [String] = {
        let random = SeededRandom(seed: 0)
        return (0..<600).map { _ in String(random.integer(in: 40...60_000_000), radix: 36) }
    }()

    /// A text of so many of them, the same for the same seed; some are more frequent than others.
    private func prose(_ seed: UInt64, words: Int) -> [String] {
        let random = SeededRandom(seed: seed)
        return (0..<words).map { _ in Self.vocabulary[random.integer(in: 0...random.integer(in: 0...599))] }
    }

    private func hanzi(_ seed: UInt64, count: Int) -> [Unicode.Scalar] {
        let random = SeededRandom(seed: seed)
        return (0..<count).compactMap { _ in Unicode.Scalar(UInt32(random.integer(in: 0x4E00...0x55FF))) }
    }

    private func text(_ scalars: [Unicode.Scalar]) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    @Test("the same text has the same fingerprint in every version")
    func goldenTexts() throws {
        let latin = try #require(Fingerprint(of: prose(1, words: 200).joined(separator: " ")))
        let chinese = try #require(Fingerprint(of: text(hanzi(1, count: 300))))
        #expect(latin.kind == .text && latin.bits == 0xF5B7_F62C_4202_A4E9, "0x\(String(latin.bits, radix: 16))")
        #expect(chinese.bits == 0xAC50_944B_9740_9EC2, "0x\(String(chinese.bits, radix: 16))")
    }

    @Test("layout, case and width change nothing, a few changed words little, another text much")
    func texts() throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let words = prose(seed, words: 600)
            let original = try #require(Fingerprint(of: words.joined(separator: " ")))
            let laidOut = words.joined(separator: ",\r\n  ").uppercased()
            #expect(try #require(Fingerprint(of: laidOut)) == original)
            let wide = words.joined().unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }
            #expect(try #require(Fingerprint(of: text(wide))) == original)
            var edited = words
            for (place, word) in prose(seed + 100, words: 12).enumerated() { edited[place * 47] = word }
            let near = try #require(Fingerprint(of: edited.joined(separator: " ")))
            #expect(near.distance(to: original) <= Fingerprint.Limits.distanceBitsMax)
            let other = try #require(Fingerprint(of: prose(seed + 50, words: 600).joined(separator: " ")))
            #expect(other.distance(to: original) > Fingerprint.Limits.distanceBitsMax)

            var characters = hanzi(seed, count: 800)
            let chinese = try #require(Fingerprint(of: text(characters)))
            for place in stride(from: 10, to: 800, by: 160) { characters[place] = "的" }
            characters.insert(contentsOf: Array("，。\n".unicodeScalars), at: 400)
            let changed = try #require(Fingerprint(of: text(characters)))
            #expect(changed.distance(to: chinese) <= Fingerprint.Limits.distanceBitsMax)
            let foreign = try #require(Fingerprint(of: text(hanzi(seed + 50, count: 800))))
            #expect(foreign.distance(to: chinese) > Fingerprint.Limits.distanceBitsMax)
        }
    }

    @Test("a text that is too short, or has no letters, has none")
    func short() {
        #expect(Fingerprint(of: "") == nil)
        #expect(Fingerprint(of: "abcd") == nil)
        #expect(Fingerprint(of: prose(1, words: 8).joined()) == nil)
        #expect(Fingerprint(of: String(repeating: "… ,.!\n", count: 1_000)) == nil)
        #expect(Fingerprint(of: text(hanzi(1, count: 65))) == nil)
        #expect(Fingerprint(of: text(hanzi(1, count: 66))) != nil)
    }

    // MARK: Bands

    @Test("of two fingerprints that differ in seven bits or less, one band of one is among the like bands of the other")
    func bands() {
        let random = SeededRandom(seed: 9)
        for _ in 0..<5_000 {
            let one = Fingerprint(kind: .text, bits: random.next())
            var bits = one.bits
            for _ in 0..<random.integer(in: 0...7) { bits ^= 1 << UInt64(random.integer(in: 0...63)) }
            let other = Fingerprint(kind: .text, bits: bits)
            #expect(zip(one.likeBands, other.bands).contains { $0.contains($1) })
        }
        let zero = Fingerprint(kind: .text, bits: 0)
        #expect(zero.bands == [0, 0, 0, 0] && Fingerprint(kind: .text, bits: .max).distance(to: zero) == 64)
        #expect(Fingerprint(kind: .text, bits: 0x0123_4567_89AB_CDEF).bands == [0x0123, 0x4567, 0x89AB, 0xCDEF])
        // Eight, two in each band, are the first that may be missed.
        let far = Fingerprint(kind: .text, bits: 0x0003_0003_0003_0003)
        #expect(!zip(zero.likeBands, far.bands).contains { $0.contains($1) })
    }
}
