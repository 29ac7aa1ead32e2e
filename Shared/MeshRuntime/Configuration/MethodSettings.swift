import MeshRPC

/// How one method of a peer is called, or all that say nothing of their own.
struct MethodSettings: Decodable {
    var timeoutMilliseconds: Int64?
    var waitForReady: Bool?
    var retry: Retry?
    var hedge: Hedge?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        timeoutMilliseconds = try container.milliseconds(.timeoutMilliseconds)
        waitForReady = try container.decodeIfPresent(Bool.self, forKey: .waitForReady)
        retry = try container.decodeIfPresent(Retry.self, forKey: .retry)
        hedge = try container.decodeIfPresent(Hedge.self, forKey: .hedge)
        if retry?.policy != nil, hedge?.policy != nil {
            throw container.refusal(.hedge, "and retry exclude each other")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case timeoutMilliseconds, waitForReady, retry, hedge
    }

    /// These settings, and those of `common` where these say nothing. Retrying and hedging are one thing: whoever says
    /// something of the one says it of both.
    func over(_ common: MethodSettings?) -> MethodSettings {
        guard let common else { return self }
        var whole = self
        whole.timeoutMilliseconds = timeoutMilliseconds ?? common.timeoutMilliseconds
        whole.waitForReady = waitForReady ?? common.waitForReady
        if retry == nil, hedge == nil {
            whole.retry = common.retry
            whole.hedge = common.hedge
        }
        return whole
    }

    /// As a client takes it.
    var policy: MethodPolicy {
        MethodPolicy(
            timeoutMilliseconds: timeoutMilliseconds, retry: retry?.policy, hedge: hedge?.policy,
            waitsForReady: waitForReady ?? false)
    }

    /// Attempts after failures; a single attempt is none.
    struct Retry: Decodable {
        let policy: RetryPolicy?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            var policy = RetryPolicy()
            try container.take(.attempts, 1...MeshRPC.Limits.attemptsMax, into: &policy.attemptsMax)
            let pauses = 1...MeshRPC.Limits.pauseMillisecondsMax
            try container.take(.firstMilliseconds, pauses, into: &policy.backoff.firstMilliseconds)
            let first = policy.backoff.firstMilliseconds
            policy.backoff.lastMilliseconds = max(policy.backoff.lastMilliseconds, first)
            try container.take(.lastMilliseconds, pauses, into: &policy.backoff.lastMilliseconds)
            guard first <= policy.backoff.lastMilliseconds else {
                throw container.refusal(.lastMilliseconds, "must not be less than first_milliseconds (\(first))")
            }
            try container.take(.factor, 1...100, into: &policy.backoff.factor)
            try container.take(.jitter, 0...1, into: &policy.backoff.jitter)
            policy.codes = try container.statusCodes(.codes) ?? policy.codes
            self.policy = policy.attemptsMax == 1 ? nil : policy
        }

        private enum CodingKeys: String, CodingKey {
            case attempts, firstMilliseconds, lastMilliseconds, factor, jitter, codes
        }
    }

    /// Attempts before failures; a single attempt is none.
    struct Hedge: Decodable {
        let policy: HedgePolicy?

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            var policy = HedgePolicy()
            try container.take(.attempts, 1...MeshRPC.Limits.attemptsMax, into: &policy.attemptsMax)
            try container.take(
                .delayMilliseconds, 0...MeshRPC.Limits.pauseMillisecondsMax, into: &policy.delayMilliseconds)
            policy.nonFatalCodes = try container.statusCodes(.nonFatalCodes) ?? policy.nonFatalCodes
            self.policy = policy.attemptsMax == 1 ? nil : policy
        }

        private enum CodingKeys: String, CodingKey {
            case attempts, delayMilliseconds, nonFatalCodes
        }
    }
}

/// Settings that hold for the methods it names.
struct MethodOverride: Decodable {
    let names: [String]
    let settings: MethodSettings

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        names = try container.decode([String].self, forKey: .names)
        guard !names.isEmpty else { throw container.refusal(.names, "names no method") }
        settings = try MethodSettings(from: decoder)
    }

    private enum CodingKeys: String, CodingKey {
        case names
    }
}
