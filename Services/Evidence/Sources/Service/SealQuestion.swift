internal import MeshCrypto
internal import MeshKernel

/// What somebody asks about.
package enum SealQuestion: Sendable, Equatable {
    /// As on the certificate.
    case number(EvidenceNumber)
    /// 32 bytes.
    case sha256([UInt8])
    /// 32 bytes.
    case sm3([UInt8])
    /// Both digests of one file.
    case file(FileDigests)

    /// About a number as people write it.
    init(number text: String) throws(EvidenceError) {
        guard let number = EvidenceNumber(text) else { throw .invalidEvidenceReference(field: "number") }
        self = .number(number)
    }

    /// About a digest.
    init(sha256 digest: [UInt8]) throws(EvidenceError) {
        guard digest.count == FileDigests.byteCount else { throw .invalidDigestQuestion(field: "sha256") }
        self = .sha256(digest)
    }

    /// About a digest.
    init(sm3 digest: [UInt8]) throws(EvidenceError) {
        guard digest.count == FileDigests.byteCount else { throw .invalidDigestQuestion(field: "sm3") }
        self = .sm3(digest)
    }

    /// About what stands behind the question mark of an address: `sha256=` or `sm3=` and 64 hexadecimal digits, and
    /// nothing else.
    init(query: String?) throws(EvidenceError) {
        let pairs = (query ?? "").split(separator: "&", maxSplits: 1, omittingEmptySubsequences: false)
        guard pairs.count == 1, let pair = pairs.first, let equals = pair.firstIndex(of: "=") else {
            throw .missingQuestion
        }
        let value = pair[pair.index(after: equals)...]
        let digest = value.utf8.count == 2 * FileDigests.byteCount ? Hexadecimal.decode(String(value)) : nil
        switch pair[..<equals] {
        case "sha256": try self.init(sha256: digest ?? [])
        case "sm3": try self.init(sm3: digest ?? [])
        default: throw .missingQuestion
        }
    }
}
