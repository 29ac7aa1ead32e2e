internal import MeshCrypto
package import MeshDocument
internal import MeshKernel

/// How a chain's archive is laid out. Every form that there was is still read; the newest is written.
package enum ChainForm: String, Sendable, CaseIterable {
    /// Every item's folder is a whole bundle, and the independent times stand beside the seal alone.
    case whole = "colophon/chain-bundle/v1"
    /// What items share stands once: entries and proofs beside the seal, times, certificates of authorities.
    case shared = "colophon/chain-bundle/v2"

    /// The form of an archive.
    package init(of archive: ZipArchive) {
        self = archive[ChainFile.intervals] == nil ? .whole : .shared
    }
}

/// The files of a chain's bundle, by name.
package enum ChainFile {
    /// What it is, and the commands that check it.
    package static let readme = "README.txt"
    /// Every other file with its size and SHA-256.
    package static let manifest = "manifest.json"
    /// What the seal is about.
    package static let content = "chain.json"
    /// Folder with the bundle of the seal.
    package static let seal = "seal/"
    /// Folder with a folder for every item.
    package static let items = "items/"
    /// Folder with the log's word for every entry that was erased.
    package static let erased = "erased/"
    /// Between which of the times every item was logged.
    package static let intervals = "intervals.json"
    /// Folder with the checkpoints that others timed, each once, named by its size.
    package static let times = "times/"
    /// Folder with the copyright settings that seal and items name, one file a version.
    package static let settings = "settings/"
    /// Folder with the certificates of the timestamp authorities, each chain once; never trusted here.
    package static let authorities = "authorities/"
    /// Folder with the items' custody logs; the service's own word.
    package static let custody = "custody/"
    /// Folder with the project's filings; the service's own word.
    package static let filings = "filings/"
    static let erasedLeafSuffix = ".leaf"
    private static let listSuffix = ".json"

    /// The folder of the item at `sequence`; ten digits sort as they count.
    package static func item(_ sequence: UInt64, _ number: EvidenceNumber) -> String {
        items + BundleFile.padded(sequence) + "-\(number)/"
    }

    /// The place in the chain that an item's folder gives; nil for another name.
    static func itemSequence(_ folder: String) -> UInt64? {
        let name = folder.dropFirst(items.count)
        guard let end = name.firstIndex(of: "-"), let sequence = UInt64(name[..<end]),
            BundleFile.padded(sequence) == name[..<end]
        else { return nil }
        return sequence
    }

    /// A file of the timed checkpoint of `size`, by how its name ends.
    static func timed(_ size: UInt64, _ ending: String) -> String { times + BundleFile.padded(size) + ending }

    /// The size that such a file's name gives; nil for another name.
    static func timedSize(_ name: String) -> UInt64? {
        guard let ending = BundleFile.timedEndings.first(where: { name.hasSuffix($0) && !isNumbered(name, $0) }),
            let size = UInt64(name.dropFirst(times.count).dropLast(ending.count)), timed(size, ending) == name
        else { return nil }
        return size
    }

    /// Whether what looks like the first token is one with a number.
    private static func isNumbered(_ name: String, _ ending: String) -> Bool {
        ending == BundleFile.tokenEnding(0) && name.contains("-")
    }

    /// The settings of a version.
    static func settings(_ version: UInt32) -> String { settings + BundleFile.padded(UInt64(version)) + listSuffix }

    /// The certificates with this SHA-256 over their PEM.
    static func authority(_ digest: [UInt8]) -> String { authorities + Hexadecimal.encode(digest) + ".pem" }

    /// Custody logs from that of the item at `sequence` on.
    static func custody(_ sequence: UInt64) -> String { custody + BundleFile.padded(sequence) + listSuffix }

    /// Filings from the one at this place on.
    static func filings(_ place: Int) -> String { filings + BundleFile.padded(UInt64(place)) + listSuffix }

    /// The entry that says that the entry at `sequence` of the chain was erased.
    package static func erasedLeaf(_ sequence: UInt64) -> String {
        erased + BundleFile.padded(sequence) + erasedLeafSuffix
    }

    /// The proof of that entry.
    package static func erasedProof(_ sequence: UInt64) -> String {
        erased + BundleFile.padded(sequence) + ".tlog-proof"
    }

    /// The place in the chain that such a file's name gives; nil for another name.
    static func erasedSequence(_ name: String) -> UInt64? {
        UInt64(name.dropFirst(erased.count).dropLast(erasedLeafSuffix.count)).flatMap {
            erasedLeaf($0) == name ? $0 : nil
        }
    }

    /// The bytes of `manifest.json` over these files, in their order; the manifest itself is left out.
    package static func manifest(of files: [ZipArchive.Entry], form: ChainForm = .shared) -> [UInt8] {
        var listing = FileListing()
        for file in files where file.name != manifest { listing.add(file.name, file.bytes) }
        return listing.manifest([.init("format", .string(form.rawValue))])
    }
}
