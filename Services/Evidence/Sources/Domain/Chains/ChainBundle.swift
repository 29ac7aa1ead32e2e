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

    package init(seal: Bundle, content: [UInt8], items: [(sequence: UInt64, bundle: Bundle)]) {
        self.seal = seal
        self.content = content
        self.items = items
    }

    package static func == (left: ChainBundle, right: ChainBundle) -> Bool {
        left.seal == right.seal && left.content == right.content
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
    /// Names the form of the manifest.
    package static let format = "colophon/chain-bundle/v1"

    /// The folder of the item at `sequence`; ten digits sort as they count.
    package static func item(_ sequence: UInt64, _ number: EvidenceNumber) -> String {
        let digits = String(sequence)
        return items + String(repeating: "0", count: max(0, 10 - digits.count)) + digits + "-\(number)/"
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
