internal import MeshCrypto
package import MeshDocument
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
        try BundleVerifier.names(bundle).contains(ChainFile.content)
    }

    /// Checks seal, items and their order. Items whose file is among `files` are compared with it, the others with the
    /// digests that their entries commit to.
    package func verify(bundle: [UInt8], files: [FileDigests]) throws(VerificationReport.Refusal) -> ChainReport {
        try verify(archive: BundleVerifier.archive(bundle, bounds: .large), files: files)
    }

    /// Checks the files of such an archive.
    package func verify(archive: ZipArchive, files: [FileDigests]) throws(VerificationReport.Refusal) -> ChainReport {
        try report(on: archive, files: files, isBrief: false)
    }

    /// Whether the report on these files would be proven. Looks no further than the seal or the item that is not, for
    /// whoever has many to look at.
    package func proves(archive: ZipArchive) -> Bool {
        do throws(VerificationReport.Refusal) {
            return try report(on: archive, files: [], isBrief: true).isProven
        } catch {
            return false
        }
    }

    /// A brief report ends with the first thing that keeps it from being proven.
    private func report(
        on archive: ZipArchive, files: [FileDigests], isBrief: Bool
    ) throws(VerificationReport.Refusal) -> ChainReport {
        for name in [ChainFile.readme, ChainFile.manifest, ChainFile.content] where archive[name] == nil {
            throw .missingFile(name)
        }
        let folders = try ChainFolders(archive)
        guard let sealed = folders.seal else { throw .missingFile(ChainFile.seal) }
        let content = archive[ChainFile.content] ?? []
        let isListed =
            ChainFile.manifest(of: archive.entries, form: folders.form) == archive[ChainFile.manifest]
            && archive.entries.allSatisfy(\.isIntact)
        guard isListed || !isBrief else {
            return ChainReport(
                isListed: false, seal: VerificationReport(steps: [], statement: VerificationReport.Statement()),
                items: [], fault: nil, earlierSeals: 0, absentWorks: 0, strangers: 0)
        }
        let seal = try verifier.verify(
            archive: sealed, file: FileDigests(sha256: Digest.sha256(content), sm3: Digest.sm3(content)),
            kind: .chainSeal)
        var items: [ChainReport.Item] = []
        var fault = folders.fault
        var compared: [FileDigests] = []
        for item in folders.items where !isBrief || seal.isProven && items.last?.report.isProven != false {
            let (metadata, stated) = Self.stated(item.archive)
            let file = files.first { $0 == stated }
            if let file { compared.append(file) }
            let found = try report(on: item, of: folders, file: file ?? stated ?? Self.nothing, isListed: isListed)
            let report = verifier.report(found, on: item.archive, beside: sealed)
            let sequence = report.statement.sequence ?? 0
            items.append(ChainReport.Item(sequence: sequence, report: report, isFileCompared: file != nil))
            if metadata.map({ ChainFile.item(sequence, $0.number) }) != item.folder {
                fault = fault ?? "\(item.folder) is another item"
            }
            if sealed[BundleFile.chainLeaf(sequence)] != item.archive[BundleFile.leaf] {
                fault = fault ?? "\(item.folder) is not the chain's entry \(sequence)"
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
        let settings = SettingsExamination(
            files: folders.settings, seal: seal.statement.metadata,
            items: items.compactMap(\.report.statement.metadata))
        fault = fault ?? settings.fault
        // Only works have a bundle of their own; what was erased may have been a seal too.
        let works = Set(entries.filter { $0.kind == .work }.map(\.sequence))
        let length = Leaf(decoding: sealed[BundleFile.leaf] ?? []).map(\.sequence) ?? 0
        if length > 0, sealed[BundleFile.chainLeaf(0)] == nil { fault = fault ?? "the chain's beginning is not shown" }
        return ChainReport(
            isListed: isListed, seal: seal, items: items, fault: fault, earlierSeals: earlierSeals, erased: erased,
            absentWorks: works.count - items.count - erased.count { works.contains($0.sequence) },
            strangers: files.count { !compared.contains($0) }, settings: settings.shown,
            missingSettings: settings.missing, omittedTimes: folders.omittedTimes,
            unprovenFiles: folders.unprovenFiles)
    }

    /// An item that is a whole bundle has what every bundle has; of one that is not, the rest stands elsewhere.
    private func report(
        on item: ChainFolders.Item, of folders: ChainFolders, file: FileDigests, isListed: Bool
    ) throws(VerificationReport.Refusal) -> VerificationReport {
        switch folders.form {
        case .whole: try verifier.verify(archive: item.archive, file: file, kind: .work)
        case .shared: verifier.verify(item: item.archive, file: file, isListed: isListed)
        }
    }

    /// What an item says of itself and of its file.
    private static func stated(_ item: ZipArchive) -> (metadata: WorkMetadata?, file: FileDigests?) {
        guard let opening = item[BundleFile.opening].flatMap({ Opening(decoding: $0) }),
            let metadata = WorkMetadata(decoding: opening.meta)
        else { return (nil, nil) }
        return (metadata, FileDigests(sha256: opening.sha256, sm3: metadata.sm3))
    }

    /// Digests that no file has.
    private static let nothing = FileDigests(
        sha256: [UInt8](repeating: 0, count: FileDigests.byteCount),
        sm3: [UInt8](repeating: 0, count: FileDigests.byteCount))
}
