/// What makes two calls the same call.
package struct IdempotentRequest: Sendable, Hashable {
    /// How long an answer is kept.
    package enum Retention: Sendable, Hashable {
        /// Seven days.
        case week
        /// For good: where money moves, a late repetition must not move it twice.
        case forever
    }

    /// The service segment of the caller's certificate, so that a retry through another replica matches.
    package let caller: String
    /// The end user; empty for a service acting for itself.
    package let subject: String
    /// Full name of the method.
    package let method: String
    /// The caller's key, 1 to 255 characters.
    package let key: String
    /// Digest over what the request asks for.
    package let requestHash: [UInt8]
    /// How long the answer is kept.
    package let retention: Retention

    /// A call to `method` under `key`.
    package init(
        caller: String, subject: String, method: String, key: String, requestHash: [UInt8],
        retention: Retention = .week
    ) {
        self.caller = caller
        self.subject = subject
        self.method = method
        self.key = key
        self.requestHash = requestHash
        self.retention = retention
    }
}

/// What a call was answered, and will be answered again.
package struct SavedAnswer: Sendable, Equatable {
    /// The status code, 0 for success; a refusal by a rule of the business is an answer too.
    package let status: Int32
    /// The response or the details of the refusal, in bytes.
    package let body: [UInt8]

    /// An answer.
    package init(status: Int32, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Thrown by the closure of `once` to undo what it wrote and yet save, and give, an answer.
package struct RefusedAnswer: Error, Sendable, Equatable {
    /// The answer.
    package let answer: SavedAnswer

    /// A refusal that is saved.
    package init(_ answer: SavedAnswer) {
        self.answer = answer
    }
}
