import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Works that are alike", .timeLimit(.minutes(5)))
struct SimilarityTests {
    private typealias Pair = EvidenceV1.SimilarPair

    private func read(_ room: EvidenceRoom) async throws {
        while try await room.fingerprints.work() > 0 {}
    }

    private func pairs(
        in room: EvidenceRoom, verdict: EvidenceV1.SimilarVerdict = .unspecified
    ) async throws -> [Pair] {
        try await room.similarity.listSimilar(
            EvidenceV1.ListSimilarRequest(verdict: verdict), options: room.options("acc_staff")
        ).pairs
    }

    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        } catch {
            return "\(error)"
        }
    }

    private func prose(_ seed: UInt64) -> [UInt8] {
        let random = SeededRandom(seed: seed)
        return Array(
            (0..<300).map { _ in String(random.integer(in: 10_000...99_999), radix: 36) }.joined(separator: " ").utf8)
    }

    @Test("a picture and a text of another holder are found in another form, with their distance, and told to staff")
    func found() async throws {
        let files = try TemporaryFolder("pictures")
        try await EvidenceRoom.run { room in
            let first = try await room.project("First")
            let second = try await room.project("Second", account: "acc_b")
            let picture = GeneratedPicture(seed: 1, width: 400, height: 300)
            let png = try await room.seal(picture.png, in: first, name: "a.png", mediaType: "image/png")
            let text = try await room.seal(prose(1), in: first, name: "a.txt")
            _ = try await room.seal(GeneratedPicture(seed: 2, width: 400, height: 300).png, in: first)
            _ = try await room.seal(prose(2), in: first)
            room.time.advance(by: .seconds(60))
            let smaller = GeneratedPicture(seed: 1, width: 240, height: 180, light: 6)
            let jpeg = try await room.seal(
                try await smaller.jpeg(quality: 50, in: files), in: second, name: "b.jpg", account: "acc_b",
                // The name and the stated type are the sender's; the bytes tell.
                mediaType: "text/plain")
            let copied = try await room.seal(
                prose(1) + Array("\nand one line more".utf8), in: second, name: "b.txt", account: "acc_b")
            try await read(room)

            let found = try await pairs(in: room)
            #expect(found.count == 2)
            let image = try #require(found.first { $0.kind == .image })
            #expect(image.later?.evidence == jpeg.id && image.earlier?.evidence == png.id)
            #expect(image.later?.account == "acc_b" && image.earlier?.account == "acc_a")
            #expect(image.later?.number == jpeg.number && image.later?.acceptedAt == jpeg.acceptedAt)
            #expect(image.distance <= 7 && image.verdict == .unspecified)
            let words = try #require(found.first { $0.kind == .text })
            #expect(words.later?.evidence == copied.id && words.earlier?.evidence == text.id)
            let copy = String(decoding: prose(1) + Array("\nand one line more".utf8), as: UTF8.self)
            let fingerprints = [String(decoding: prose(1), as: UTF8.self), copy].compactMap { Fingerprint(of: $0) }
            try #require(fingerprints.count == 2)
            #expect(Int(words.distance) == fingerprints[0].distance(to: fingerprints[1]))
            #expect((1...Fingerprint.Limits.distanceBitsMax).contains(Int(words.distance)))
            #expect(found.allSatisfy { $0.complete })

            let events = try await room.store.events(after: 0, limit: 100, reader: "operator").events
                .filter { $0.type == "evidence.similar" }
            #expect(events.map(\.aggregate) == [jpeg.id, copied.id])
            let told = try EvidenceV1.SimilarFound(serialized: events[0].payload)
            #expect(told.pair == image.id && told.earlier == png.id && told.distance == image.distance)
            // Nobody else hears of it.
            for reader in ["notify", "market", "registry", "billing", "gateway"] {
                let heard = try await room.store.events(after: 0, limit: 100, reader: reader).events
                #expect(!heard.contains { $0.type == "evidence.similar" }, "\(reader)")
            }
            // Nothing is looked at twice.
            #expect(try await room.fingerprints.work() == 0)
        }
    }

    @Test("a holder's own versions, digests alone, blank and broken files are no pairs and fail no seal")
    func unlike() async throws {
        let files = try TemporaryFolder("pictures")
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let other = try await room.project(account: "acc_b")
            let picture = GeneratedPicture(seed: 1, width: 200, height: 150)
            let jpeg = try await picture.jpeg(quality: 80, in: files)
            _ = try await room.seal(picture.png, in: project)
            _ = try await room.seal(jpeg, in: project)
            let hostile: [[UInt8]] = [
                Array(jpeg.prefix(jpeg.count / 2)), [0xFF, 0xD8, 0xFF], Array(picture.png.prefix(40)), [0],
                [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0],
                PNGFile.file(width: .max, height: .max, rows: [0]), [UInt8](repeating: 0, count: 300_000),
                GeneratedPicture(width: 100, height: 100) { _, _ in 255 }.png, Array("short".utf8),
                [UInt8](repeating: UInt8(ascii: "a"), count: TextHash.Limits.textBytesMax + 1),
            ]
            for (number, bytes) in hostile.enumerated() {
                _ = try await room.seal(bytes, in: project, name: "\(number).jpg", mediaType: "image/jpeg")
                _ = try await room.seal(bytes, in: other, name: "\(number).txt", account: "acc_b")
            }
            _ = try await room.submit([
                .header(
                    EvidenceV1.SubmitRequest.Header(
                        project: project, name: "home.png", size: UInt64(jpeg.count), hashOnly: true,
                        sha256: Digest.sha256(jpeg), sm3: Digest.sm3(jpeg)))
            ])
            try await read(room)
            #expect(try await pairs(in: room).isEmpty)
            let kept = try await room.store.read {
                try $0.rows("SELECT log_index FROM fingerprints ORDER BY log_index").map { try $0.integer("log_index") }
            }
            #expect(kept == [0, 1])
            // What came after them is still found.
            _ = try await room.seal(jpeg, in: other, account: "acc_b")
            try await read(room)
            #expect(try await pairs(in: room).count == 2)
        }
    }

    @Test("the index finds exactly what comparing with everybody finds")
    func bruteForce() async throws {
        try await EvidenceRoom.run { room in
            let random = SeededRandom(seed: 11)
            let rehearsal = try await LogRehearsal(
                store: room.store, sequencer: room.sequencer, chains: 4, time: room.time, random: random)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1_500 { group.addTask { _ = try await rehearsal.append(chain: number) } }
                try await group.waitForAll()
            }
            // Families of likes around thirty centres, and others that nobody is like.
            let centres = (0..<30).map { _ in random.next() }
            let bits = (0..<1_500).map { number -> UInt64 in
                guard number % 3 > 0 else { return random.next() }
                var value = random.element(of: centres)
                for _ in 0..<random.integer(in: 0...6) { value ^= 1 << UInt64(random.integer(in: 0...63)) }
                return value
            }
            try await room.store.write { transaction in
                for (index, value) in bits.enumerated() {
                    let bands = Fingerprint(kind: .image, bits: value).bands.map { SQLValue($0) }
                    try transaction.execute(
                        """
                        INSERT INTO fingerprints (evidence, account, log_index, kind, bits, band0, band1, band2, band3)
                        SELECT id, ?, log_index, 'image', ?, ?, ?, ?, ? FROM evidence WHERE log_index = ?
                        """,
                        [.text("acc_\(index % 5)"), .integer(Int64(bitPattern: value))] + bands + [SQLValue(index)])
                }
            }
            var total = 0
            for _ in 0..<200 {
                var query = random.element(of: centres + bits)
                for _ in 0..<random.integer(in: 0...5) { query ^= 1 << UInt64(random.integer(in: 0...63)) }
                let expected = Set(
                    bits.indices.filter { $0 % 5 != 2 && (bits[$0] ^ query).nonzeroBitCount <= 7 }.map { UInt64($0) })
                let wanted = Fingerprint(kind: .image, bits: query)
                let found = try await room.store.read {
                    try $0.likes(wanted, besides: "acc_2", count: 1_500)
                }
                #expect(found.isComplete)
                #expect(Set(found.kept.map(\.logIndex)) == expected)
                #expect(found.kept.map { $0.fingerprint.distance(to: wanted) }.isSorted)
                // Fewer of them are the nearest of all of them.
                let fewer = try await room.store.read { try $0.likes(wanted, besides: "acc_2", count: 5) }
                #expect(fewer.kept == Array(found.kept.prefix(5)))
                total += found.kept.count
            }
            #expect(total > 1_000)
            #expect(
                try await room.store.read {
                    try $0.likes(Fingerprint(kind: .text, bits: bits[0]), besides: "acc_2", count: 10)
                }.kept.isEmpty)
        }
    }

    @Test("of more likes than are read the nearest are not lost among the first, and what is cut says so")
    func cut() async throws {
        try await EvidenceRoom.run(likeRowsMax: 2) { room in
            let crowd = 5_000
            let rehearsal = try await LogRehearsal(
                store: room.store, sequencer: room.sequencer, chains: 4, time: room.time, random: SeededRandom(seed: 5))
            // More at once than the log lets wait would be turned away.
            for start in stride(from: 0, through: crowd, by: 1_000) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in start..<min(start + 1_000, crowd + 1) {
                        group.addTask { _ = try await rehearsal.append(chain: number) }
                    }
                    try await group.waitForAll()
                }
            }
            let wanted = Fingerprint(kind: .image, bits: 0)
            // All of the crowd agree with it in three bands and differ in seven bits of the fourth; the last is the same.
            try await room.store.write { transaction in
                for index in 0...crowd {
                    let bits: UInt64 = index == crowd ? 0 : 0x7F
                    let bands = Fingerprint(kind: .image, bits: bits).bands.map { SQLValue($0) }
                    try transaction.execute(
                        """
                        INSERT INTO fingerprints (evidence, account, log_index, kind, bits, band0, band1, band2, band3)
                        SELECT id, 'acc_b', log_index, 'image', ?, ?, ?, ?, ? FROM evidence WHERE log_index = ?
                        """,
                        [.integer(Int64(bitPattern: bits))] + bands + [SQLValue(index)])
                }
            }
            let all = try await room.store.read { try $0.likes(wanted, besides: "acc_a", count: 32) }
            #expect(all.isComplete && all.kept.count == 32)
            #expect(all.kept.first?.logIndex == UInt64(crowd) && all.kept.first?.fingerprint == wanted)
            let some = try await room.store.read { try $0.likes(wanted, besides: "acc_a", count: 32, rowsMax: 4_096) }
            #expect(!some.isComplete && some.kept.count == 32)

            // Two that may be like it are read, the third is not: staff are told so.
            let (first, second) = (try await room.project(), try await room.project(account: "acc_b"))
            for _ in 0..<3 { _ = try await room.seal(prose(1), in: first) }
            _ = try await room.store.write { try $0.execute("DELETE FROM fingerprints") }
            try await read(room)
            _ = try await room.seal(prose(1), in: second, account: "acc_b")
            try await read(room)
            let found = try await pairs(in: room)
            #expect(found.count == 2 && found.allSatisfy { !$0.complete && $0.distance == 0 })
        }
    }

    @Test("a verdict is kept with its author, and a pair goes with either of its works")
    func reviewed() async throws {
        try await EvidenceRoom.run { room in
            let first = try await room.project()
            let second = try await room.project(account: "acc_b")
            let third = try await room.project(account: "acc_c")
            let original = try await room.seal(prose(1), in: first)
            let copy = try await room.seal(prose(1), in: second, account: "acc_b")
            _ = try await room.seal(prose(1), in: third, account: "acc_c")
            try await read(room)
            let all = try await pairs(in: room)
            #expect(all.count == 3 && all.allSatisfy { $0.distance == 0 })
            func review(_ pair: String, _ verdict: EvidenceV1.SimilarVerdict) async throws -> Pair {
                try await room.similarity.reviewSimilar(
                    EvidenceV1.ReviewSimilarRequest(pair: pair, verdict: verdict), options: room.options("acc_staff"))
            }
            let pair = try #require(all.first { $0.later?.evidence == copy.id })
            let confirmed = try await review(pair.id, .confirmed)
            #expect(confirmed.verdict == .confirmed && confirmed.reviewedBy == "acc_staff")
            #expect(try await pairs(in: room, verdict: .confirmed) == [confirmed])
            #expect(try await pairs(in: room).count == 2)
            #expect(try await review(pair.id, .dismissed).verdict == .dismissed)
            #expect(try await pairs(in: room, verdict: .confirmed).isEmpty)
            #expect(await reason { _ = try await review(pair.id, .unspecified) } == "INVALID_VERDICT")
            #expect(await reason { _ = try await review(pair.id, .unrecognized(9)) } == "INVALID_VERDICT")
            #expect(await reason { _ = try await review("sim_1", .confirmed) } == "INVALID_PAIR")
            #expect(
                await reason { _ = try await review("sim_01890a5d-ac96-774b-bcce-b302099a8057", .confirmed) }
                    == "PAIR_NOT_FOUND")
            // Page by page, newest first.
            var seen: [String] = []
            var token = ""
            repeat {
                let page = try await room.similarity.listSimilar(
                    EvidenceV1.ListSimilarRequest(pageSize: 1, pageToken: token), options: room.options("acc_staff"))
                seen += page.pairs.map(\.id)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(seen.count == 2 && seen == seen.sorted().reversed())

            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(original.id)), options: room.options())
            let left = try await pairs(in: room)
            #expect(left.count == 1 && left[0].earlier?.evidence == copy.id)
            #expect(try await pairs(in: room, verdict: .dismissed).isEmpty)
            let kept = try await room.store.read {
                try $0.row("SELECT count(*) AS kept FROM fingerprints")?.integer("kept")
            }
            #expect(kept == 2)
            #expect(try await room.audit().erased == 1)
        }
    }

    @Test("a work that was erased before anybody looked at it is passed over")
    func erasedFirst() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(prose(1), in: try await room.project())
            _ = try await room.erasure.eraseItem(
                EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options())
            _ = try await room.seal(prose(1), in: try await room.project(account: "acc_b"), account: "acc_b")
            try await read(room)
            #expect(try await pairs(in: room).isEmpty)
        }
    }
}

extension [Int] {
    fileprivate var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
