package import MeshKernel
package import MeshRuntime

/// Calls webhooks: a signed POST, no redirects, and no address of a private network however its name is spelt. The name
/// is looked up once, every address that it leads to is judged, and the call goes to one that was, so that a name that
/// changes its mind in between leads nowhere else.
package struct WebhookProvider: DeliveryProvider {
    private let policy: WebhookAddress.Policy
    private let exchanges: OffloadPool
    private let time: any TimeSource
    private let timeoutMilliseconds: Int64

    /// `exchanges` has threads that may wait.
    package init(
        policy: WebhookAddress.Policy, exchanges: OffloadPool, time: any TimeSource,
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) {
        self.policy = policy
        self.exchanges = exchanges
        self.time = time
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    package var name: String { "webhook" }
    package var canLookUp: Bool { true }

    /// A repetition bears the same `webhook-id`, by which the other side knows it: an attempt without an end may be made
    /// again.
    package func lookUp(_ parcel: Parcel) async -> LookUp { .report(.neverSeen) }

    package func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        guard let endpoint = parcel.webhook, !endpoint.secrets.isEmpty else {
            return .gone(reason: "there is no such webhook")
        }
        let call = WebhookCall(
            id: parcel.message.id, at: time.wall(), body: Self.body(of: parcel.message), secrets: endpoint.secrets)
        do throws(OffloadError<Never>) {
            return try await exchanges.run { [policy, timeoutMilliseconds] () throws(Never) in
                Self.exchange(
                    call, with: endpoint.address, policy: policy, timeoutMilliseconds: timeoutMilliseconds)
            }
        } catch {
            return .failed(reason: "no thread was free", after: nil)
        }
    }

    private static func exchange(
        _ call: WebhookCall, with address: WebhookAddress, policy: WebhookAddress.Policy, timeoutMilliseconds: Int64
    ) -> AttemptOutcome {
        var pinned: String?
        if !policy.allowsPrivate {
            if let literal = NetworkAddress(address.host) {
                guard literal.isPublic else { return .failed(reason: "a private address", after: nil) }
            } else {
                let found = HostAddresses.lookUp(address.host)
                guard !found.isEmpty else { return .failed(reason: "the host's name leads nowhere", after: nil) }
                // One private address among public ones is enough of a trap.
                guard found.allSatisfy({ NetworkAddress(bytes: $0)?.isPublic == true }) else {
                    return .failed(reason: "the host's name leads to a private address", after: nil)
                }
                pinned = found.first.map { HostAddresses.text(of: $0) }
            }
        }
        do throws(HTTPRequest.Failure) {
            let answer = try HTTPRequest(
                posting: call.body, as: "application/json", to: address.text,
                timeoutMilliseconds: timeoutMilliseconds, answerBytesMax: Limits.answerBytesMax,
                cutsAnswer: true,
                headers: call.headers.map { HTTPRequest.Header(name: $0.name, value: $0.value) },
                pinned: pinned.map { HTTPRequest.Pin(host: address.host, port: address.port, address: $0) }
            ).send()
            return WebhookAnswer.outcome(status: answer.status, retryAfterSeconds: answer.retryAfterSeconds)
        } catch {
            switch error {
            case .timedOut: return .failed(reason: "no answer in time", after: nil)
            case .answerTooLarge: return .failed(reason: "the answer is too large", after: nil)
            case .unreachable: return .failed(reason: "unreachable", after: nil)
            }
        }
    }

    /// What is posted: type, time and data, as the specification proposes.
    static func body(of message: Message) -> [UInt8] {
        var json = JSONText()
        json.object { json in
            json.member("type", message.template.rawValue)
            json.member("timestamp", message.acceptedAt.rfc3339)
            json.object("data") { json in
                json.member("id", message.id.text)
                json.member("category", message.category.rawValue)
                json.member("language", message.language.rawValue)
                json.member("title", message.content.title)
                json.member("text", message.content.text)
            }
        }
        return json.bytes
    }
}
