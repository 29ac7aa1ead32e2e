import Evidence
import Testing

/// The places in what others say about a checkpoint that nobody signs. Whoever changes a byte there makes a statement
/// of somebody unknown, which counts for nothing, or changes nothing.
enum UnsignedParts {
    /// Of a signed note: the key id in every line, and in those of witnesses the name. A line of an unknown key is
    /// passed over (c2sp.org/signed-note). In base64 the four bytes of an id take six characters.
    static func note(_ bytes: [UInt8], log: String) throws -> Set<Int> {
        let blank = try #require(bytes.indices.dropLast().last { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        var found: Set<Int> = []
        var start = blank + 2
        while start < bytes.count {
            let end = try #require(bytes[start...].firstIndex(of: 0x0A))
            let name = try #require(bytes[start..<end].firstIndex(of: 0x20)) + 1
            let key = try #require(bytes[name..<end].firstIndex(of: 0x20)) + 1
            found.formUnion(key..<key + 6)
            if !bytes[name..<key - 1].elementsEqual(log.utf8) { found.formUnion(name..<key - 1) }
            start = end + 1
        }
        return found
    }

    /// Of a TimeStampResp: in its SignedData (RFC 5652, section 5) the versions, the names of algorithms, and the
    /// copies of certificates.
    static func token(_ bytes: [UInt8]) throws -> Set<Int> {
        let response = try children(of: try element(bytes, at: 0), in: bytes)
        let content = try children(of: response[1], in: bytes)
        let signed = try children(of: try children(of: content[1], in: bytes)[0], in: bytes)
        let signer = try children(of: try children(of: signed[4], in: bytes)[0], in: bytes)
        try #require(signed.map(\.tag) == [0x02, 0x31, 0x30, 0xA0, 0x31])
        try #require(signer.map(\.tag) == [0x02, 0x30, 0x30, 0xA0, 0x30, 0x04])
        let parts = [
            signed[0].contents, signed[1].whole, signed[3].contents, signer[0].contents, signer[1].whole,
            signer[2].whole, signer[4].whole,
        ]
        // Flipping the bit of a constructed element in the tag of a SET changes nothing: OpenSSL does not look at it there,
        // and takes the signature over the attributes as they are encoded by the rules.
        let attributes = try children(of: signer[3], in: bytes).map { try children(of: $0, in: bytes)[1] }
        let sets = ([signed[3], signed[4], signer[3]] + attributes).map(\.whole.lowerBound).filter { $0 % 8 == 5 }
        return parts.reduce(into: Set(sets)) { $0.formUnion($1) }
    }

    private struct Element {
        let tag: UInt8
        let contents: Range<Int>
        let whole: Range<Int>
    }

    private static func element(_ bytes: [UInt8], at start: Int) throws -> Element {
        let first = Int(bytes[start + 1])
        let count = first < 0x80 ? 0 : first & 0x7F
        let length = count == 0 ? first : bytes[start + 2..<start + 2 + count].reduce(0) { $0 << 8 | Int($1) }
        let contents = start + 2 + count
        try #require(contents + length <= bytes.count)
        return Element(
            tag: bytes[start], contents: contents..<contents + length, whole: start..<contents + length)
    }

    private static func children(of parent: Element, in bytes: [UInt8]) throws -> [Element] {
        var found: [Element] = []
        var place = parent.contents.lowerBound
        while place < parent.contents.upperBound {
            let next = try element(bytes, at: place)
            found.append(next)
            place = next.whole.upperBound
        }
        return found
    }
}
