internal import MeshCrypto
internal import MeshDocument
internal import MeshKernel

/// Checks the bundle of a whole chain, offline, with the verifier's own anchors.
package struct ChainVerifier: Sendable {
    private let verifier: BundleVerifier

    /// Checks seal and items as `verifier` checks single bundles.
    package init(_ verifier: BundleVerifier) {
        self.verifier = verifier
    }

    /// Whether these bytes are a chain's bundle and not an item's. Throws when they are no archive that is safe to open.
    package static func isChain(_ bundle: [UInt8]) throws(VerificationReport.Refusal) -> Bool {
        try BundleVerifier.archive(bundle)[ChainFile.content] != nil
    }

    /// Checks seal, items and their order. Items whose file is among `files` are compared with it, the others with the
    /// digests that their entries commit to.
    package func verify(bundle: [UInt8], files: [FileDigests]) throws(VerificationReport.Refusal) -> ChainReport {
        let archive = try BundleVerifier.archive(bundle)
        for name in [ChainFile.readme, ChainFile.manifest, ChainFile.content] where archive[name] == nil {
            throw .missingFile(name)
        }
        let folders = try Self.folders(of: archive)
        guard let sealed = folders.seal else { throw .missingFile(ChainFile.seal) }
        let content = archive[ChainFile.content] ?? []
        let seal = try verifier.verify(
            archive: sealed, file: FileDigests(sha256: Digest.sha256(content), sm3: Digest.sm3(content)),
            kind: .chainSeal)
        var items: [ChainReport.Item] = []
        var fault: String?
        var compared: [FileDigests] = []
        for (folder, item) in folders.items {
            let opening = item[BundleFile.opening].flatMap { Opening(decoding: $0) }
            let metadata = opening.flatMap { WorkMetadata(decoding: $0.meta) }
            let stated = opening.flatMap { opening in
                metadata.map { FileDigests(sha256: opening.sha256, sm3: $0.sm3) }
            }
            let file = files.first { $0 == stated }
            if let file { compared.append(file) }
            let nothing = FileDigests(
                sha256: [UInt8](repeating: 0, count: FileDigests.byteCount),
                sm3: [UInt8](repeating: 0, count: FileDigests.byteCount))
            let report = verifier.report(
                try verifier.verify(archive: item, file: file ?? stated ?? nothing, kind: .work), on: item,
                beside: sealed)
            let sequence = report.statement.sequence ?? 0
            items.append(ChainReport.Item(sequence: sequence, report: report, isFileCompared: file != nil))
            if metadata.map({ ChainFile.item(sequence, $0.number) }) != folder {
                fault = fault ?? "\(folder) is another item"
            }
            if sealed[BundleFile.chainLeaf(sequence)] != item[BundleFile.leaf] {
                fault = fault ?? "\(folder) is not the chain's entry \(sequence)"
            }
        }
        if Set(items.map(\.sequence)).count != items.count { fault = fault ?? "an entry has two items" }
        let entries = sealed.entries.filter { $0.name.hasPrefix(BundleFile.chainFolder) }
            .compactMap { Leaf(decoding: $0.bytes) }
        let earlierSeals = entries.count { $0.kind == .chainSeal }
        var erased: [ChainReport.Erased] = []
        do throws(ErasureExamination.Fault) {
            erased = try ErasureExamination(seal: sealed, files: folders.erased).found()
        } catch {
            fault = fault ?? error.reason
        }
        if let both = erased.first(where: { one in items.contains { $0.sequence == one.sequence } }) {
            fault = fault ?? "entry \(both.sequence) is said to be erased and is here"
        }
        // Only works have a bundle of their own; what was erased may have been a seal too.
        let works = entries.filter { $0.kind == .work }.map(\.sequence)
        let length = Leaf(decoding: sealed[BundleFile.leaf] ?? []).map(\.sequence) ?? 0
        if length > 0, sealed[BundleFile.chainLeaf(0)] == nil { fault = fault ?? "the chain's beginning is not shown" }
        return ChainReport(
            isListed: ChainFile.manifest(of: archive.entries) == archive[ChainFile.manifest]
                && archive.entries.allSatisfy(\.isIntact), seal: seal, items: items, fault: fault,
            earlierSeals: earlierSeals, erased: erased,
            absentWorks: works.count - items.count - erased.count { works.contains($0.sequence) },
            strangers: files.count { !compared.contains($0) })
    }

    /// The archive taken apart by its folders; a file that stands elsewhere is refused.
    private static func folders(
        of archive: ZipArchive
    ) throws(VerificationReport.Refusal) -> (
        seal: ZipArchive?, items: [(folder: String, archive: ZipArchive)], erased: [ZipArchive.Entry]
    ) {
        var seal: [ZipArchive.Entry] = []
        var erased: [ZipArchive.Entry] = []
        var items: [(folder: String, entries: [ZipArchive.Entry])] = []
        for entry in archive.entries {
            switch entry.name {
            case ChainFile.readme, ChainFile.manifest, ChainFile.content: continue
            default: break
            }
            if entry.name.hasPrefix(ChainFile.seal) {
                seal.append(Self.entry(entry, below: ChainFile.seal))
                continue
            }
            if entry.name.hasPrefix(ChainFile.erased) {
                erased.append(entry)
                continue
            }
            let parts = entry.name.split(separator: "/", maxSplits: 2)
            guard entry.name.hasPrefix(ChainFile.items), parts.count == 3 else { throw .unknownFile(entry.name) }
            let folder = "\(parts[0])/\(parts[1])/"
            if items.last?.folder != folder { items.append((folder, [])) }
            items[items.count - 1].entries.append(Self.entry(entry, below: folder))
        }
        return (
            seal.isEmpty ? nil : ZipArchive(entries: seal),
            items.map { ($0.folder, ZipArchive(entries: $0.entries)) }, erased
        )
    }

    private static func entry(_ entry: ZipArchive.Entry, below folder: String) -> ZipArchive.Entry {
        ZipArchive.Entry(
            name: String(entry.name.dropFirst(folder.count)), bytes: entry.bytes, isIntact: entry.isIntact)
    }
}
