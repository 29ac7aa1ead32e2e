import MeshCrypto
import MeshKernel

/// What a stranger is told.
package struct PublicAnswer: Sendable {
    /// How long a copy may be used by those who keep one.
    package enum Cache: Sendable, Equatable {
        /// No copy may be kept.
        case none
        /// A copy may be kept, but must be asked about every time.
        case revalidated
        /// For ever: what stands at this path never changes.
        case immutable

        var directive: String {
            switch self {
            case .none: "no-store"
            case .revalidated: "no-cache"
            case .immutable: "public, max-age=31536000, immutable"
            }
        }
    }

    /// The browser may do nothing with what it gets; pages that need more say so themselves.
    package static let strictPolicy = "default-src 'none'; frame-ancestors 'none'"

    /// HTTP's status code.
    package var status: Int
    /// Value of `Content-Type`.
    package var contentType: String
    /// The whole body.
    package var body: [UInt8]
    /// How long it may be kept.
    package var cache: Cache
    /// Value of `Content-Security-Policy`.
    package var contentSecurityPolicy: String
    /// When to come again, in seconds; nil when that makes no difference.
    package var retryAfterSeconds: Int?
    /// What tells this body from every other, made beforehand; nil lets it be made when it is needed.
    private(set) var entityTag: String?

    package init(
        status: Int = 200, contentType: String, body: [UInt8], cache: Cache = .none,
        contentSecurityPolicy: String = strictPolicy, retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.cache = cache
        self.contentSecurityPolicy = contentSecurityPolicy
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The same with its entity tag made once, for a body that is given out often.
    package func tagged() -> PublicAnswer {
        var answer = self
        answer.entityTag = Self.entityTag(of: body)
        return answer
    }

    static func entityTag(of body: [UInt8]) -> String {
        "\"\(Hexadecimal.encode(Digest.sha256(body).prefix(16)))\""
    }

    /// A refusal in one line of plain text, which says what to do instead.
    package static func refusal(_ status: Int, _ words: String, retryAfterSeconds: Int? = nil) -> PublicAnswer {
        PublicAnswer(
            status: status, contentType: "text/plain; charset=utf-8", body: Array((words + "\n").utf8),
            retryAfterSeconds: retryAfterSeconds)
    }
}
