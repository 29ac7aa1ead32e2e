internal import Logging
internal import MeshDocument
internal import Synchronization

/// Makes the certificates that go with bundles.
final class CertificatePress: Sendable {
    private let publicBase: PublicBase?
    private let logger: Logger
    /// What was last told to the operator, so that it is told once.
    private let lastReason = Mutex<String?>(nil)

    init(publicBase: PublicBase?, logger: Logger) {
        self.publicBase = publicBase
        self.logger = logger
    }

    /// Some milliseconds of work, so not for an event loop. A machine without fonts or libraries gives a bundle that
    /// says so: the certificate is not evidence, and what is must not wait for it.
    func certificate(of bundle: Bundle) -> BundleCertificate {
        do {
            let document = try EvidenceCertificate(of: bundle, publicBase: publicBase).document()
            let bytes = try document.printed()
            lastReason.withLock { $0 = nil }
            return .made(bytes)
        } catch let error as PDFError {
            return missing("\(error)")
        } catch {
            return missing("a part of the bundle cannot be read")
        }
    }

    private func missing(_ reason: String) -> BundleCertificate {
        let isNew = lastReason.withLock { last in
            defer { last = reason }
            return last != reason
        }
        if isNew { logger.warning("no certificate in bundles: \(reason)") }
        return .missing(reason: reason)
    }
}
