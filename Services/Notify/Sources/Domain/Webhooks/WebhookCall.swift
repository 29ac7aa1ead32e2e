package import MeshKernel

/// One call of a webhook: its body, and the three headers by which the other side knows it is ours (Standard Webhooks
/// 1.0.0).
package struct WebhookCall: Sendable, Equatable {
    /// Bounds of calls.
    package enum Limits {
        /// The largest body; the specification proposes to stay near 20 KB.
        package static let bodyBytesMax = 20_480
        /// Signatures of one call: a secret and those that it has replaced.
        package static let signaturesMax = 4
        /// How long a secret that was replaced still signs beside the new one.
        package static let rotationHours: Int64 = 24
        /// How far the other side's clock may be away before it refuses a call: what the specification proposes.
        package static let toleranceSeconds: Int64 = 300
    }

    /// `webhook-id`: the message's identifier, the same in every attempt, by which the other side knows a repetition.
    package let id: Identifier
    /// `webhook-timestamp`: seconds since 1970 of this attempt.
    package let timestamp: Int64
    /// `webhook-signature`: one signature for each secret, with a space between.
    package let signatures: String
    /// What is posted, JSON.
    package let body: [UInt8]

    /// Signs `body` with each of `secrets`, the newest first.
    package init(id: Identifier, at time: WallTime, body: [UInt8], secrets: [WebhookSecret]) {
        self.id = id
        timestamp = time.milliseconds / 1_000
        self.body = body
        let content = Self.content(id: id.text, timestamp: timestamp, body: body)
        signatures = secrets.prefix(Limits.signaturesMax).map { $0.signature(of: content) }.joined(separator: " ")
    }

    /// The headers, name and value, in a fixed order.
    package var headers: [(name: String, value: String)] {
        [
            ("webhook-id", id.text), ("webhook-timestamp", "\(timestamp)"), ("webhook-signature", signatures),
        ]
    }

    /// What a signature is over: identifier, time and body with dots between.
    static func content(id: String, timestamp: Int64, body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }
}
