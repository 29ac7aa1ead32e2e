internal import MeshCrypto
internal import MeshDocument
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
    func verify(
        archive: ZipArchive, file: FileDigests, kind: LeafKind
    ) throws(VerificationReport.Refusal) -> VerificationReport {
        for name in BundleFile.required where archive[name] == nil { throw .missingFile(name) }
        for entry in archive.entries where !BundleFile.isKnown(entry.name) { throw .unknownFile(entry.name) }
        var examination = BundleExamination(
            archive: archive, file: file, kind: kind, trust: trust, requiredWitnesses: requiredWitnesses)
        return examination.report()
    }

    static func archive(_ bundle: [UInt8]) throws(VerificationReport.Refusal) -> ZipArchive {
        do {
            return try ZipArchive(reading: bundle)
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
