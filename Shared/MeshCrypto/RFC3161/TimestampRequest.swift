/// A query to a timestamp authority (RFC 3161, section 2.4.1), version 1, that asks for the signer's certificate.
package struct TimestampRequest: Sendable, Equatable {
    /// What made the digest.
    package let algorithm: TimestampDigest
    /// The digest to be timed, `algorithm.digestBytes` long.
    package let digest: [UInt8]
    /// Sixty-four random bits that the answer must repeat exactly.
    package let nonce: UInt64

    /// `digest` has the length of its algorithm's.
    package init(digest: [UInt8], algorithm: TimestampDigest = .sha256, nonce: UInt64) {
        precondition(digest.count == algorithm.digestBytes, "the digest's length is its algorithm's")
        self.algorithm = algorithm
        self.digest = digest
        self.nonce = nonce
    }

    /// DER of the TimeStampReq.
    package var encoded: [UInt8] {
        let certificateRequested: [UInt8] = [0x01, 0x01, 0xFF]
        let nonceBytes = (0..<8).map { UInt8(truncatingIfNeeded: nonce >> (56 - 8 * UInt64($0))) }
        return DER.element(
            DER.sequence,
            DER.unsigned([1]) + Self.imprint(digest, algorithm) + DER.unsigned(nonceBytes) + certificateRequested)
    }

    /// DER of a MessageImprint.
    static func imprint(_ digest: [UInt8], _ algorithm: TimestampDigest) -> [UInt8] {
        let identifier = DER.element(DER.objectIdentifier, algorithm.objectIdentifier)
        return DER.element(
            DER.sequence, DER.element(DER.sequence, identifier + DER.null) + DER.element(DER.octetString, digest))
    }
}
