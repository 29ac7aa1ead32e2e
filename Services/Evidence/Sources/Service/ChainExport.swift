internal import MeshCrypto
internal import MeshDocument
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// A sealed chain on its way out. Its archive is read from the store and handed on a part at a time, so that what it takes
/// of memory is one part and the lists at the archive's end, however long the chain is.
struct ChainExport {
    private let server: EvidenceServer
    private let project: Identifier
    private let account: String
    private let chain: ChainFrame
    private let bounds: ChainBounds
    private var writer: ChainWriter

    /// What was seen of the items, for what follows them in the archive.
    private var intervals: [ChainInterval] = []
    private var versions: Set<UInt32> = []
    private var authorities: [[UInt8]: String] = [:]
    private var items: [(id: Identifier, sequence: UInt64, number: EvidenceNumber)] = []

    init(_ chain: ChainFrame, of project: Identifier, account: String, by server: EvidenceServer) {
        self.server = server
        self.project = project
        self.account = account
        self.chain = chain
        bounds = server.chainBounds
        writer = ChainWriter(bounds: bounds.archive)
    }

    /// The archive's name.
    var fileName: String { ChainText.fileName(chain.seal.number) }

    /// Hands on the whole archive, piece by piece; `take` says when it has room for the next. Throws
    /// `EvidenceError.bundleTooLarge` for one that outgrows its bounds, `erased` when something of the chain was erased
    /// meanwhile, and what the store or `take` throws.
    mutating func write(to take: ([UInt8]) async throws -> Void) async throws {
        do {
            try await add(ChainFile.readme, Array(ChainText.readme(chain.seal.number).utf8), take)
            try await add(ChainFile.content, chain.content, take)
            try await writeSeal(take)
            try await writeItems(take)
            try await writeErasures(take)
            try await writeSettings(take)
            try await writeFilings(take)
            try await writeTimes(take)
            try await writeCustody(take)
            try await requireUnchanged()
            try await take(try writer.end())
        } catch let error as ZipError {
            switch error {
            case .tooLarge, .tooManyEntries: throw EvidenceError.bundleTooLarge
            case .malformed, .unsafeName, .duplicateName, .notStored, .library: throw error
            }
        }
    }

    private mutating func add(
        _ name: String, _ bytes: [UInt8], _ take: ([UInt8]) async throws -> Void
    ) async throws {
        try await take(try writer.add(name, bytes))
    }

    /// The seal's bundle, whole, with every earlier entry of the chain.
    private mutating func writeSeal(_ take: ([UInt8]) async throws -> Void) async throws {
        var listing = FileListing()
        for file in chain.seal.archive.entries where file.name != BundleFile.manifest {
            listing.add(file.name, file.bytes)
            try await add(ChainFile.seal + file.name, file.bytes, take)
        }
        var next: UInt64 = 0
        while next < chain.sequence {
            let (chain, first) = (chain, next)
            next = min(chain.sequence, first + Limits.chainLinksPerRead)
            let end = next
            for link in try await server.store.read({ try $0.chainLinks(chain, from: first, to: end) }) {
                let files = [
                    (BundleFile.chainLeaf(link.sequence), link.leaf),
                    (BundleFile.chainProof(link.sequence), link.proof.encoded),
                ]
                for (name, bytes) in files {
                    listing.add(name, bytes)
                    try await add(ChainFile.seal + name, bytes, take)
                }
            }
        }
        let manifest = BundleManifest.encoded(number: chain.seal.number, listing: listing)
        try await add(ChainFile.seal + BundleFile.manifest, manifest, take)
        if let metadata = WorkMetadata(decoding: chain.seal.opening.meta), let copyright = metadata.copyright {
            versions.insert(copyright.version)
        }
    }

    private mutating func writeItems(_ take: ([UInt8]) async throws -> Void) async throws {
        let areWhole = chain.sequence <= UInt64(bounds.sheetsMax)
        var next: UInt64 = 0
        while true {
            let (chain, project, account, first) = (chain, project, account, next)
            let items = try await server.store.read {
                try $0.chainItems(
                    chain, of: project, account: account, from: first, count: Limits.chainItemsPerRead,
                    areWhole: areWhole)
            }
            guard let last = items.last else { return }
            next = last.interval.sequence + 1
            for item in items { try await write(item, take) }
        }
    }

