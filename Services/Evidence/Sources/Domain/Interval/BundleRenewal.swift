internal import MeshDocument
package import MeshKernel

/// An old bundle that is carried forward: everything in it stays as it is, and checkpoints that others timed since come
/// beside it.
package struct BundleRenewal: Sendable {
    /// Why a bundle cannot be renewed.
    package enum Failure: Error, Sendable, Equatable {
        /// Not a bundle, or one whose proof, token or metadata cannot be read; says what.
        case unreadable(String)
        /// The new archive would be too large.
        case tooLarge
    }

    /// The bundle's public number.
    package let number: EvidenceNumber
    /// Size of the checkpoint in the bundle's proof.
    package let size: UInt64
    /// The entry's place in the log.
    package let index: UInt64
    /// The time in the bundle's token.
    package let tokenTime: WallTime
    /// The digests that the bundle says the file has.
    package let digests: FileDigests
    private let archive: ZipArchive

    /// Reads what a log must know to renew the bundle; says nothing about whether it holds.
    package init(_ bundle: [UInt8]) throws(Failure) {
        do throws(ZipError) {
            archive = try ZipArchive(reading: bundle)
        } catch {
            throw .unreadable("it is not an archive that is safe to open")
        }
        guard let proof = archive[BundleFile.proof].flatMap({ try? LogProof(parsing: $0) }),
            let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: proof.checkpoint).text),
            proof.inclusion.index < checkpoint.size
        else { throw .unreadable(BundleFile.proof) }
        guard let token = BundleToken(archive[BundleFile.token] ?? []) else { throw .unreadable(BundleFile.token) }
        guard let opening = archive[BundleFile.opening].flatMap({ Opening(decoding: $0) }),
            let metadata = WorkMetadata(decoding: opening.meta)
        else { throw .unreadable(BundleFile.opening) }
        number = metadata.number
        size = checkpoint.size
        index = proof.inclusion.index
        tokenTime = token.time
        digests = FileDigests(sha256: opening.sha256, sm3: metadata.sm3)
    }

    /// The bundle with `checkpoints` in the places of what it had there; the rest stays byte for byte.
    package func bundle(with checkpoints: [TimedCheckpoint]) throws(Failure) -> [UInt8] {
        let places = checkpoints.map { BundleFile.intervalFolder + $0.place.rawValue }
        var files = archive.entries.filter { entry in
            entry.name != BundleFile.manifest
                && !places.contains { entry.name.hasPrefix($0 + ".") || entry.name.hasPrefix($0 + "-") }
        }
        for (name, bytes) in checkpoints.flatMap(\.files) {
            files.append(ZipArchive.Entry(name: name, bytes: bytes))
        }
        let manifest = BundleManifest(number: number, files: files)
        files.insert(ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded), at: min(1, files.count))
        do throws(ZipError) {
            return try ZipArchive(entries: files).encoded()
        } catch {
            throw .tooLarge
        }
    }
}
