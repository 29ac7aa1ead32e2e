/// Who is at the other end, as its certificate says: `spiffe://<trust-domain>/<service>/<replica>`.
public struct PeerIdentity: Sendable, Hashable {
    /// The authority's realm, e.g. `colophon`: lower-case letters, digits, `.`, `-` and `_`.
    public let trustDomain: String
    /// The service, e.g. `evidence`.
    public let service: String
    /// Which of the service's replicas, e.g. `1`.
    public let replica: String

    /// Puts an identity together from parts that were checked elsewhere, or in a test.
    public init(trustDomain: String, service: String, replica: String) {
        self.trustDomain = trustDomain
        self.service = service
        self.replica = replica
    }

    /// Parses `uri`; nil unless it is exactly a trust domain and two path segments in the characters the SPIFFE ID
    /// standard allows (sections 2.1 and 2.2): no port, user, query, fragment, percent sign, empty or dotted segment.
    public init?(spiffe uri: String) {
        let scheme = "spiffe://"
        guard uri.utf8.count <= Limits.identityBytesMax, uri.hasPrefix(scheme) else { return nil }
        let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isTrustDomain(parts[0]), Self.isSegment(parts[1]), Self.isSegment(parts[2])
        else { return nil }
        self.init(trustDomain: String(parts[0]), service: String(parts[1]), replica: String(parts[2]))
    }

    /// The identity as a URI.
    public var uri: String { "spiffe://\(trustDomain)/\(service)/\(replica)" }

    private static func isTrustDomain(_ text: Substring) -> Bool {
        let bytes = text.utf8
        return (1...255).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func isSegment(_ text: Substring) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, text != ".", text != ".." else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

extension PeerIdentity: CustomStringConvertible {
    public var description: String { uri }
}
