/// What a webhook's answer means for its message (Standard Webhooks 1.0.0).
package enum WebhookAnswer {
    /// The outcome of a call that was answered with this HTTP status; `retryAfterSeconds` is what the answer asked for.
    package static func outcome(status: Int, retryAfterSeconds: Int64? = nil) -> AttemptOutcome {
        switch status {
        case 200..<300: .delivered(reference: "")
        // Gone: nobody listens there any more, and the webhook is switched off.
        case 410: .gone(reason: "status 410")
        // A redirect is not followed: it could lead anywhere, and the address is its owner's to change.
        case 300..<400: .failed(reason: "status \(status), redirects are not followed", after: nil)
        case 429, 503:
            .failed(reason: "status \(status)", after: retryAfterSeconds.map { .seconds(max(0, $0)) })
        default: .failed(reason: "status \(status)", after: nil)
        }
    }
}
