internal import MeshCrypto
package import MeshKernel

/// A request to one of Alibaba Cloud's RPC-style interfaces, signed as its signature V3 (`ACS3-HMAC-SHA256`) says:
/// parameters in the query, an empty body.
package struct AliyunRequest: Sendable, Equatable {
    /// A key of the provider's and its secret.
    package struct Credential: Sendable {
        /// The key's identifier, which is sent.
        package let id: String
        /// The secret, which is not.
        package let secret: String

        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// Its host, e.g. `dysmsapi.aliyuncs.com`.
    package let host: String
    /// The query, names and values encoded, in the order of the names.
    package let query: String
    /// Every header, the signature last.
    package let headers: [(name: String, value: String)]

    /// Signs a call of `action` in the interface's `version`. `nonce` is any text that is never used twice.
    package init(
        action: String, version: String, host: String, parameters: [String: String], at time: WallTime, nonce: String,
        credential: Credential
    ) {
        self.host = host
        query = parameters.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        let bodyDigest = Hexadecimal.encode(Digest.sha256([] as [UInt8]))
        let signed = [
            (name: "host", value: host), (name: "x-acs-action", value: action),
            (name: "x-acs-content-sha256", value: bodyDigest), (name: "x-acs-date", value: Self.date(time)),
            (name: "x-acs-signature-nonce", value: nonce), (name: "x-acs-version", value: version),
        ]
        let names = signed.map(\.name).joined(separator: ";")
        let canonical = [
            "POST", "/", query, signed.map { "\($0.name):\($0.value)\n" }.joined(), names, bodyDigest,
        ].joined(separator: "\n")
        let toSign = "ACS3-HMAC-SHA256\n" + Hexadecimal.encode(Digest.sha256(Array(canonical.utf8)))
        let signature = Hexadecimal.encode(Digest.hmacSHA256(key: Array(credential.secret.utf8), Array(toSign.utf8)))
        let authorization =
            "ACS3-HMAC-SHA256 Credential=\(credential.id),SignedHeaders=\(names),Signature=\(signature)"
        headers = signed + [(name: "Authorization", value: authorization)]
    }

    package static func == (left: AliyunRequest, right: AliyunRequest) -> Bool {
        left.host == right.host && left.query == right.query
            && left.headers.map { [$0.name, $0.value] } == right.headers.map { [$0.name, $0.value] }
    }

    /// Everything but letters, digits and `-_.~` in percent signs (RFC 3986, section 2.3).
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return encoded
    }

    /// A moment in UTC to the second, `2023-10-26T10:22:32Z`.
    private static func date(_ time: WallTime) -> String {
        let day = CivilDate(time)
        let seconds = time.millisecondsOfDay / 1_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day.year)-\(two(day.month))-\(two(day.day))"
            + "T\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }
}
