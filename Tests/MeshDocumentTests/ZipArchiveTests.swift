import MeshDocument
import MeshTestKit
import Testing

@Suite("ZIP archives of proof bundles", .timeLimit(.minutes(5)))
struct ZipArchiveTests {
    private let archive = ZipArchive(entries: [
        .init(name: "README.txt", bytes: Array("read me\n".utf8)),
        .init(name: "empty", bytes: []),
        .init(name: "chain/0000000001.leaf", bytes: [UInt8](repeating: 7, count: 300)),
    ])

    @Test("what was written is read back, in order")
    func roundTrip() throws {
        #expect(try ZipArchive(reading: archive.encoded()) == archive)
    }

    @Test("equal entries give equal bytes")
    func deterministic() throws {
        #expect(try archive.encoded() == archive.encoded())
    }

    @Test("another program's reader accepts what we write")
    func foreignReader() async throws {
        let folder = try TemporaryFolder("zip")
        try WholeFile.replace(folder.file("a.zip"), with: archive.encoded())
        let script =
            "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist())"
        let program = try await FinishedProgram(["python3", "-c", script, folder.file("a.zip")], logs: folder.path)
        #expect(program.exit == .code(0), "\(program.errors)")
        #expect(program.output == "README.txt empty chain/0000000001.leaf\n")
    }

    @Test("a changed content byte is given as it is and marked")
    func damaged() throws {
        var bytes = try archive.encoded()
        let found = bytes.firstRange(of: Array("read me".utf8))
        let place = try #require(found).lowerBound
        bytes[place] ^= 0x20
        let read = try ZipArchive(reading: bytes)
        #expect(read.entries.map(\.isIntact) == [false, true, true])
        #expect(read["README.txt"] == Array("Read me\n".utf8))
    }

    @Test("no bytes, cut bytes and added bytes are refused")
    func truncated() throws {
        let bytes = try archive.encoded()
        for length in 0..<bytes.count {
            #expect(throws: ZipError.self) { try ZipArchive(reading: Array(bytes[..<length])) }
        }
        #expect(throws: ZipError.self) { try ZipArchive(reading: [0] + bytes) }
        #expect(throws: ZipError.self) { try ZipArchive(reading: bytes + [0]) }
    }

    @Test(
        "names that climb out, are absolute, hidden, empty or strange are neither written nor read",
        arguments: ["../x", "/x", "a/../x", "a//b", ".x", "a/", "", "a\\b", "a\u{0}b", "ü", "C:x"])
    func unsafeNames(name: String) throws {
        #expect(throws: ZipError.unsafeName(name)) {
            try ZipArchive(entries: [.init(name: name, bytes: [])]).encoded()
        }
        guard name.utf8.count == 4 else { return }
        var bytes = try ZipArchive(entries: [.init(name: "abcd", bytes: [])]).encoded()
        while let range = bytes.firstRange(of: Array("abcd".utf8)) { bytes.replaceSubrange(range, with: name.utf8) }
        #expect(throws: ZipError.unsafeName(name)) { try ZipArchive(reading: bytes) }
    }

    @Test("two entries of one name are neither written nor read")
    func duplicates() throws {
        let twice = ZipArchive(entries: [.init(name: "a", bytes: [1]), .init(name: "a", bytes: [2])])
        #expect(throws: ZipError.duplicateName("a")) { try twice.encoded() }
        var bytes = try ZipArchive(entries: [.init(name: "a1", bytes: [1]), .init(name: "a2", bytes: [2])]).encoded()
        while let range = bytes.firstRange(of: Array("a2".utf8)) { bytes.replaceSubrange(range, with: "a1".utf8) }
        #expect(throws: ZipError.duplicateName("a1")) { try ZipArchive(reading: bytes) }
    }

    @Test("a compressed entry is refused, however small its bomb looks")
    func compressed() async throws {
        let folder = try TemporaryFolder("zip")
        let script =
            "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1],'w',zipfile.ZIP_DEFLATED); z.writestr('a', bytes(100000)); z.close()"
        let program = try await FinishedProgram(["python3", "-c", script, folder.file("a.zip")], logs: folder.path)
        #expect(program.exit == .code(0), "\(program.errors)")
        let bytes = try WholeFile.contents(folder.file("a.zip"))
        #expect(throws: ZipError.notStored("a")) { try ZipArchive(reading: bytes) }
    }

    @Test("every flipped bit is noticed, or lies in the few fields that only unpackers look at")
    func flips() throws {
        let bytes = try archive.encoded()
        let found = bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])
        let directory = try #require(found).lowerBound
        var unnoticed: Set<Int> = []
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << UInt8(bit)
                if let read = try? ZipArchive(reading: changed), read == archive { unnoticed.insert(position) }
            }
        }
        // Of each directory record: version made by, internal and external attributes.
        var allowed: Set<Int> = []
        var record = directory
        for entry in archive.entries {
            allowed.formUnion([4, 5, 36, 37, 38, 39, 40, 41].map { record + $0 })
            record += 46 + entry.name.utf8.count
        }
        #expect(unnoticed.subtracting(allowed).isEmpty, "at \(unnoticed.subtracting(allowed).sorted())")
    }
}
