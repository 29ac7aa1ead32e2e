package import MeshDocument

/// The list of a bundle's other files, in order, with sizes and digests. A checker makes it anew from the files and
/// compares every byte.
package struct BundleManifest: Sendable, Equatable {
    /// Names the form of the manifest.
    package static let format = "colophon/bundle/v1"

    /// The item's public number.
    package let number: EvidenceNumber
    private let files: [ZipArchive.Entry]

    /// Of `files`, in their order; the manifest itself is left out.
    package init(number: EvidenceNumber, files: [ZipArchive.Entry]) {
        self.number = number
        self.files = files.filter { $0.name != BundleFile.manifest }
    }

    /// The bytes of `manifest.json`.
    package var encoded: [UInt8] {
        var listing = FileListing()
        for file in files { listing.add(file.name, file.bytes) }
        return Self.encoded(number: number, listing: listing)
    }

    /// The bytes of a manifest over files that were listed while they were written.
    static func encoded(number: EvidenceNumber, listing: FileListing) -> [UInt8] {
        listing.manifest([.init("format", .string(format)), .init("number", .string(number.description))])
    }
}
