import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

/// What a chain's archive holds beside entries and proofs, and how long a chain may be.
@Suite("A whole chain in one archive", .timeLimit(.minutes(10)))
struct ChainExportTests {
    private func verify(_ bytes: [UInt8], in room: EvidenceRoom) throws -> ChainReport {
        try ChainVerifier(try room.verifier()).verify(bundle: bytes, files: [])
    }

    /// The same archive with other files, under a manifest that fits again.
    private func changed(
        _ bytes: [UInt8], _ change: ([ZipArchive.Entry]) -> [ZipArchive.Entry]
    ) throws -> [UInt8] {
        let files = change(try ZipArchive(reading: bytes, bounds: .large).entries)
        return try ZipArchive(
            entries: files.map { entry in
                entry.name == ChainFile.manifest
                    ? ZipArchive.Entry(name: entry.name, bytes: ChainFile.manifest(of: files)) : entry
            }
        ).encoded(bounds: .large)
    }

    /// Declares `count` files of which only digests come.
    private func declare(_ count: Int, in project: String, _ room: EvidenceRoom) async throws {
        for start in stride(from: 0, to: count, by: 256) {
            let answer = try await room.client.submitMany(options: room.options()) { writer in
                for number in start..<min(start + 256, count) {
                    let digests = FileDigests(of: Array("\(number)".utf8))
                    let header = EvidenceV1.SubmitRequest.Header(
                        project: project, name: "\(number).txt", size: 10, hashOnly: true, sha256: digests.sha256,
                        sm3: digests.sm3)
                    try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                }
            }
            for result in answer.results {
                guard case .evidence? = result.outcome else {
                    Issue.record("\(String(describing: result.outcome))")
                    return
                }
            }
        }
    }

