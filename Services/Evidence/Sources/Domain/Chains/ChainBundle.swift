internal import MeshCrypto
package import MeshDocument
internal import MeshKernel

/// A whole chain in one archive: the bundle of its seal, and below it the bundle of every item, each in its own folder.
package struct ChainBundle: Sendable, Equatable {
    /// The bundle of the seal, which holds every earlier entry of the chain.
    package let seal: Bundle
    /// The bytes of `chain.json`, which the seal is about.
    package let content: [UInt8]
    /// Sequence and bundle of every item that can be opened, in order.
    package let items: [(sequence: UInt64, bundle: Bundle)]

    /// Entries before the seal that were erased, in the order of the chain.
    package let erasures: [ChainErasure]

    package init(
        seal: Bundle, content: [UInt8], items: [(sequence: UInt64, bundle: Bundle)], erasures: [ChainErasure] = []
    ) {
        self.seal = seal
        self.content = content
        self.items = items
        self.erasures = erasures
    }

    package static func == (left: ChainBundle, right: ChainBundle) -> Bool {
        left.seal == right.seal && left.content == right.content && left.erasures == right.erasures
            && left.items.elementsEqual(right.items) { $0.sequence == $1.sequence && $0.bundle == $1.bundle }
    }

    /// The name under which it is handed out.
    package var fileName: String { "\(seal.number)-chain.zip" }

    /// The files; equal chains give equal bytes.
    package var archive: ZipArchive {
        var files = [
            ZipArchive.Entry(name: ChainFile.readme, bytes: Array(ChainText.readme(self).utf8)),
            ZipArchive.Entry(name: ChainFile.content, bytes: content),
        ]
        files += seal.archive.entries.map { ZipArchive.Entry(name: ChainFile.seal + $0.name, bytes: $0.bytes) }
        for (sequence, bundle) in items {
            let folder = ChainFile.item(sequence, bundle.number)
            files += bundle.archive.entries.map { ZipArchive.Entry(name: folder + $0.name, bytes: $0.bytes) }
        }
        for erasure in erasures {
            files.append(ZipArchive.Entry(name: ChainFile.erasedLeaf(erasure.sequence), bytes: erasure.leaf))
            files.append(ZipArchive.Entry(name: ChainFile.erasedProof(erasure.sequence), bytes: erasure.proof.encoded))
        }
        files.insert(ZipArchive.Entry(name: ChainFile.manifest, bytes: ChainFile.manifest(of: files)), at: 1)
        return ZipArchive(entries: files)
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
    static let erasedLeafSuffix = ".leaf"
    /// Names the form of the manifest.
    package static let format = "colophon/chain-bundle/v1"

    /// The folder of the item at `sequence`; ten digits sort as they count.
    package static func item(_ sequence: UInt64, _ number: EvidenceNumber) -> String {
        items + padded(sequence) + "-\(number)/"
    }

    /// The entry that says that the entry at `sequence` of the chain was erased.
    package static func erasedLeaf(_ sequence: UInt64) -> String { erased + padded(sequence) + erasedLeafSuffix }

    /// The proof of that entry.
    package static func erasedProof(_ sequence: UInt64) -> String { erased + padded(sequence) + ".tlog-proof" }

    /// The place in the chain that such a file's name gives; nil for another name.
    static func erasedSequence(_ name: String) -> UInt64? {
        UInt64(name.dropFirst(erased.count).dropLast(erasedLeafSuffix.count)).flatMap {
            erasedLeaf($0) == name ? $0 : nil
        }
    }

    private static func padded(_ sequence: UInt64) -> String {
        let digits = String(sequence)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    /// The bytes of `manifest.json` over these files, in their order; the manifest itself is left out.
    package static func manifest(of files: [ZipArchive.Entry]) -> [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(format)),
            .init(
                "files",
                .array(
                    files.filter { $0.name != manifest }.map { file in
                        .object([
                            .init("name", .string(file.name)), .init("size", .number(UInt64(file.bytes.count))),
                            .init("sha256", .string(Hexadecimal.encode(Digest.sha256(file.bytes)))),
                        ])
                    })),
        ]).encoded + [0x0A]
    }
}
