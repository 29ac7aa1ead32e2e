import Glibc
import MeshCrypto
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Blobs", .timeLimit(.minutes(5)))
struct BlobTests {
    private struct Place {
        let folder: TemporaryFolder
        let blobs: Blobs
        let rows: TemporaryStore
        let time: SeededTime

        init(folder: TemporaryFolder? = nil, time: SeededTime = SeededTime(start: SystemTime().wall())) throws {
            self.folder = try folder ?? TemporaryFolder("blobs")
            self.time = time
            rows = try TemporaryStore()
            blobs = try Blobs(
                directory: self.folder.file("blobs"), key: TemporaryStore.masterKey, time: time, random: SystemRandom())
        }

        func write(_ bytes: [UInt8], piece: Int = 100_000, key: SealingKey? = nil) async throws -> FinishedBlob {
            let writer = blobs.begin(key: key)
            for start in stride(from: 0, to: bytes.count, by: piece) {
                try await writer.append(Array(bytes[start..<min(start + piece, bytes.count)]))
            }
            let blob = try await writer.finish()
            try await rows.store.write { try $0.keep(blob) }
            return blob
        }

        func read(_ id: String, key: SealingKey? = nil) async throws -> [UInt8]? {
            try await blobs.open(id, in: rows.store, key: key).contents(bound: 10_000_000)
        }

        /// Where a finished blob lies.
        func path(_ id: String) -> String {
            "\(folder.file("blobs"))/\(id.prefix(2))/\(id.dropFirst(2).prefix(2))/\(id).blob"
        }

        /// The sealed bytes of a small blob.
        func row(_ id: String) async throws -> [UInt8] {
            try await rows.store.read { try $0.row("SELECT sealed FROM small_blobs WHERE id = ?", .text(id)) }?
                .blob("sealed") ?? []
        }

        var files: [String] { FileTree.files(below: folder.file("blobs")) }
    }

    /// The largest blob that stands in the database.
    private static let small = 16_384
    private static let chunk = 65_536
    /// Header, and a chunk with its nonce and tag.
    private static let header = 16 + 32 + 28
    private static let sealedChunk = chunk + 28

