package import MeshCrypto
package import MeshKernel
package import MeshRuntime

/// An RFC 3161 authority elsewhere, asked over HTTP (section 3.4). Nothing that it says is taken on its word.
package struct ExternalAuthority: Sendable {
    /// For logs, metrics and the store.
    package let name: String
    private let url: String
    private let trust: TimestampTrust
    private let policy: String?

    /// Tokens must lead to `trust` and, unless it is nil, bear `policy`.
    package init(name: String, url: String, trust: TimestampTrust, policy: String? = nil) {
        self.name = name
        self.url = url
        self.trust = trust
        self.policy = policy
    }

    /// Why an authority's answer is not kept.
    package enum Failure: Error, Sendable, Equatable {
        /// There is no authority of this name.
        case unknown
        /// No answer, or none in time.
        case unreachable(HTTPRequest.Failure)
        /// An answer that is not a timestamp response; HTTP's status code.
        case notAResponse(status: Int)
        /// A response that refuses, or a token that does not hold.
        case token(TimestampError)
        /// The token bears another policy.
        case wrongPolicy(String)
        /// The token's time lies outside the moments between which it was asked, by so much.
        case wrongTime(milliseconds: Int64)

        /// One word for metrics.
        package var word: String {
            switch self {
            case .unknown: "unknown"
            case .unreachable(.timedOut): "timeout"
            case .unreachable(.answerTooLarge): "too_large"
            case .unreachable(.unreachable): "unreachable"
            case .notAResponse: "not_a_response"
            case .token(let error): Self.word(error)
            case .wrongPolicy: "wrong_policy"
            case .wrongTime: "wrong_time"
            }
        }

        private static func word(_ error: TimestampError) -> String {
            switch error {
            case .timeNotAvailable, .refused: "refused"
            case .malformed: "malformed"
            case .wrongImprint: "wrong_imprint"
            case .wrongNonce: "wrong_nonce"
            case .untrusted: "untrusted"
            case .unboundCertificate: "unbound_certificate"
            case .wrongKeyUsage: "wrong_key_usage"
            case .unusable, .library: "library"
            }
        }
    }

    /// A token over the SHA-256 `digest`, believed after everything about it was checked, in the shortest form of a
    /// response. Waits for the exchange: for a thread that may.
    package func token(
        for digest: [UInt8], time: any TimeSource, random: any RandomSource,
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) throws(Failure) -> (response: [UInt8], token: TimestampToken) {
        let query = TimestampRequest(digest: digest, nonce: random.word())
        let asked = time.wall()
        let answer: HTTPRequest.Answer
        do throws(HTTPRequest.Failure) {
            answer = try HTTPRequest(
                posting: query.encoded, as: "application/timestamp-query", to: url,
                timeoutMilliseconds: timeoutMilliseconds,
                answerBytesMax: TimestampResponse.Limits.responseBytesMax
            ).send()
        } catch {
            throw .unreachable(error)
        }
        let answered = time.wall()
        guard answer.status == 200, answer.contentType.hasPrefix("application/timestamp-reply") else {
            throw .notAResponse(status: answer.status)
        }
        let token: TimestampToken
        do throws(TimestampError) {
            token = try TimestampToken(der: TimestampResponse(der: answer.body).granted())
            try token.verify(digest: digest, nonce: query.nonce, trust: trust)
        } catch {
            throw .token(error)
        }
        if let policy, token.policy != policy { throw .wrongPolicy(token.policy) }
        let early = asked.milliseconds - Limits.authorityClockMilliseconds - token.time.milliseconds
        let late = token.time.milliseconds - answered.milliseconds - Limits.authorityClockMilliseconds
        guard early <= 0, late <= 0 else { throw .wrongTime(milliseconds: early > 0 ? -early : late) }
        return (TimestampResponse.plainGrant(of: token.der), token)
    }
}
