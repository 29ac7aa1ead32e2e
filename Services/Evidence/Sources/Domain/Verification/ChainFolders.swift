internal import MeshDocument
internal import MeshKernel

/// A chain's archive taken apart by its folders. What items share is given to each of them again, so that a verifier of
/// single bundles finds everything in its place.
struct ChainFolders {
    /// An item, put together as a bundle, without a manifest where the chain's lists its files.
    struct Item {
        /// Its folder's name in the archive.
        let folder: String
        let archive: ZipArchive
    }

    let form: ChainForm
    /// The bundle of the seal; nil when there is none.
    let seal: ZipArchive?
    let items: [Item]
    /// The files below `erased/`, by their whole names.
    let erased: [ZipArchive.Entry]
    /// The files below `settings/`, by their whole names.
    let settings: [ZipArchive.Entry]
    /// Items whose times found no room in the archive.
    let omittedTimes: UInt64
    /// Files with custody logs, and with filings, that nothing proves.
    let unprovenFiles: Int
    /// What is wrong with `times/` and the list over it; nil when nothing is.
    let fault: String?

    /// Throws `VerificationReport.Refusal` for a file that no chain has.
    init(_ archive: ZipArchive) throws(VerificationReport.Refusal) {
        form = ChainForm(of: archive)
        let own: Set = [ChainFile.readme, ChainFile.manifest, ChainFile.content, ChainFile.intervals]
        var seal: [ZipArchive.Entry] = []
        var erased: [ZipArchive.Entry] = []
        var settings: [ZipArchive.Entry] = []
        var timed: [UInt64: [ZipArchive.Entry]] = [:]
        var items: [(folder: String, entries: [ZipArchive.Entry])] = []
        var unproven = 0
        for entry in archive.entries where !own.contains(entry.name) {
            let parts = entry.name.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            let isFlat = form == .shared && parts.count == 2
            switch parts.first.map({ String($0) + "/" }) {
            case ChainFile.seal: seal.append(Self.entry(entry, below: ChainFile.seal))
            case ChainFile.erased: erased.append(entry)
            case ChainFile.items where parts.count == 3:
                let folder = "\(parts[0])/\(parts[1])/"
                if items.last?.folder != folder { items.append((folder, [])) }
                items[items.count - 1].entries.append(Self.entry(entry, below: folder))
            case ChainFile.times where isFlat:
                guard let size = ChainFile.timedSize(entry.name) else { throw .unknownFile(entry.name) }
                timed[size, default: []].append(entry)
            case ChainFile.settings where isFlat: settings.append(entry)
            case ChainFile.authorities where isFlat: break
            case ChainFile.custody where isFlat, ChainFile.filings where isFlat: unproven += 1
            default: throw .unknownFile(entry.name)
            }
        }
        self.erased = erased
        self.settings = settings
        unprovenFiles = unproven
        self.seal = seal.isEmpty ? nil : ZipArchive(entries: seal)
        guard form == .shared else {
            omittedTimes = 0
            fault = nil
            self.items = items.map { Item(folder: $0.folder, archive: ZipArchive(entries: $0.entries)) }
            return
        }
        let names: Set = [BundleFile.opening, BundleFile.token, BundleFile.certificate]
        for item in items {
            guard let stranger = item.entries.first(where: { !names.contains($0.name) }) else { continue }
            throw .unknownFile(item.folder + stranger.name)
        }
        let listed = archive[ChainFile.intervals].flatMap { ChainIntervals(decoding: $0) }
        omittedTimes = listed?.omitted ?? 0
        let intervals = Dictionary(
            (listed?.intervals ?? []).map { ($0.sequence, $0) }, uniquingKeysWith: { first, _ in first })
        var unread = Set(intervals.keys)
        var known: Set<UInt64> = []
        self.items = items.map { [seal = self.seal] folder, entries in
            let sequence = ChainFile.itemSequence(folder)
            let interval = sequence.flatMap { intervals[$0] }
            if let sequence { unread.remove(sequence) }
            known.formUnion([interval?.before, interval?.after].compactMap(\.self))
            return Item(
                folder: folder,
                archive: Self.bundle(entries, at: sequence, of: seal, interval, timed: timed))
        }
        if listed == nil {
            fault = "\(ChainFile.intervals) cannot be read"
        } else if let sequence = unread.min() {
            fault = "\(ChainFile.intervals) names entry \(sequence), which is no item here"
        } else if let size = known.subtracting(timed.keys).min() {
            fault = "\(ChainFile.timed(size, BundleFile.checkpointEnding)) is missing"
        } else if let size = Set(timed.keys).subtracting(known).min() {
            fault = "\(ChainFile.timed(size, BundleFile.checkpointEnding)) is no item's"
        } else {
            fault = nil
        }
    }

    /// The bundle of the item at `sequence`: what its folder holds, its entry and the one before it from the seal's
    /// bundle, and the times around it.
    private static func bundle(
        _ own: [ZipArchive.Entry], at sequence: UInt64?, of seal: ZipArchive?, _ interval: ChainInterval?,
        timed: [UInt64: [ZipArchive.Entry]]
    ) -> ZipArchive {
        var files = own
        func add(_ name: String, as new: String) {
            guard let bytes = seal?[name] else { return }
            files.append(ZipArchive.Entry(name: new, bytes: bytes))
        }
        if let sequence {
            add(BundleFile.chainLeaf(sequence), as: BundleFile.leaf)
            add(BundleFile.chainProof(sequence), as: BundleFile.proof)
            if sequence > 0 {
                let before = sequence - 1
                add(BundleFile.chainLeaf(before), as: BundleFile.chainLeaf(before))
                add(BundleFile.chainProof(before), as: BundleFile.chainProof(before))
            }
        }
        for (name, size) in [(TimedName.before, interval?.before), (.after, interval?.after)] {
            guard let size else { continue }
            let prefix = ChainFile.timed(size, "")
            for entry in timed[size] ?? [] {
                let ending = entry.name.dropFirst(prefix.count)
                files.append(
                    ZipArchive.Entry(
                        name: BundleFile.intervalFolder + name.stem + ending, bytes: entry.bytes,
                        isIntact: entry.isIntact))
            }
        }
        return ZipArchive(entries: files)
    }

    private static func entry(_ entry: ZipArchive.Entry, below folder: String) -> ZipArchive.Entry {
        ZipArchive.Entry(
            name: String(entry.name.dropFirst(folder.count)), bytes: entry.bytes, isIntact: entry.isIntact)
    }
}