    @Test(
        "what was written is read, whatever its size and its pieces, and lies sealed",
        arguments: [0, 1, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072, 300_001])
    func roundTrip(size: Int) async throws {
        let place = try Place()
        let bytes = SeededRandom(seed: UInt64(size)).bytes(size)
        for piece in [1_000, 65_536, 70_001] {
            let blob = try await place.write(bytes, piece: piece)
            #expect(blob.bytes == size)
            let reader = try await place.blobs.open(blob.id, in: place.rows.store)
            #expect(reader.bytes == size)
            #expect(reader.chunks == max(1, (size + Self.chunk - 1) / Self.chunk))
            #expect(try await reader.contents(bound: size) == bytes)
            if size > 0 { #expect(try await reader.contents(bound: size - 1) == nil) }
            #expect(blob.isFile == (size > Self.small))
            let stored =
                blob.isFile ? try WholeFile.contents(place.path(blob.id)) : try await place.row(blob.id)
            if size >= 1_000 { #expect(!stored.contains(bytes[0..<32])) }
        }
    }

    @Test("a byte that changes anywhere in the file is found out")
    func tampered() async throws {
        let place = try Place()
        let bytes = SeededRandom(seed: 5).bytes(150_000)
        let blob = try await place.write(bytes)
        let path = place.path(blob.id)
        let stored = try WholeFile.contents(path)
        let random = SeededRandom(seed: 6)
        let positions = Array(0..<Self.header) + (0..<200).map { _ in random.integer(in: 0...(stored.count - 1)) }
        for position in positions {
            var changed = stored
            changed[position] ^= UInt8(1 << random.integer(in: 0...7))
            try WholeFile.replace(path, with: changed)
            await #expect(throws: BlobError.tampered(blob.id), "byte \(position)") { try await place.read(blob.id) }
        }
        try WholeFile.replace(path, with: stored)
        #expect(try await place.read(blob.id) == bytes)
    }

    @Test("a file that was cut, at a chunk's end too, or lengthened is found out")
    func truncated() async throws {
        let place = try Place()
        let blob = try await place.write(SeededRandom(seed: 7).bytes(3 * Self.chunk))
        let path = place.path(blob.id)
        let stored = try WholeFile.contents(path)
        let ends = (0...2).map { Self.header + $0 * Self.sealedChunk }
        let lengths = ends + ends.map { $0 + 28 } + [0, 10, Self.header - 1, stored.count - 1]
        for length in lengths {
            try WholeFile.replace(path, with: stored.prefix(length))
            await #expect(throws: BlobError.tampered(blob.id), "\(length) bytes") { try await place.read(blob.id) }
        }
        for extra in [1, 28, 29, Self.sealedChunk] {
            try WholeFile.replace(path, with: stored + [UInt8](repeating: 0, count: extra))
            await #expect(throws: BlobError.tampered(blob.id), "\(extra) more") { try await place.read(blob.id) }
        }
    }

    @Test("chunks that change places, within a blob or between two, are found out")
    func reordered() async throws {
        let place = try Place()
        let first = try await place.write(SeededRandom(seed: 8).bytes(3 * Self.chunk))
        let second = try await place.write(SeededRandom(seed: 9).bytes(3 * Self.chunk))
        let stored = try WholeFile.contents(place.path(first.id))
        let other = try WholeFile.contents(place.path(second.id))
        func chunk(_ number: Int, of file: [UInt8]) -> [UInt8] {
            let start = Self.header + number * Self.sealedChunk
            return Array(file[start..<(start + Self.sealedChunk)])
        }
        let arrangements: [[(number: Int, file: [UInt8])]] = [
            [(1, stored), (0, stored), (2, stored)],
            [(0, stored), (0, stored), (2, stored)],
            [(0, stored), (2, stored)],
            [(0, stored), (1, other), (2, stored)],
            [(0, other), (1, other), (2, other)],
        ]
        for arrangement in arrangements {
            let chunks = arrangement.flatMap { chunk($0.number, of: $0.file) }
            try WholeFile.replace(place.path(first.id), with: stored[..<Self.header] + chunks)
            await #expect(throws: BlobError.tampered(first.id)) { try await place.read(first.id) }
        }
        try WholeFile.replace(place.path(first.id), with: other)
        await #expect(throws: BlobError.tampered(first.id)) { try await place.read(first.id) }
    }

    @Test("a blob under a subject's key opens under no other")
    func keys() async throws {
        let place = try Place()
        let key = try #require(SealingKey(bytes: [UInt8](repeating: 9, count: 32)))
        let blob = try await place.write([1, 2, 3], key: key)
        #expect(try await place.read(blob.id, key: key) == [1, 2, 3])
        await #expect(throws: BlobError.tampered(blob.id)) { try await place.read(blob.id) }
    }

    @Test("a blob that is aborted, forgotten, or was being written when its process ended leaves nothing")
    func abandoned() async throws {
        let place = try Place()
        let aborted = place.blobs.begin()
        try await aborted.append(SeededRandom(seed: 1).bytes(200_000))
        #expect(place.files.count == 1)
        aborted.abort()
        #expect(place.files == [])
        await #expect(throws: BlobError.ended) { try await aborted.append([1]) }
        await #expect(throws: BlobError.ended) { _ = try await aborted.finish() }

        var forgotten: BlobWriter? = place.blobs.begin()
        try await forgotten?.append(SeededRandom(seed: 2).bytes(200_000))
        forgotten = nil
        try await eventually("the forgotten blob is gone") { place.files == [] }

        let interrupted = place.blobs.begin()
        try await interrupted.append(SeededRandom(seed: 3).bytes(Self.small + 1))
        #expect(place.files.count == 1)
        _ = try Place(folder: place.folder)
        #expect(place.files == [])
    }

    @Test("a finished blob survives abort, opens until it is removed, and unknown names are refused")
    func removed() async throws {
        let place = try Place()
        let writer = place.blobs.begin()
        let bytes = SeededRandom(seed: 4).bytes(Self.small + 1)
        try await writer.append(bytes)
        let blob = try await writer.finish()
        writer.abort()
        #expect(try await place.read(blob.id) == bytes)
        #expect(try await place.blobs.remove(blob.id))
        #expect(try await !place.blobs.remove(blob.id))
        await #expect(throws: BlobError.missing(blob.id)) { try await place.read(blob.id) }
        for id in ["", "../../../../etc/passwd", String(repeating: "A", count: 32), String(repeating: "0", count: 31)] {
            await #expect(throws: BlobError.identifierInvalid) { try await place.read(id) }
            await #expect(throws: BlobError.identifierInvalid) { try await place.blobs.remove(id) }
        }
    }

    @Test("a sweep removes old blobs that no row names, and no others")
    func orphans() async throws {
        let place = try Place()
        var ids: [String] = []
        for _ in 0..<6 { ids.append(try await place.write([UInt8](repeating: 1, count: Self.small + 1)).id) }
        let named = Set(ids[0..<2])
        #expect(try await place.blobs.sweep(olderThan: .seconds(3_600)) { _ in named } == 0)
        place.time.advance(by: .seconds(7_200))
        #expect(try await place.blobs.sweep(olderThan: .seconds(3_600)) { Set($0).intersection(named) } == 4)
        #expect(Set(place.files.map { $0.split(separator: "/").last.map { String($0.dropLast(5)) } ?? "" }) == named)
    }

    @Test("files and folders are for their owner only")
    func modes() async throws {
        let place = try Place()
        let blob = try await place.write([UInt8](repeating: 1, count: Self.small + 1))
        var status = stat()
        #expect(stat(place.path(blob.id), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(stat(place.folder.file("blobs"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test("a small blob makes no file, goes with its row, and is found out when a byte of it changes")
    func small() async throws {
        let place = try Place()
        let bytes = SeededRandom(seed: 10).bytes(4_096)
        let writer = place.blobs.begin()
        try await writer.append(bytes)
        let blob = try await writer.finish()
        #expect(!blob.isFile && place.files == [])
        // Nobody has kept it yet.
        await #expect(throws: BlobError.missing(blob.id)) { try await place.read(blob.id) }
        try await place.rows.store.write { try $0.keep(blob) }
        #expect(try await place.read(blob.id) == bytes)
        let sealed = try await place.row(blob.id)
        for position in [0, 12, Self.header, sealed.count - 1] {
            var changed = sealed
            changed[position] ^= 1
            try await place.rows.store.write { [changed] transaction in
                _ = try transaction.execute(
                    "UPDATE small_blobs SET sealed = ? WHERE id = ?", .blob(changed), .text(blob.id))
            }
            await #expect(throws: BlobError.tampered(blob.id), "byte \(position)") { try await place.read(blob.id) }
        }
        #expect(try await place.rows.store.write { try $0.removeSmallBlob(blob.id) })
        #expect(try await place.rows.store.write { try !$0.removeSmallBlob(blob.id) })
        await #expect(throws: BlobError.missing(blob.id)) { try await place.read(blob.id) }
    }

    @Test("small blobs made one after the other have names in that order")
    func smallNames() async throws {
        let place = try Place()
        var names: [String] = []
        for _ in 0..<20 {
            place.time.advance(by: .milliseconds(1))
            names.append(try await place.write([1]).id)
        }
        #expect(names == names.sorted() && Set(names).count == 20)
    }
}
