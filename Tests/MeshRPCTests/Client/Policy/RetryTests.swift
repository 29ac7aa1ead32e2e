import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Retry, throttle and hedge as values")
struct RetryTests {
    private static let patient = RetryPolicy(
        attemptsMax: 4, backoff: BackoffPolicy(firstMilliseconds: 100, lastMilliseconds: 300, factor: 2, jitter: 0.2))

    private static func now(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("pauses grow by their factor up to the last, and chance moves them by no more than their jitter")
    func backoff() {
        let policy = BackoffPolicy(firstMilliseconds: 100, lastMilliseconds: 1_000, factor: 3, jitter: 0.2)
        let exact: [Int64] = [100, 300, 900, 1_000, 1_000]
        for (index, milliseconds) in exact.enumerated() {
            let least = policy.nanoseconds(afterFailures: index + 1, word: 0)
            let most = policy.nanoseconds(afterFailures: index + 1, word: .max)
            #expect(least == milliseconds * 800_000)
            #expect(most <= milliseconds * 1_200_000 && most > milliseconds * 1_199_000)
        }
        // However many failures: no overflow, no endless loop.
        #expect(policy.nanoseconds(afterFailures: .max, word: 1 << 63) == 1_000 * 1_000_000)
        #expect(BackoffPolicy(factor: .nan, jitter: -1).nanoseconds(afterFailures: 1_000_000, word: 7) == 50_000_000)
    }

    @Test("a success makes the next failure the first again")
    func backoffReset() {
        var backoff = Backoff(BackoffPolicy(firstMilliseconds: 10, lastMilliseconds: 1_000, jitter: 0))
        check((0..<3).map { _ in backoff.failed(word: 0) } == [10_000_000, 20_000_000, 40_000_000])
        backoff.succeeded()
        check(backoff.failed(word: 0) == 10_000_000)
    }

    @Test("A6's throttle: a failure takes a token, a success gives its ratio, and half of them must be left")
    func throttle() {
        var throttle = RetryThrottle(ThrottlePolicy(tokensMax: 10, ratio: 0.5))
        for _ in 0..<4 { throttle.failed() }
        #expect(throttle.allows)
        throttle.failed()
        // Five of ten are not more than half.
        #expect(!throttle.allows)
        throttle.succeeded()
        #expect(throttle.allows)
        for _ in 0..<1_000 { throttle.succeeded() }
        for _ in 0..<4 { throttle.failed() }
        #expect(throttle.allows)
        for _ in 0..<1_000 { throttle.failed() }
        for _ in 0..<10 { throttle.succeeded() }
        #expect(!throttle.allows)
        throttle.succeeded()
        #expect(throttle.allows)
    }

    @Test("only failures of the policy's codes are followed by another attempt, up to its number")
    func attempts() {
        var plan = RetryPlan()
        var throttle = RetryThrottle()
        func decide(_ error: RPCError) -> RetryPlan.Decision {
            plan.decide(after: error, policy: Self.patient, mayRepeat: true, throttle: &throttle, word: 1 << 63)
        }
        check(decide(.notFound("")) == .never)
        #expect(plan.failedAttempts == 0)
        check(decide(.unavailable("")) == .after(nanoseconds: 100_000_000))
        check(decide(.unavailable("")) == .after(nanoseconds: 200_000_000))
        check(decide(.unavailable("")) == .after(nanoseconds: 300_000_000))
        check(decide(.unavailable("")) == .never)
        #expect(plan.failedAttempts == 4)
    }

    @Test("a method that may not be repeated is repeated only when no server has worked on it")
    func natural() {
        var plan = RetryPlan()
        var throttle = RetryThrottle()
        let untouched = RPCError.unavailable("full").withReason("REFUSED_BEFORE_WORK", domain: "colophon.rpc")
        func decide(_ error: RPCError, _ policy: RetryPolicy?) -> RetryPlan.Decision {
            plan.decide(after: error, policy: policy, mayRepeat: false, throttle: &throttle, word: 1 << 63)
        }
        check(decide(.unavailable("lost"), Self.patient) == .never)
        for _ in 0..<Limits.transparentRetriesMax { check(decide(untouched, nil) == .again) }
        check(decide(untouched, nil) == .never)
        // One that says when to come back is not asked again at once, whatever the method.
        plan = RetryPlan()
        check(decide(untouched.retryAfter(.milliseconds(70)), nil) == .never)
        check(decide(untouched.retryAfter(.milliseconds(70)), Self.patient) == .after(nanoseconds: 70_000_000))
    }

    @Test("an empty throttle forbids the next attempt, and transparent ones cost it nothing")
    func throttled() {
        var throttle = RetryThrottle(ThrottlePolicy(tokensMax: 4, ratio: 1))
        let untouched = RPCError.unavailable("full").withReason("REFUSED_BEFORE_WORK", domain: "colophon.rpc")
        for _ in 0..<3 {
            var plan = RetryPlan()
            let first = plan.decide(
                after: untouched, policy: Self.patient, mayRepeat: true, throttle: &throttle, word: 0)
            #expect(first == .again)
        }
        var decisions: [RetryPlan.Decision] = []
        for _ in 0..<3 {
            var plan = RetryPlan()
            decisions.append(
                plan.decide(
                    after: .unavailable(""), policy: Self.patient, mayRepeat: true, throttle: &throttle, word: 1 << 63))
        }
        #expect(decisions == [.after(nanoseconds: 100_000_000), .never, .never])
    }

    @Test("a server's pushback decides: a delay is kept to, a negative one or nonsense forbids")
    func pushback() {
        func pushback(_ text: String) -> Pushback {
            Pushback(RPCError(.unavailable, "", trailers: ["grpc-retry-pushback-ms": text]))
        }
        #expect(pushback("0") == .after(nanoseconds: 0))
        #expect(pushback("250") == .after(nanoseconds: 250_000_000))
        #expect(pushback("-1") == .never)
        #expect(pushback("soon") == .never)
        #expect(pushback("99999999999999999999") == .never)
        #expect(pushback("\(Limits.pauseMillisecondsMax + 1)") == .never)
        #expect(Pushback(.unavailable("")) == .silent)
        #expect(Pushback(RPCError.unavailable("").retryAfter(.seconds(2))) == .after(nanoseconds: 2_000_000_000))
        var throttle = RetryThrottle()
        for (text, expected) in [("40", RetryPlan.Decision.after(nanoseconds: 40_000_000)), ("-1", .never)] {
            var plan = RetryPlan()
            let decision = plan.decide(
                after: RPCError(.unavailable, "", trailers: ["grpc-retry-pushback-ms": text]), policy: Self.patient,
                mayRepeat: true, throttle: &throttle, word: 0)
            #expect(decision == expected)
        }
    }

    @Test("hedges start one after the other, as many as allowed, and the last failure is the call's")
    func hedge() {
        var throttle = RetryThrottle()
        var plan = HedgePlan(HedgePolicy(attemptsMax: 3, delayMilliseconds: 10), now: Self.now(0))
        #expect(plan.next == Self.now(10))
        check(!plan.isDue(now: Self.now(9), throttle: throttle))
        check(plan.isDue(now: Self.now(10), throttle: throttle))
        #expect(plan.next == Self.now(20))
        // A failure does not wait for the next one's time.
        check(plan.failed(.unavailable, .silent, now: Self.now(12), throttle: &throttle) == .start)
        #expect(plan.next == nil)
        #expect(plan.started == 3 && plan.open == 2)
        check(plan.failed(.unavailable, .silent, now: Self.now(13), throttle: &throttle) == .wait)
        check(plan.failed(.unavailable, .silent, now: Self.now(14), throttle: &throttle) == .fail)
    }

    @Test("a fatal failure ends a hedged call, pushback delays or ends its attempts, and so does the throttle")
    func hedgeEnds() {
        var throttle = RetryThrottle()
        let policy = HedgePolicy(attemptsMax: 5, delayMilliseconds: 10)
        var fatal = HedgePlan(policy, now: Self.now(0))
        check(fatal.isDue(now: Self.now(10), throttle: throttle))
        check(fatal.failed(.notFound, .silent, now: Self.now(11), throttle: &throttle) == .fail)
        var pushed = HedgePlan(policy, now: Self.now(0))
        check(pushed.isDue(now: Self.now(10), throttle: throttle))
        let later = Pushback.after(nanoseconds: 50_000_000)
        check(pushed.failed(.unavailable, later, now: Self.now(12), throttle: &throttle) == .wait)
        #expect(pushed.next == Self.now(62))
        check(pushed.failed(.unavailable, .never, now: Self.now(20), throttle: &throttle) == .fail)
        var empty = RetryThrottle(ThrottlePolicy(tokensMax: 2))
        empty.failed()
        var poor = HedgePlan(policy, now: Self.now(0))
        check(!poor.isDue(now: Self.now(10), throttle: empty))
        #expect(poor.next == nil)
        check(poor.failed(.unavailable, .silent, now: Self.now(20), throttle: &empty) == .fail)
    }

    @Test("a method's policy is its own, else its service's, else the common one; other names are refused")
    func policies() {
        func method(_ service: String, _ name: String) -> MethodDescriptor {
            MethodDescriptor(
                service: service, name: name, requestType: "", responseType: "",
                access: MethodAccess(callers: [], subject: .none, repetition: .safe))
        }
        let (common, service, own) = (
            MethodPolicy(timeoutMilliseconds: 1), MethodPolicy(timeoutMilliseconds: 2),
            MethodPolicy(timeoutMilliseconds: 3)
        )
        #expect(MethodPolicies().isEmpty)
        #expect(MethodPolicies().policy(of: method("a.A", "B")) == nil)
        var policies = MethodPolicies(common: common)
        check(policies.set(service, for: "a.A"))
        check(policies.set(own, for: "a.A/B"))
        for name in ["", "/", "a.A/", "/B", "a/b/c"] { check(!policies.set(own, for: name)) }
        #expect(policies.policy(of: method("a.A", "B")) === own)
        #expect(policies.policy(of: method("a.A", "C")) === service)
        #expect(policies.policy(of: method("b.A", "B")) === common)
    }
}