    private mutating func write(_ item: ChainItem, _ take: ([UInt8]) async throws -> Void) async throws {
        let folder = ChainFile.item(item.interval.sequence, item.number)
        try await add(folder + BundleFile.opening, item.opening.encoded, take)
        try await add(folder + BundleFile.token, item.response, take)
        if let bundle = item.bundle {
            let certificates = server.certificates
            let sheet = try await server.permits.hold {
                try await server.offload.run { () throws(Never) in certificates.certificate(of: bundle) }
            }
            if case .made(let bytes) = sheet { try await add(folder + BundleFile.certificate, bytes, take) }
        }
        items.append((item.id, item.interval.sequence, item.number))
        if item.interval.before != nil || item.interval.after != nil { intervals.append(item.interval) }
        if let copyright = item.copyright { versions.insert(copyright.version) }
        let pem = item.authorityChain
        let digest = Digest.sha256(Array(pem.utf8))
        if authorities.updateValue(pem, forKey: digest) == nil {
            try await add(ChainFile.authority(digest), Array(pem.utf8), take)
        }
    }

    private mutating func writeErasures(_ take: ([UInt8]) async throws -> Void) async throws {
        for start in stride(from: 0, to: chain.erased.count, by: Limits.chainItemsPerRead) {
            let chain = chain
            let end = min(start + Limits.chainItemsPerRead, chain.erased.count)
            for erasure in try await server.store.read({ try $0.chainErasures(chain, chain.erased[start..<end]) }) {
                try await add(ChainFile.erasedLeaf(erasure.sequence), erasure.leaf, take)
                try await add(ChainFile.erasedProof(erasure.sequence), erasure.proof.encoded, take)
            }
        }
    }

    private mutating func writeSettings(_ take: ([UInt8]) async throws -> Void) async throws {
        for version in versions.sorted() {
            let (project, account) = (project, account)
            let found = try await server.store.read {
                try $0.copyright(of: project, version: version, account: account)
            }
            guard let found else { continue }
            try await add(ChainFile.settings(version), CopyrightOpening(found).encoded, take)
        }
    }

    /// The oldest filings, as many as find room; how many there are stands beside them.
    private mutating func writeFilings(_ take: ([UInt8]) async throws -> Void) async throws {
        var (after, place) = ("", 0)
        let now = server.time.wall()
        while place < Limits.chainFilingsMax {
            let (project, account, last) = (project, account, after)
            let (filings, total) = try await server.store.read { snapshot in
                (
                    try snapshot.chainFilings(
                        of: project, account: account, now: now, after: last, count: Limits.chainItemsPerRead),
                    try snapshot.filingCount(of: project, account: account)
                )
            }
            guard let newest = filings.last else { return }
            let name = ChainFile.filings(place)
            let bytes = ChainFilings.encoded(filings, total: total)
            guard hasRoom(for: [(name, bytes)]) else {
                if place == 0 { try await add(name, ChainFilings.encoded([], total: total), take) }
                return
            }
            try await add(name, bytes, take)
            after = newest.id.text
            place += filings.count
        }
    }

    /// The checkpoints that others timed, those of the first items first, as many as find room, and which is whose.
    private mutating func writeTimes(_ take: ([UInt8]) async throws -> Void) async throws {
        var written: Set<UInt64> = []
        var isFull = false
        let sizes = Set(intervals.flatMap { [$0.before, $0.after].compactMap(\.self) }).sorted()
        for start in stride(from: 0, to: sizes.count, by: Limits.chainItemsPerRead) where !isFull {
            let chain = chain
            let group = Array(sizes[start..<min(start + Limits.chainItemsPerRead, sizes.count)])
            for (size, checkpoint) in try await server.store.read({ try $0.chainTimes(chain, group) }) {
                let files = checkpoint.files(at: size)
                isFull = isFull || !hasRoom(for: files)
                if isFull { break }
                for (name, bytes) in files { try await add(name, bytes, take) }
                written.insert(size)
            }
        }
        let whole = intervals.filter { interval in
            [interval.before, interval.after].compactMap(\.self).allSatisfy { written.contains($0) }
        }
        let file = ChainIntervals(intervals: whole, omitted: UInt64(intervals.count - whole.count))
        try await add(ChainFile.intervals, file.encoded, take)
    }

