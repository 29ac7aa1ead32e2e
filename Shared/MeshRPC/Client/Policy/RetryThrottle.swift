/// How many retries a client allows itself towards one service (gRPC's A6).
public struct ThrottlePolicy: Sendable, Equatable {
    /// Tokens when all is well, 1…1000. A failure takes one; without more than half of them nothing is repeated.
    public var tokensMax: Int
    /// Tokens that a success gives back, above 0; three decimal places count.
    public var ratio: Double

    /// A throttle; what makes no sense is moved to the nearest that does.
    public init(tokensMax: Int = 100, ratio: Double = 0.1) {
        self.tokensMax = min(max(tokensMax, 1), Limits.throttleTokensMax)
        self.ratio = ratio.isFinite ? min(max(ratio, 0.001), Double(Limits.throttleTokensMax)) : 0.001
    }
}

/// The tokens of one service, shared by all calls to it: a server that fails most calls is not sent most of them twice.
package struct RetryThrottle: Sendable, Equatable {
    // In thousandths, so that a ratio of 0.001 counts.
    private let tokensMax: Int
    private let earned: Int
    private var tokens: Int

    /// Full of tokens.
    package init(_ policy: ThrottlePolicy = ThrottlePolicy()) {
        tokensMax = policy.tokensMax * 1_000
        earned = max(Int(policy.ratio * 1_000), 1)
        tokens = tokensMax
    }

    /// Whether another attempt may be made now.
    package var allows: Bool { tokens > tokensMax / 2 }

    /// A call has succeeded.
    package mutating func succeeded() {
        tokens = min(tokens + earned, tokensMax)
    }

    /// An attempt has failed in a way that invites another, or the server has asked for none.
    package mutating func failed() {
        tokens = max(tokens - 1_000, 0)
    }
}
