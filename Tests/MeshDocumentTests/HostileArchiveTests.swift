import MeshDocument
import MeshTestKit
import Testing

@Suite("Archives of somebody who means no good", .timeLimit(.minutes(5)))
struct HostileArchiveTests {
    private let good = RawArchive([.init("a.txt", Array("first".utf8)), .init("b.txt", Array("second".utf8))])

    /// Expects a refusal for a reason with these words in it.
    private func expectRefusal(
        _ words: String, _ archive: RawArchive, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: ZipError.self, sourceLocation: sourceLocation) {
            try ZipArchive(reading: archive.bytes)
        }
        #expect("\(String(describing: error))".contains(words), "\(words)", sourceLocation: sourceLocation)
    }

    @Test("the archive from which the others are made is a good one")
    func sound() throws {
        let read = try ZipArchive(reading: good.bytes)
        #expect(read.entries.map(\.name) == ["a.txt", "b.txt"] && read.entries.allSatisfy(\.isIntact))
    }

    @Test("entries that lie over each other, so that few bytes unpack to many")
    func overlapping() {
        var twice = good
        twice.entries[1].offset = 0
        expectRefusal("a header is not where it should be", twice)
        // The same bytes under many names: what a bomb without compression is made of.
        var kernel = RawArchive([.init("k", [UInt8](repeating: 0, count: 1_000_000))])
        for number in 0..<1_000 {
            var another = RawArchive.Entry("k\(number)")
            another.offset = 0
            another.size = 1_000_000
            kernel.entries.append(another)
        }
        expectRefusal("not where it should be", kernel)
        // One whose content reaches over the header of the next.
        var quoting = good
        quoting.entries[0].size = 5 + 30 + 5 + 6
        expectRefusal("not where it should be", quoting)
        var beyond = good
        beyond.entries[1].size = 0x7FFF_FFFF
        expectRefusal("runs into the directory", beyond)
    }

    @Test("sizes, counts and places that are lies, of 32 bits and of 64")
    func lies() {
        var large = good
        large.entries[0].size = .max
        large.entries[0].extra = RawArchive.half(1) + RawArchive.half(16) + RawArchive.long(5) + RawArchive.long(5)
        large.entries[0].directoryExtra = large.entries[0].extra
        expectRefusal("extra fields", large)
        var differing = good
        differing.entries[0].directorySize = 6
        expectRefusal("two headers of a.txt differ", differing)
        for count: UInt16 in [0, 1, 3, 8_192, .max] {
            var lying = good
            lying.count = count
            expectRefusal(count == .max ? "tooManyEntries" : "malformed", lying)
        }
        for (offset, size): (UInt32?, UInt32?) in [
            (0, nil), (.max, nil), (nil, 0), (nil, .max), (0x8000_0000, 0x8000_0000), (1, nil), (nil, 1),
        ] {
            var lying = good
            lying.directoryOffset = offset
            lying.directorySize = size
            expectRefusal("the directory does not end where the end record begins", lying)
        }
        // Both ends of the sum are right, the place is not.
        var moved = good
        let size = UInt32(2 * (46 + 5))
        let start = UInt32(good.bytes.count) - 22 - size
        moved.directoryOffset = start - 10
        moved.directorySize = size + 10
        expectRefusal("not where it should be", moved)
    }

    @Test("a second directory of 64 bits, in its place or hidden in the last record, is not looked at")
    func secondDirectory() throws {
        let locator = RawArchive.word(0x0706_4B50) + RawArchive.word(0) + RawArchive.long(0) + RawArchive.word(1)
        var open = good
        open.beforeEnd = locator
        expectRefusal("the directory does not end", open)
        open.directorySize = UInt32(2 * (46 + 5) + locator.count)
        expectRefusal("bytes that belong to no entry", open)
        // The last record ends with its place in the archive and its name; twenty bytes before the end of the directory a
        // reader looks for the mark `PK 06 07`, which a place of 0x…0706 and two bytes of attributes can spell.
        let name = String(repeating: "n", count: 14)
        var hiding = RawArchive([.init("filler", [UInt8](repeating: 1, count: 0x0706 - 36)), .init(name, [2])])
        hiding.entries[1].offset = 0x0706
        var bytes = hiding.bytes
        let mark = bytes.count - 22 - 20
        bytes[mark] = 0x50
        bytes[mark + 1] = 0x4B
        #expect(Array(bytes[mark..<mark + 4]) == [0x50, 0x4B, 0x06, 0x07])
        if let read = try? ZipArchive(reading: bytes) {
            #expect(read.entries.map(\.name) == ["filler", name] && read.entries.allSatisfy(\.isIntact))
        }
    }

    @Test(
        "names with a zero byte, of another alphabet's slash, too long, or the same but for a zero",
        arguments: [
            "leaf.bin\u{0}", "\u{0}", "leaf.bin\u{0}.txt", "a/\u{0}/b", "..", "../x", "a/../../x", "a\\..\\x", "/etc/x",
            "//x", "C:\\x", "a\u{2215}b", "a\u{202E}txt.exe", "\u{FEFF}a", ".bashrc", "a/.git/config", "a ", "-",
            "con\n", "~/x", "$HOME", "`x`",
        ])
    func names(name: String) throws {
        let archive = RawArchive([.init(name, [1])])
        if name == "-" {
            // Two of these are options to some programs, one alone is standard input; none of our files begins so.
            #expect(try ZipArchive(reading: archive.bytes).entries.map(\.name) == ["-"])
        } else {
            expectRefusal("unsafeName", archive)
        }
    }

    @Test("names that are no UTF-8, or run over the end, and too many or too long ones")
    func moreNames() {
        var broken = good
        broken.entries[0].name = [0x61, 0xC0, 0xAF, 0x62]
        expectRefusal("unsafeName", broken)
        broken.entries[0].name = [UInt8](repeating: 0x61, count: 65_535)
        expectRefusal("unsafeName", broken)
        expectRefusal("duplicateName", RawArchive([.init("x", [1]), .init("y", [2]), .init("x", [3])]))
        expectRefusal("tooManyEntries", RawArchive((0..<8_193).map { .init("n\($0)") }))
    }

    @Test("compressed, encrypted, streamed, commented, stuffed with extra fields or hiding bytes between its parts")
    func otherKinds() {
        for method: UInt16 in [1, 8, 9, 12, 14, 93, 99, .max] {
            var archive = good
            archive.entries[1].method = method
            expectRefusal("notStored", archive)
        }
        for bit: UInt16 in [0, 3, 5, 6, 13] {
            var archive = good
            archive.entries[1].flags = 1 << bit
            expectRefusal("notStored", archive)
        }
        var archive = good
        archive.comment = Array("hello".utf8)
        expectRefusal("malformed", archive)
        archive = good
        archive.gap = [0]
        expectRefusal("malformed", archive)
        archive = good
        // Another name for the same entry, in Info-ZIP's field for names of other alphabets.
        archive.entries[0].directoryExtra =
            RawArchive.half(0x7075) + RawArchive.half(8) + [1, 0, 0, 0, 0, 0x2E, 0x2E, 0x2F]
        expectRefusal("extra fields", archive)
    }

    @Test("a hundred thousand damaged archives: what is read is what a careful reader may believe")
    func damaged() throws {
        let random = SeededRandom(seed: 7)
        let originals = [good.bytes, RawArchive((0..<20).map { .init("n\($0)", random.bytes($0 * 3)) }).bytes]
        for round in 0..<100_000 {
            var bytes = originals[round % 2]
            for _ in 0..<random.integer(in: 1...3) {
                let place = random.integer(in: 0...(bytes.count - 1))
                switch random.integer(in: 0...4) {
                case 0: bytes[place] = UInt8(random.integer(in: 0...255))
                case 1: bytes[place] ^= UInt8(1) << UInt8(random.integer(in: 0...7))
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(random.element(of: [0, 0xFF, 0x50]), at: place)
                default:
                    // A number of the frame, replaced by one at an edge.
                    let edge: [UInt8] = random.element(
                        of: [[0, 0, 0, 0], [255, 255, 255, 255], [1, 0, 0, 128]])
                    for (index, byte) in edge.enumerated() where place + index < bytes.count {
                        bytes[place + index] = byte
                    }
                }
            }
            guard let read = try? ZipArchive(reading: bytes) else { continue }
            let names = read.entries.map(\.name)
            #expect(Set(names).count == names.count, "seed 7, round \(round)")
            #expect(read.entries.reduce(0) { $0 + $1.bytes.count } <= bytes.count, "seed 7, round \(round)")
            for name in names { #expect(!name.contains("..") || !name.contains("/"), "seed 7, round \(round)") }
        }
    }
}