    /// What was erased while the archive was written may be half in it; whoever asks again gets a whole one without it.
    /// Throws `EvidenceError.erased` and `StoreError.subjectErased`.
    private func requireUnchanged() async throws {
        let (chain, project, account) = (chain, project, account)
        let erased = try await server.store.read { snapshot in
            _ = try snapshot.subjectKey(account)
            return try snapshot.erasures(of: project, before: chain.sequence).count
        }
        guard erased == chain.erased.count else { throw EvidenceError.erased }
    }

    /// Whether these files find room beside what has to follow them: `intervals.json` and the shortest custody logs.
    private func hasRoom(for files: [(name: String, bytes: [UInt8])]) -> Bool {
        let list = ZipStream.cost(
            name: ChainFile.intervals, bytes: Limits.chainIntervalBytesMax * (intervals.count + 1))
        let custody = custodyRoom(for: items.count)
        let bytes = files.reduce(0) {
            $0 + ZipStream.cost(name: $1.name, bytes: $1.bytes.count + Limits.chainListedBytesMax)
        }
        return writer.room.files > files.count + custody.files && writer.room.bytes >= bytes + list + custody.bytes
    }

    /// What so many custody logs take without their records.
    private func custodyRoom(for logs: Int) -> (files: Int, bytes: Int) {
        let files = (logs + Limits.chainItemsPerRead - 1) / Limits.chainItemsPerRead
        let file = ZipStream.cost(name: ChainFile.custody(0), bytes: Limits.chainListedBytesMax)
        return (files, files * file + logs * Limits.chainCustodyLogBytesMax)
    }

    /// The items' custody logs, as their holder may read them. They grow for ever, and with every archive that is given:
    /// of the first items first, as many records as find room when everything else is written.
    private mutating func writeCustody(_ take: ([UInt8]) async throws -> Void) async throws {
        let key = try await server.serviceKeys.key()
        var logs: [ChainCustody.Log] = []
        for (place, item) in items.enumerated() {
            let kept = custodyRoom(for: logs.count + items.count - place)
            let room = writer.room.bytes - kept.bytes - logs.reduce(0) { $0 + $1.recordBytes }
            guard writer.room.files >= kept.files, room >= 0 else { break }
            let records = logs.reduce(0) { $0 + $1.records.count }
            // Each in a read of its own: a log may be long.
            let log = try await server.store.read { snapshot in
                let page = try snapshot.custody(
                    of: item.id, after: -1, count: Limits.chainCustodyRecordsMax, key: key)
                return ChainCustody.Log(
                    sequence: item.sequence, number: item.number, isIntact: page.brokenAt == nil,
                    total: try snapshot.custodyCount(of: item.id), records: page.records.map(\.record))
            }
            logs.append(log.cut(to: records < Limits.chainCustodyRecordsMax ? room : 0))
            if logs.count == Limits.chainItemsPerRead || isLong(logs, before: items.count - place - 1) {
                try await writeCustody(logs, take)
                logs = []
            }
        }
        if !logs.isEmpty { try await writeCustody(logs, take) }
    }

    private mutating func writeCustody(
        _ logs: [ChainCustody.Log], _ take: ([UInt8]) async throws -> Void
    ) async throws {
        try await add(ChainFile.custody(logs[0].sequence), ChainCustody.encoded(logs), take)
    }

    /// Whether these logs are enough for a file, and one more finds room beside those of the `rest` logs.
    private func isLong(_ logs: [ChainCustody.Log], before rest: Int) -> Bool {
        guard logs.reduce(0, { $0 + $1.records.count }) >= Limits.chainCustodyRecordsMax else { return false }
        let (kept, own) = (custodyRoom(for: rest), custodyRoom(for: logs.count))
        let bytes = own.bytes + logs.reduce(0) { $0 + $1.recordBytes }
        return writer.room.files >= kept.files + own.files && writer.room.bytes >= kept.bytes + bytes
    }
}

extension TimedCheckpoint {
    /// The files of a chain's archive that hold it, named by its size.
    fileprivate func files(at size: UInt64) -> [(name: String, bytes: [UInt8])] {
        let stem = BundleFile.intervalFolder + TimedName.before.stem
        return files(as: .before).map { (ChainFile.timed(size, String($0.name.dropFirst(stem.count))), $0.bytes) }
    }
}
