package import MeshCrypto
package import MeshKernel

/// The other side's half of Standard Webhooks: whether a call is what its sender signed, and is of now. For receivers in
/// this language, and to hold our own calls against.
package enum WebhookVerifier: Sendable {
    /// The secret of `v1`.
    case shared([UInt8])
    /// The public key of `v1a`.
    case key(VerifyingKey)

    /// Reads `whsec_…` or `whpk_…`; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("whsec_"), let bytes = Base64.decode(text.dropFirst(6)),
            (WebhookSecret.Limits.sharedBytesMin...WebhookSecret.Limits.sharedBytesMax).contains(bytes.count)
        {
            self = .shared(bytes)
        } else if text.hasPrefix("whpk_"), let bytes = Base64.decode(text.dropFirst(5)),
            let key = VerifyingKey(rawBytes: bytes)
        {
            self = .key(key)
        } else {
            return nil
        }
    }

    /// Whether one of `signatures` is this secret's over the call, and the call's time lies within five minutes of `now`.
    package func accepts(
        id: String, timestamp: String, signatures: String, body: [UInt8], now: WallTime
    ) -> Bool {
        guard let seconds = Int64(timestamp), (0...253_402_300_799).contains(seconds),
            abs(now.milliseconds / 1_000 - seconds) <= WebhookCall.Limits.toleranceSeconds
        else { return false }
        let content = WebhookCall.content(id: id, timestamp: seconds, body: body)
        return signatures.split(separator: " ").prefix(WebhookCall.Limits.signaturesMax).contains { signature in
            let parts = signature.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, let bytes = Base64.decode(parts[1]) else { return false }
            switch self {
            case .shared(let secret):
                return parts[0] == WebhookSecret.Kind.shared.rawValue
                    && ConstantTime.areEqual(bytes, Digest.hmacSHA256(key: secret, content))
            case .key(let key):
                return parts[0] == WebhookSecret.Kind.key.rawValue && key.verify(bytes, of: content)
            }
        }
    }
}
