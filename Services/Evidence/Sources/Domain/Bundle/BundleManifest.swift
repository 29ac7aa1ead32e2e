internal import MeshCrypto
package import MeshDocument
internal import MeshKernel

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
        CanonicalJSON.object([
            .init("format", .string(Self.format)),
            .init("number", .string(number.description)),
            .init(
                "files",
                .array(
                    files.map { file in
                        .object([
                            .init("name", .string(file.name)),
                            .init("size", .number(UInt64(file.bytes.count))),
                            .init("sha256", .string(Hexadecimal.encode(Digest.sha256(file.bytes)))),
                        ])
                    })),
        ]).encoded + [0x0A]
    }
}
