internal import MeshCrypto
package import MeshDocument
internal import MeshKernel

/// Checks a proof bundle against a file, offline, with the verifier's own anchors.
package struct BundleVerifier: Sendable {
    private let trust: TrustAnchors
    private let requiredWitnesses: Int

    /// Believes `trust` alone; `requiredWitnesses` cosignatures must be reached, or the witness step fails.
    package init(trust: TrustAnchors, requiredWitnesses: Int = 0) {
        self.trust = trust
        self.requiredWitnesses = requiredWitnesses
    }

    /// Checks the bundle's bytes against the digests of the file that it is said to be about.
    package func verify(bundle: [UInt8], file: FileDigests) throws(VerificationReport.Refusal) -> VerificationReport {
        try verify(archive: Self.archive(bundle), file: file, kind: .work)
    }

    /// Checks the files of a bundle whose entry must be of this kind.
    package func verify(
        archive: ZipArchive, file: FileDigests, kind: LeafKind
    ) throws(VerificationReport.Refusal) -> VerificationReport {
        var examination = try examination(of: archive, file: file, kind: kind)
        return examination.report()
    }

    /// Whether the report on the files of a work's bundle would be proven. Looks no further than the first step that does
    /// not hold, for whoever has many to look at.
    package func proves(archive: ZipArchive, file: FileDigests) -> Bool {
        do throws(VerificationReport.Refusal) {
            var examination = try examination(of: archive, file: file, kind: .work)
            return examination.isProven()
        } catch {
            return false
        }
    }

    private func examination(
        of archive: ZipArchive, file: FileDigests, kind: LeafKind
    ) throws(VerificationReport.Refusal) -> BundleExamination {
        for name in BundleFile.required where archive[name] == nil { throw .missingFile(name) }
        for entry in archive.entries where !BundleFile.isKnown(entry.name) { throw .unknownFile(entry.name) }
        return BundleExamination(
            archive: archive, file: file, kind: kind, trust: trust, requiredWitnesses: requiredWitnesses)
    }

    /// Checks what a chain's archive holds of one item, put together as a bundle; `isListed` says whether the archive's own
    /// manifest lists its files. What is missing fails the step that wants it.
    func verify(item archive: ZipArchive, file: FileDigests, isListed: Bool) -> VerificationReport {
        var examination = BundleExamination(
            archive: archive, file: file, kind: .work, trust: trust, requiredWitnesses: requiredWitnesses,
            isListedElsewhere: isListed)
        return examination.report()
    }

    /// The report on an item of a chain with what the times beside the chain's seal say about it as well. The report as it
    /// is when the item's own times reach, or fail, or the two are not under one checkpoint.
    func report(
        _ report: VerificationReport, on item: ZipArchive, beside seal: ZipArchive
    ) -> VerificationReport {
        guard report.steps.first(where: { $0.name == .interval })?.outcome == .notReached,
            let proof = item[BundleFile.proof].flatMap({ try? LogProof(parsing: $0) }),
            let sealed = seal[BundleFile.proof].flatMap({ try? LogProof(parsing: $0) }),
            proof.checkpoint == sealed.checkpoint,
            let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: proof.checkpoint).text),
            let tokenTime = report.statement.timestampAt
        else { return report }
        do throws(IntervalExamination.Fault) {
            let finding = try IntervalExamination(
                archive: item, checkpoint: checkpoint, index: proof.inclusion.index, tokenTime: tokenTime, trust: trust
            ).finding(beside: seal)
            guard let finding else { return report }
            return report.with(.interval, (finding.isReached ? .passed : .notReached, finding.detail))
        } catch {
            switch error {
            case .broken(let reason): return report.with(.interval, (.failed, reason))
            }
        }
    }

    static func archive(
        _ bundle: [UInt8], bounds: ZipArchive.Bounds = .single
    ) throws(VerificationReport.Refusal) -> ZipArchive {
        do {
            return try ZipArchive(reading: bundle, bounds: bounds)
        } catch {
            throw .archive(describe(error))
        }
    }

    /// The names of the files of a bundle of one work, or of a whole chain.
    static func names(_ bundle: [UInt8]) throws(VerificationReport.Refusal) -> [String] {
        do {
            return try ZipArchive.names(reading: bundle, bounds: .large)
        } catch {
            throw .archive(describe(error))
        }
    }

    private static func describe(_ error: ZipError) -> String {
        switch error {
        case .tooLarge(let maximum): "larger than \(maximum) bytes"
        case .tooManyEntries(let maximum): "more than \(maximum) files"
        case .malformed(let what): what
        case .unsafeName: "a file name that is not safe"
        case .duplicateName(let name): "two files named \(name)"
        case .notStored(let name): "\(name) is compressed or encrypted"
        case .library(let reason): reason
        }
    }
}