    @Test("a chain of more items than the old form held comes in pieces, each file once, and is proven item by item")
    func long() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let count = 1_200
            try await declare(count, in: project, room)
            let (bytes, sizes) = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: project), options: room.options()
            ) { chunks in
                var bytes: [UInt8] = []
                var sizes: [UInt64] = []
                for try await chunk in chunks {
                    #expect(chunk.data.count <= Limits.bundleChunkBytesMax)
                    #expect(chunk.fileName.isEmpty == !bytes.isEmpty)
                    bytes += chunk.data
                    sizes.append(chunk.size)
                }
                return (bytes, sizes)
            }
            // It was sent before it was whole, so nobody knew its size.
            #expect(bytes.count > Limits.chainHeadBytesMax && sizes.allSatisfy { $0 == 0 })
            let report = try verify(bytes, in: room)
            #expect(report.isProven, "\(String(describing: report.fault))")
            #expect(report.items.map(\.sequence) == (0..<UInt64(count)).map { $0 })
            #expect(report.intervals.count == 1 && report.intervals[0].places == [0...UInt64(count - 1)])
            #expect(report.intervals[0].detail.hasPrefix("self-asserted: "))
            let names = try ZipArchive(reading: bytes, bounds: .large).entries.map(\.name)
            // Entry, proof, opening and token of each, a custody file for many, and little else.
            #expect(names.count < 4 * count + 60 && !names.contains { $0.hasSuffix(BundleFile.certificate) })
            let short = try await room.project("Short")
            _ = try await room.seal([1], in: short)
            let size = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: short), options: room.options()
            ) { chunks in
                var size: UInt64 = 0
                var count: UInt64 = 0
                for try await chunk in chunks {
                    size += chunk.size
                    count += UInt64(chunk.data.count)
                }
                return size == count ? size : 0
            }
            #expect(size > 0)
        }
    }

    @Test("a chain of as many entries as an archive holds is sealed, one of more is refused and stays as it is")
    func bound() async throws {
        var bounds = ChainBounds()
        bounds.entriesMax = 5
        #expect(Limits.chainEntriesMax * 8 < UInt64(ZipArchive.Limits.largeEntriesMax))
        try await EvidenceRoom.run(chainBounds: bounds) { room in
            let (exact, more) = (try await room.project("Exact"), try await room.project("More"))
            try await declare(5, in: exact, room)
            try await declare(6, in: more, room)
            let report = try verify(try await room.chain(of: exact).bytes, in: room)
            #expect(report.isProven && report.items.count == 5)
            let size = try await room.audit().size
            let refusal = await #expect(throws: RPCError.self) { try await room.chain(of: more) }
            #expect(refusal?.reason?.reason == "CHAIN_TOO_LONG" && refusal?.code == .resourceExhausted)
            #expect(try await room.audit().size == size)
            // What was sealed within the bound is still given, and nothing is sealed behind it.
            #expect(try await room.chain(of: exact).bytes.isEmpty == false)
            try await declare(1, in: exact, room)
            await #expect(throws: RPCError.self) { try await room.chain(of: exact) }
        }
    }

    @Test("an archive over its bounds is broken off, and times that find no room are told as left out")
    func room() async throws {
        var small = ChainBounds()
        small.archive = ZipArchive.Bounds(archiveBytesMax: 30_000, entriesMax: 1_000)
        try await EvidenceRoom.run(chainBounds: small) { room in
            let project = try await room.project()
            try await declare(3, in: project, room)
            let refusal = await #expect(throws: RPCError.self) {
                for _ in 0..<3 { try await declare(3, in: project, room) }
                _ = try await room.chain(of: project)
            }
            #expect(refusal?.reason?.reason == "BUNDLE_TOO_LARGE")
        }
        let time = SeededTime()
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            var few = ChainBounds()
            few.sheetsMax = 0
            // There is room for the proofs and for one or two of three times.
            few.archive = ZipArchive.Bounds(archiveBytesMax: 1_000_000, entriesMax: 32)
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents, chainBounds: few) { room in
                let project = try await room.project()
                for number in 0..<3 {
                    let item = try await room.seal([UInt8(number)], in: project)
                    _ = try await room.bundle(item.id, wait: .witnessed)
                    time.advance(by: .seconds(10))
                }
                let bytes = try await room.chain(of: project).bytes
                let report = try verify(bytes, in: room)
                #expect(report.isProven, "\(report)")
                #expect(report.omittedTimes > 0 && report.omittedTimes < 3, "\(report.omittedTimes)")
                #expect(try ZipArchive(reading: bytes).entries.count <= 32)
            }
        }
    }

    /// Of every item's custody log how many records there are, and how many of them the archive has.
    private func custody(_ bytes: [UInt8]) throws -> [(total: UInt64, shown: UInt64)] {
        try ZipArchive(reading: bytes).entries.filter { $0.name.hasPrefix(ChainFile.custody) }.flatMap { entry in
            let json = try #require(CanonicalJSON(parsing: Array(entry.bytes.dropLast())))
            return try #require(json["logs"]?.array).map { log in
                (try #require(log["total"]?.number), UInt64(try #require(log["records"]?.array).count))
            }
        }
    }

    @Test("what a chain's custody logs and filings outgrow is told by their totals, and all that is proven is there")
    func outgrown() async throws {
        let folder = try TemporaryFolder("evidence")
        let time = SeededTime()
        var bounds = ChainBounds()
        bounds.sheetsMax = 0
        let (project, item, size, verifier) = try await EvidenceRoom.run(
            folder: folder, time: time, chainBounds: bounds
        ) { room in
            let project = try await room.project()
            let item = try await room.seal([1], in: project)
            try await declare(39, in: project, room)
            let bytes = try await room.chain(of: project).bytes
            #expect(try custody(bytes).allSatisfy { $0 == $1 })
            // The next one has another timestamp authority.
            return (project, item.id, bytes.count, ChainVerifier(try room.verifier()))
        }
        bounds.archive = ZipArchive.Bounds(archiveBytesMax: size + 3_000, entriesMax: 1_000)
        try await EvidenceRoom.run(folder: folder, time: time, chainBounds: bounds) { room in
            var sums: [(total: UInt64, shown: UInt64)] = []
            for round in 1...6 {
                time.advance(by: .seconds(7_200))
                let bytes = try await room.chain(of: project).bytes
                #expect(bytes.count <= size + 3_000)
                let report = try verifier.verify(bundle: bytes, files: [])
                #expect(report.isProven && report.items.count == 40)
                sums = try custody(bytes)
                #expect(sums.count == 40 && sums.allSatisfy { $0.total >= $0.shown })
                #expect(sums.allSatisfy { $0.total >= UInt64(round) })
            }
            // Those of the first items are whole.
            #expect(sums.first.map { $0.total == $0.shown } == true)
            #expect(sums.last.map { $0.total > $0.shown } == true)
            for _ in 0..<6 {
                _ = try await room.filings.applyFiling(
                    EvidenceV1.ApplyFilingRequest(
                        project: project, evidence: [item], kind: .designDrawing, storer: "A storer",
                        content: String(repeating: "图", count: 2_000),
                        statedAt: GoogleProtobuf.Timestamp(seconds: time.wall().milliseconds / 1_000 - 60)),
                    options: room.options())
            }
            time.advance(by: .seconds(7_200))
            let bytes = try await room.chain(of: project).bytes
            let archive = try ZipArchive(reading: bytes)
            let filings = archive.entries.filter { $0.name.hasPrefix(ChainFile.filings) }
            let list = try #require(filings.first.flatMap { CanonicalJSON(parsing: Array($0.bytes.dropLast())) })
            #expect(filings.count == 1 && list["total"]?.number == 6 && list["filings"]?.array?.isEmpty == true)
            #expect(try verifier.verify(bundle: bytes, files: []).isProven)
            #expect(try custody(bytes).count == 40)
        }
    }

    /// A room with a witness and an authority elsewhere, and a reader who trusts both.
    private func timed(
        _ body: (EvidenceRoom, SeededTime, TrustAnchors) async throws -> Void
    ) async throws {
        let time = SeededTime()
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                try await body(
                    room, time,
                    TrustAnchors(
                        log: log, authorities: try room.timestamps.trust(),
                        witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 0)),
                        externalAuthorities: [.init(name: "elsewhere", trust: try server.trust())]))
            }
        }
        await server.stop()
    }

    @Test("every item has the interval that its own bundle has, from checkpoints that stand in the archive once")
    func intervals() async throws {
        try await timed { room, time, trust in
            let project = try await room.project()
            var items: [EvidenceV1.EvidenceItem] = []
            for number in 0..<8 {
                let item = try await room.seal([UInt8(number)], in: project)
                items.append(item)
                // Pairs of neighbours are between the same times.
                guard number % 2 == 1 else { continue }
                _ = try await room.bundle(item.id, wait: .witnessed)
                if number == 3 {
                    #expect(try await room.timing.schedule())
                    #expect(try await room.timing.work())
                }
                time.advance(by: .seconds(100))
            }
            let bytes = try await room.chain(of: project).bytes
            let archive = try ZipArchive(reading: bytes)
            let verifier = BundleVerifier(trust: trust)
            let report = try ChainVerifier(verifier).verify(bundle: bytes, files: [FileDigests(of: [5])])
            #expect(report.isProven, "\(report)")
            for (item, shown) in zip(items, report.items) {
                let own = try verifier.verify(
                    bundle: try await room.bundle(item.id).bytes,
                    file: FileDigests(sha256: item.sha256, sm3: item.sm3))
                let alone = try #require(own.steps.first { $0.name == .interval })
                let within = try #require(shown.report.steps.first { $0.name == .interval })
                if item.sequence > 1 { #expect(alone.outcome == .passed) }
                #expect(within.outcome == alone.outcome, "\(item.sequence): \(within) \(alone)")
                #expect(
                    within.detail == alone.detail || within.detail.hasSuffix("by the times of the seal"),
                    "\(item.sequence): \(within) \(alone)")
            }
            let places = report.intervals.flatMap(\.places).flatMap { Array($0) }.sorted()
            #expect(places == Array(0...7), "\(report.intervals)")
            let list = try #require(archive[ChainFile.intervals].flatMap { ChainIntervals(decoding: $0) })
            let times = archive.entries.map(\.name).filter { $0.hasPrefix(ChainFile.times) }
            let sizes = Set(list.intervals.flatMap { [$0.before, $0.after] }.compactMap(\.self))
            #expect(times.count { $0.hasSuffix(".checkpoint") } == sizes.count && sizes.count >= 4, "\(times)")
            #expect(times.contains { $0.hasSuffix(".tsr") })

            // Whoever trusts none of the sources is told that only the log says so.
            let alone = TrustAnchors(log: trust.log, authorities: trust.authorities)
            let unsure = try ChainVerifier(BundleVerifier(trust: alone)).verify(bundle: bytes, files: [])
            #expect(unsure.isProven && unsure.intervals.allSatisfy { $0.detail.hasPrefix("self-asserted: ") })

            // A time of another size, none, one too many, and lists that name what is not there.
            let checker = ChainVerifier(verifier)
            func found(_ change: ([ZipArchive.Entry]) -> [ZipArchive.Entry]) throws -> ChainReport {
                try checker.verify(bundle: try changed(bytes, change), files: [])
            }
            func listing(_ intervals: [ChainInterval]) throws -> ChainReport {
                try found { entries in
                    entries.map {
                        $0.name == ChainFile.intervals
                            ? ZipArchive.Entry(
                                name: $0.name, bytes: ChainIntervals(intervals: intervals, omitted: 0).encoded) : $0
                    }
                }
            }
            #expect(try listing(list.intervals).isProven)
            let first = try #require(list.intervals.first { $0.before != nil && $0.after != nil })
            let swapped = list.intervals.map {
                $0 == first ? ChainInterval(sequence: $0.sequence, before: $0.after, after: $0.before) : $0
            }
            let exchanged = try listing(swapped)
            #expect(!exchanged.isProven && exchanged.fault == nil)
            let beyond = try listing(list.intervals + [ChainInterval(sequence: 99, before: nil, after: first.after)])
            #expect(beyond.fault == "intervals.json names entry 99, which is no item here")
            let missing = try found { $0.filter { $0.name != times[0] && $0.name != times[1] } }
            #expect(!missing.isProven && missing.fault?.hasSuffix(" is missing") == true, "\(missing.fault ?? "")")
            let unnamed = try listing([])
            #expect(unnamed.fault?.hasSuffix(" is no item's") == true)
            let broken = try found { entries in
                entries.map {
                    $0.name == ChainFile.intervals ? ZipArchive.Entry(name: $0.name, bytes: Array("{}".utf8)) : $0
                }
            }
            #expect(broken.fault == "intervals.json cannot be read")
            #expect(throws: VerificationReport.Refusal.unknownFile("times/1.checkpoint")) {
                try found { $0 + [ZipArchive.Entry(name: "times/1.checkpoint", bytes: [])] }
            }
        }
    }

    @Test("settings come with what opens the commitment to them, sheets, custody and filings as the holder has them")
    func belongings() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            func set(_ title: String, expecting version: UInt32) async throws {
                var settings = EvidenceV1.CopyrightSettings()
                settings.authors = [EvidenceV1.Author(name: title)]
                _ = try await room.client.setCopyright(
                    EvidenceV1.SetCopyrightRequest(
                        project: project, settings: settings, expectedVersion: version), options: room.options())
            }
            try await set("first", expecting: 0)
            let item = try await room.seal([1], in: project)
            try await set("second", expecting: 1)
            _ = try await room.seal([2], in: project)
            try await set("third", expecting: 2)
            _ = try await room.filings.applyFiling(
                EvidenceV1.ApplyFilingRequest(
                    project: project, evidence: [item.id], kind: .designDrawing, storer: "A storer",
                    content: "A drawing",
                    statedAt: GoogleProtobuf.Timestamp(seconds: room.time.wall().milliseconds / 1_000 - 60)),
                options: room.options())
            let bytes = try await room.chain(of: project).bytes
            let archive = try ZipArchive(reading: bytes)
            let report = try verify(bytes, in: room)
            #expect(report.isProven, "\(report)")
            // Each is named by an item, the third by the seal.
            #expect(report.settings == [1, 2, 3] && report.missingSettings.isEmpty)
            let sheets = archive.entries.filter { $0.name.hasSuffix("/" + BundleFile.certificate) }
            #expect(sheets.count == 2 && sheets.allSatisfy { $0.bytes.starts(with: Array("%PDF".utf8)) })
            let folder = ChainFile.item(0, try #require(EvidenceNumber(item.number)))
            #expect(sheets.first?.name == folder + BundleFile.certificate)
            func text(_ prefix: String) -> String {
                archive.entries.filter { $0.name.hasPrefix(prefix) }
                    .map { String(decoding: $0.bytes, as: UTF8.self) }.joined()
            }
            let custody = text(ChainFile.custody)
            #expect(custody.contains(item.number) && custody.contains(#""intact":true"#))
            for word in ["received", "timestamped", "logged", "exported"] {
                #expect(custody.contains(#""kind":"\#(word)""#), "\(word)")
            }
            #expect(text(ChainFile.filings).contains(#""storer":"A storer""#))
            #expect(text(ChainFile.filings).contains(#""total":1"#))
            #expect(text(ChainFile.filings).contains(item.id) && report.unprovenFiles == 2)

            func changed(_ name: String, to bytes: [UInt8]?) throws -> ChainReport {
                try verify(
                    try self.changed(archive.encoded()) { entries in
                        entries.compactMap { entry -> ZipArchive.Entry? in
                            guard entry.name == name else { return entry }
                            return bytes.map { ZipArchive.Entry(name: name, bytes: $0) }
                        }
                    }, in: room)
            }
            let name = "settings/0000000002.json"
            let settings = try #require(archive[name])
            let opening = try #require(CopyrightOpening(decoding: settings))
            let forged = CopyrightOpening(
                version: 2, salt: opening.salt,
                settings: Array(
                    String(decoding: opening.settings, as: UTF8.self).replacing("second", with: "other").utf8))
            #expect(try changed(name, to: forged.encoded).fault == "\(name) is not what was committed to")
            #expect(try changed(name, to: Array("{}".utf8)).fault == "\(name) cannot be read")
            #expect(try changed("settings/0000000001.json", to: settings).fault != nil)
            let without = try changed(name, to: nil)
            #expect(without.isProven && without.settings == [1, 3] && without.missingSettings == [2])
            // What nothing commits to, and sheets, tell without proving.
            #expect(try changed(sheets[0].name, to: [1]).isProven)
        }
    }

    @Test("what an item's folder, the seal or the times hold cannot be changed under a manifest that fits")
    func everyFolder() async throws {
        try await timed { room, time, trust in
            let project = try await room.project()
            for number in 0..<3 {
                let item = try await room.seal([UInt8(number)], in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                #expect(try await room.timing.schedule())
                #expect(try await room.timing.work())
                time.advance(by: .seconds(100))
            }
            let bytes = try await room.chain(of: project).bytes
            let verifier = ChainVerifier(BundleVerifier(trust: trust))
            #expect(try verifier.verify(bundle: bytes, files: []).isProven)
            let words: Set = ["README.txt", "policy.txt", "tsa-chain.pem", "certificate.pdf"]
            let files = try ZipArchive(reading: bytes).entries.filter { entry in
                let last = entry.name.split(separator: "/").last.map(String.init) ?? ""
                let isTelling = [ChainFile.authorities, ChainFile.custody].contains { entry.name.hasPrefix($0) }
                return !words.contains(last) && !isTelling && entry.name != ChainFile.manifest
            }
            #expect(files.count > 24)
            for file in files {
                let after = try? verifier.verify(
                    bundle: try changed(bytes) { entries in
                        entries.map { entry in
                            guard entry.name == file.name else { return entry }
                            var bytes = entry.bytes
                            bytes[bytes.count / 2] ^= 1
                            return ZipArchive.Entry(name: entry.name, bytes: bytes)
                        }
                    }, files: [])
                // In a token over a checkpoint it may be a copy of a certificate.
                let mayHold = file.name.hasSuffix(".tsr") && !file.name.hasSuffix("/" + BundleFile.token)
                #expect(mayHold || after?.isProven != true, "\(file.name)")
            }
        }
    }
}
