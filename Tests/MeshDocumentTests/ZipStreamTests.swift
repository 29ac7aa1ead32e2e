import MeshDocument
import MeshTestKit
import Testing

@Suite("ZIP archives that are written as they are read", .timeLimit(.minutes(5)))
struct ZipStreamTests {
    private func written(_ entries: [ZipArchive.Entry], bounds: ZipArchive.Bounds = .large) throws -> [UInt8] {
        var stream = ZipStream(bounds: bounds)
        var bytes: [UInt8] = []
        for entry in entries {
            let before = stream.byteCount
            bytes += try stream.entry(entry.name, entry.bytes)
            #expect(stream.byteCount - before == ZipStream.cost(name: entry.name, bytes: entry.bytes.count))
        }
        let end = stream.end()
        #expect(stream.byteCount == bytes.count + end.count)
        return bytes + end
    }

    @Test("the same entries give the bytes that libzip writes")
    func same() throws {
        let random = SeededRandom(seed: 3)
        var entries = [ZipArchive.Entry(name: "empty", bytes: [])]
        for number in 0..<200 {
            entries.append(ZipArchive.Entry(name: "folder/\(number).bin", bytes: random.bytes(number * 7)))
        }
        let archive = ZipArchive(entries: entries)
        #expect(try written(entries) == archive.encoded())
        #expect(try ZipArchive(reading: written([])).entries.isEmpty)
        #expect(try ZipArchive(reading: written(entries)) == archive)
    }

    @Test("a name that is unsafe or there already, and an entry over a bound, leave the archive as it was")
    func refused() throws {
        var stream = ZipStream(bounds: ZipArchive.Bounds(archiveBytesMax: 1_000, entriesMax: 2))
        var bytes = try stream.entry("a", [1])
        #expect(throws: ZipError.unsafeName("../b")) { try stream.entry("../b", []) }
        #expect(throws: ZipError.duplicateName("a")) { try stream.entry("a", [2]) }
        let room = 1_000 - stream.byteCount - ZipStream.cost(name: "b", bytes: 0)
        #expect(throws: ZipError.tooLarge(maximumBytes: 1_000)) {
            try stream.entry("b", [UInt8](repeating: 0, count: room + 1))
        }
        bytes += try stream.entry("b", [UInt8](repeating: 0, count: room))
        #expect(throws: ZipError.tooManyEntries(maximum: 2)) { try stream.entry("c", []) }
        bytes += stream.end()
        #expect(bytes.count == 1_000)
        #expect(try ZipArchive(reading: bytes).entries.map(\.name) == ["a", "b"])
    }

    @Test("as many files as the format counts are written, and read by us and by another program; one more is not")
    func many() async throws {
        let count = ZipArchive.Limits.largeEntriesMax
        let entries = (0..<count).map { ZipArchive.Entry(name: "\($0)", bytes: []) }
        let bytes = try written(entries)
        #expect(throws: ZipError.tooManyEntries(maximum: ZipArchive.Limits.entriesMax)) {
            try ZipArchive(reading: bytes)
        }
        #expect(try ZipArchive(reading: bytes, bounds: .large).entries.count == count)
        #expect(try ZipArchive.names(reading: bytes, bounds: .large) == entries.map(\.name))
        let folder = try TemporaryFolder("zip")
        try WholeFile.replace(folder.file("a.zip"), with: bytes)
        let script = "import sys,zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))"
        let program = try await FinishedProgram(["python3", "-c", script, folder.file("a.zip")], logs: folder.path)
        #expect(program.output == "\(count)\n", "\(program.errors)")
        #expect(throws: ZipError.tooManyEntries(maximum: count)) {
            try written(entries + [ZipArchive.Entry(name: "more", bytes: [])])
        }
    }

    @Test("a flood of files, files over each other and counts that lie are refused before anything of them is kept")
    func floods() throws {
        func refusal(_ archive: RawArchive) -> ZipError? {
            return #expect(throws: ZipError.self) { try ZipArchive(reading: archive.bytes, bounds: .large) }
        }
        // The format's own mark of a directory in 64 bits.
        let flood = RawArchive((0..<65_535).map { RawArchive.Entry("\($0)") })
        #expect(refusal(flood) == .tooManyEntries(maximum: ZipArchive.Limits.largeEntriesMax))
        var kernel = RawArchive([.init("k", [UInt8](repeating: 0, count: 1_000_000))])
        for number in 0..<60_000 {
            var another = RawArchive.Entry("k\(number)")
            another.offset = 0
            another.size = 1_000_000
            kernel.entries.append(another)
        }
        #expect(refusal(kernel) == .malformed("a header is not where it should be"))
        var lying = RawArchive((0..<60_000).map { RawArchive.Entry("\($0)") })
        lying.count = 65_534
        #expect(refusal(lying) != nil)
        lying.count = 100
        #expect(refusal(lying) == .malformed("bytes that belong to no entry"))
        lying = RawArchive((0..<60_000).map { RawArchive.Entry("\($0 / 2)") })
        #expect(refusal(lying) == .duplicateName("0"))
        // A directory of nothing but headers that name more than there is.
        var beyond = RawArchive([.init("a", [1]), .init("b", [2])])
        beyond.entries[1].size = 0xFFFF_FFFE
        #expect(refusal(beyond) == .malformed("b runs into the directory"))
    }

    @Test("an archive larger than one of its bounds is refused unread")
    func large() throws {
        let content = [UInt8](repeating: 7, count: ZipArchive.Limits.archiveBytesMax)
        let bytes = try written([ZipArchive.Entry(name: "a", bytes: content)])
        #expect(throws: ZipError.tooLarge(maximumBytes: ZipArchive.Limits.archiveBytesMax)) {
            try ZipArchive(reading: bytes)
        }
        #expect(try ZipArchive(reading: bytes, bounds: .large)["a"]?.count == content.count)
        let zeros = [UInt8](repeating: 0, count: ZipArchive.Limits.largeArchiveBytesMax + 1)
        #expect(throws: ZipError.tooLarge(maximumBytes: ZipArchive.Limits.largeArchiveBytesMax)) {
            try ZipArchive(reading: zeros, bounds: .large)
        }
    }
}
