internal import MeshCrypto
internal import MeshDocument
package import MeshKernel

/// An old bundle, of one work or of a whole chain, that is carried forward: everything in it stays as it is, and
/// checkpoints that others timed since come beside it. A chain is carried by the bundle of its seal, under whose checkpoint
/// all of it stands.
package struct BundleRenewal: Sendable {
    /// Why a bundle cannot be renewed.
    package enum Failure: Error, Sendable, Equatable {
        /// Not a bundle, or one whose proof, token or metadata cannot be read; says what.
        case unreadable(String)
        /// The new archive would be too large.
        case tooLarge
    }

    /// What a bundle was renewed with before.
    private struct Last {
        /// The name of the newest renewal.
        let name: TimedName
        /// Its size.
        let size: UInt64
        /// Size of the checkpoint that it was proven from.
        let baseSize: UInt64
    }

    /// The bundle's public number.
    package let number: EvidenceNumber
    /// The log's name, as the bundle states it.
    package let origin: String
    /// Size of the checkpoint in the bundle's proof.
    package let size: UInt64
    /// The entry's place in the log.
    package let index: UInt64
    /// The time in the bundle's token.
    package let tokenTime: WallTime
    /// The digests that the bundle says the file has; of a chain, those of its `chain.json`.
    package let digests: FileDigests
    /// SHA-256 of `opening.json`, which only who has the bundle knows.
    package let openingDigest: [UInt8]
    /// Whether it is a whole chain.
    package let isChain: Bool
    private let last: Last?
    /// All of the archive.
    private let whole: ZipArchive
    /// The bundle that is carried forward: all of the archive, or the seal's part of it.
    private let archive: ZipArchive

    /// Size of the checkpoint from which the next renewal is to be proven; 0 when it is the bundle's own.
    package var renewedSize: UInt64 {
        guard let last else { return 0 }
        return last.name == TimedName.renewals.last ? last.baseSize : last.size
    }

    /// Reads what a log must know to renew the bundle; says nothing about whether it holds.
    package init(_ bundle: [UInt8]) throws(Failure) {
        do throws(ZipError) {
            whole = try ZipArchive(reading: bundle, bounds: .large)
        } catch {
            throw .unreadable("it is not an archive that is safe to open")
        }
        isChain = whole[ChainFile.content] != nil
        let folder = isChain ? ChainFile.seal : ""
        archive = isChain ? whole.folder(folder) : whole
        guard let proof = archive[BundleFile.proof].flatMap({ try? LogProof(parsing: $0) }),
            let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: proof.checkpoint).text),
            proof.inclusion.index < checkpoint.size
        else { throw .unreadable(folder + BundleFile.proof) }
        guard let token = BundleToken(archive[BundleFile.token] ?? []) else {
            throw .unreadable(folder + BundleFile.token)
        }
        guard let bytes = archive[BundleFile.opening], let opening = Opening(decoding: bytes),
            let metadata = WorkMetadata(decoding: opening.meta)
        else { throw .unreadable(folder + BundleFile.opening) }
        number = metadata.number
        origin = checkpoint.origin
        size = checkpoint.size
        index = proof.inclusion.index
        tokenTime = token.time
        digests = FileDigests(sha256: opening.sha256, sm3: metadata.sm3)
        openingDigest = Digest.sha256(bytes)
        var last: Last?
        for name in TimedName.renewals {
            guard let note = archive[BundleFile.timedCheckpoint(name)] else { continue }
            guard let timed = try? Checkpoint(parsing: SignedNote(parsing: note).text) else {
                throw .unreadable(folder + BundleFile.timedCheckpoint(name))
            }
            last = Last(name: name, size: timed.size, baseSize: last?.size ?? checkpoint.size)
        }
        self.last = last
    }

    /// The bundle with `checkpoints`: those around the entry in the places of what it had there, a later one after those
    /// that it had. One of the size of the last brings what was said about that since. The rest stays byte for byte.
    package func bundle(with checkpoints: [TimedCheckpoint]) throws(Failure) -> [UInt8] {
        var added: [(name: String, bytes: [UInt8])] = []
        var replaced: Set<String> = []
        for checkpoint in checkpoints {
            let name = try name(of: checkpoint)
            var files = checkpoint.files(as: name)
            if let last, name == last.name, checkpoint.place == .renewed,
                size(of: checkpoint) == last.size, let kept = archive[BundleFile.timedConsistency(name)]
            {
                // It was asked for from its own size, and stays proven from the one before it.
                files = files.map { $0.name == BundleFile.timedConsistency(name) ? ($0.name, kept) : $0 }
            }
            added += files
            replaced.formUnion(BundleFile.timedEndings.map { BundleFile.intervalFolder + name.stem + $0 })
        }
        var files = archive.entries.filter { $0.name != BundleFile.manifest && !replaced.contains($0.name) }
        files += added.map { ZipArchive.Entry(name: $0.name, bytes: $0.bytes) }
        let manifest = BundleManifest(number: number, files: files)
        files.insert(ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded), at: min(1, files.count))
        do throws(ZipError) {
            guard isChain else { return try ZipArchive(entries: files).encoded() }
            return try chain(with: files).encoded(bounds: .large)
        } catch {
            throw .tooLarge
        }
    }

    /// The chain's archive with these files in the seal's folder, under a list of all of them.
    private func chain(with seal: [ZipArchive.Entry]) -> ZipArchive {
        var files: [ZipArchive.Entry] = []
        var isPlaced = false
        for entry in whole.entries {
            guard entry.name.hasPrefix(ChainFile.seal) else {
                files.append(entry)
                continue
            }
            if isPlaced { continue }
            isPlaced = true
            files += seal.map { ZipArchive.Entry(name: ChainFile.seal + $0.name, bytes: $0.bytes) }
        }
        let manifest = ChainFile.manifest(of: files, form: ChainForm(of: whole))
        return ZipArchive(
            entries: files.map { entry in
                entry.name == ChainFile.manifest ? ZipArchive.Entry(name: entry.name, bytes: manifest) : entry
            })
    }

    private func name(of checkpoint: TimedCheckpoint) throws(Failure) -> TimedName {
        switch checkpoint.place {
        case .before: return .before
        case .after: return .after
        case .renewed:
            guard let last else { return .renewal(1) }
            if size(of: checkpoint) == last.size { return last.name }
            guard let place = TimedName.renewals.firstIndex(of: last.name) else { return last.name }
            return TimedName.renewals[min(place + 1, TimedName.renewals.count - 1)]
        }
    }

    private func size(of checkpoint: TimedCheckpoint) -> UInt64? {
        (try? Checkpoint(parsing: SignedNote(parsing: checkpoint.note).text))?.size
    }
}

extension ZipArchive {
    /// The files below a folder, under their names within it.
    func folder(_ folder: String) -> ZipArchive {
        ZipArchive(
            entries: entries.filter { $0.name.hasPrefix(folder) }.map {
                Entry(name: String($0.name.dropFirst(folder.count)), bytes: $0.bytes, isIntact: $0.isIntact)
            })
    }
}
