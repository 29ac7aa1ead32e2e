import Evidence
import MeshTestKit
import Testing

@Suite("Paths of tiles")
struct TilePathTests {
    @Test("a path reads back as what it was written from, and only so")
    func roundTrip() throws {
        let random = SeededRandom(seed: 41)
        for round in 0..<2_000 {
            let index = random.next() >> UInt64(random.integer(in: 5...63))
            let width = round % 2 == 0 ? 256 : random.integer(in: 1...256)
            let coordinate = TileCoordinate(level: random.integer(in: 0...63), index: index)
            for path in [coordinate.path(width: width), TileCoordinate.entriesPath(index: index, width: width)] {
                let read = try #require(TilePath(parsing: path), "\(path)")
                #expect(read.path == path && read.isWhole == (width == 256))
                // Any one character changed is another path or none.
                var letters = Array(path)
                let place = random.integer(in: 0...letters.count - 1)
                letters[place] = letters[place] == "7" ? "8" : "7"
                let other = String(letters)
                #expect(TilePath(parsing: other).map { $0 != read && $0.path == other } ?? true, "\(other)")
            }
        }
        #expect(
            TilePath(parsing: "tile/2/x001/x234/067") == .hashes(TileCoordinate(level: 2, index: 1_234_067), width: 256)
        )
        #expect(TilePath(parsing: "tile/entries/x001/000.p/9") == .entries(index: 1_000, width: 9))
    }

    @Test(
        "there is one way to write a path",
        arguments: [
            "", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0/0",
            "tile/0/00",
            "tile/0/0000", "tile/0/1000", "tile/0/x000/000", "tile/0/001/000", "tile/0/x001/x002", "tile/0/x001",
            "tile/0/x0001/000", "tile/00/000", "tile/+0/000", "tile/-1/000", "tile/64/000", "tile/x/000",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/-1", "tile/0/000.p/", "tile/0/000.p",
            "tile/0/000.p/1/", "tile/0/000.p/1.p/1", "tile/0/x001.p/1/000", "tile/0/.p/1", "tile/data/000",
            "tile/Entries/000", "tile/entries/", "tile/entries", "tile/0/000 ", "tile/0/００0", "tile/0/\u{0661}00",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
        ])
    func malformed(path: String) {
        #expect(TilePath(parsing: path) == nil)
    }

    @Test("a tree has the tiles that it has, at every level and every size")
    func covered() throws {
        func has(_ path: String, _ size: UInt64) throws -> Bool {
            try #require(TilePath(parsing: path)).isCovered(by: size)
        }
        for (path, from) in [
            ("tile/0/000.p/1", 1), ("tile/0/000.p/255", 255), ("tile/0/000", 256), ("tile/0/001.p/1", 257),
            ("tile/entries/000.p/7", 7), ("tile/entries/001", 512), ("tile/1/000.p/1", 256), ("tile/1/000.p/2", 512),
            ("tile/1/000", 65_536), ("tile/2/000.p/1", 65_536), ("tile/2/000", 16_777_216),
            ("tile/0/x001/000", 256_256),
        ] as [(String, UInt64)] {
            #expect(try has(path, from) && !has(path, from - 1), "\(path)")
            #expect(try has(path, .max))
        }
        for level in 8...63 { #expect(try !has("tile/\(level)/000.p/1", .max)) }
        #expect(try !has("tile/7/000.p/255", .max >> 1))
        #expect(try !has("tile/0/x999/x999/x999/x999/x999/999", .max))
    }
}
