/// What an authority answered (RFC 3161, section 2.4.2): a status and, when it granted the request, a token.
package struct TimestampResponse: Sendable, Equatable {
    /// Bounds of one answer.
    package enum Limits {
        /// Larger answers are refused unread: a token with a chain of certificates takes a few thousand bytes.
        package static let responseBytesMax = 65_536
    }

    /// PKIStatus; 0 is granted, 1 granted with modifications.
    package let status: Int
    /// The first failure bit set, e.g. 14 for `timeNotAvailable`; nil when granted.
    package let failure: Int?
    /// The DER TimeStampToken (a CMS ContentInfo), exactly as it stands in the response; nil for a refusal.
    package let token: [UInt8]?
    /// Whether the bytes are the one shortest encoding of a plain grant: status 0 without text, then the token.
    package let isPlainGrant: Bool

    /// Reads the outside of a response; the token itself is read by `TimestampToken`.
    package init(der: [UInt8]) throws(TimestampError) {
        guard der.count <= Limits.responseBytesMax else { throw .malformed("larger than any response") }
        guard let outer = DER.read(der[...]), outer.tag == DER.sequence, outer.whole.count == der.count,
            let info = DER.read(outer.contents), info.tag == DER.sequence,
            let status = DER.read(info.contents), status.tag == DER.integer, status.contents.count == 1,
            let value = status.contents.first, value <= 5
        else { throw .malformed("not a TimeStampResp") }
        self.status = Int(value)
        failure = Self.failureBit(info.contents[status.whole.endIndex...])

        let rest = outer.contents[info.whole.endIndex...]
        if rest.isEmpty {
            token = nil
        } else {
            guard let content = DER.read(rest), content.tag == DER.sequence, content.whole.count == rest.count else {
                throw .malformed("something other than one token follows the status")
            }
            token = Array(content.whole)
        }
        guard (token != nil) == (value <= 1) else { throw .malformed("status and token disagree") }
        isPlainGrant = value == 0 && info.contents.count == 3
    }

    /// The token of a granted response; a refusal is thrown as what it is.
    package func granted() throws(TimestampError) -> [UInt8] {
        guard let token else {
            if failure == Self.timeNotAvailable { throw .timeNotAvailable }
            throw .refused(status: status, failure: failure)
        }
        return token
    }

    /// The one shortest encoding of a plain grant around `token`, the DER of a TimeStampToken: what an authority says beside
    /// its token, in words of its own, is signed by nobody.
    package static func plainGrant(of token: [UInt8]) -> [UInt8] {
        DER.element(DER.sequence, DER.element(DER.sequence, DER.unsigned([0])) + token)
    }

    /// RFC 3161's bit for a clock that cannot be vouched for.
    package static let timeNotAvailable = 14

    private static func failureBit(_ rest: ArraySlice<UInt8>) -> Int? {
        var rest = rest
        while let element = DER.read(rest) {
            if element.tag == DER.bitString, element.contents.count >= 2 {
                for (index, byte) in element.contents.dropFirst().enumerated() where byte != 0 {
                    return index * 8 + byte.leadingZeroBitCount
                }
            }
            rest = rest[element.whole.endIndex...]
        }
        return nil
    }
}
