import MeshRPC
import Testing

@Suite("What makes no sense in a policy is moved to the nearest that does")
struct PolicyBoundsTests {
    @Test("attempts, pauses and tokens")
    func attempts() {
        #expect([Int.min, 0, 2, 5, 6].map { RetryPolicy(attemptsMax: $0).attemptsMax } == [2, 2, 2, 5, 5])
        #expect([Int.min, 0, 2, 5, 6].map { HedgePolicy(attemptsMax: $0).attemptsMax } == [2, 2, 2, 5, 5])
        #expect([-1, 0, 300_001].map { HedgePolicy(delayMilliseconds: $0).delayMilliseconds } == [0, 0, 300_000])
        #expect([0, 1, 1_001].map { ThrottlePolicy(tokensMax: $0).tokensMax } == [1, 1, 1_000])
        #expect([-1, 0, .nan, 1_001].map { ThrottlePolicy(ratio: $0).ratio } == [0.001, 0.001, 0.001, 1_000])
        let pauses = BackoffPolicy(firstMilliseconds: 0, lastMilliseconds: -5, factor: 0.5, jitter: 7)
        #expect(pauses == BackoffPolicy(firstMilliseconds: 1, lastMilliseconds: 1, factor: 1, jitter: 1))
        #expect(pauses.firstMilliseconds == 1 && pauses.lastMilliseconds == 1)
        let long = BackoffPolicy(firstMilliseconds: .max, lastMilliseconds: 9)
        #expect(long.firstMilliseconds == 300_000 && long.lastMilliseconds == 300_000)
    }

    @Test("a method is retried or hedged, not both, and its time is bounded")
    func method() {
        let both = MethodPolicy(timeoutMilliseconds: 0, retry: RetryPolicy(), hedge: HedgePolicy())
        #expect(both.retry == nil && both.hedge == HedgePolicy())
        #expect(both.timeoutMilliseconds == 1)
        #expect(MethodPolicy(timeoutMilliseconds: .max).timeoutMilliseconds == Limits.timeoutMillisecondsMax)
        #expect(MethodPolicy().timeoutMilliseconds == nil)
    }

    @Test("outliers")
    func outliers() {
        let little = OutlierPolicy(
            consecutiveFailures: -1, intervalMilliseconds: 0, ejectionMilliseconds: 0, ejectionMillisecondsMax: 0,
            ejectedPercentMax: -1, deviations: .infinity, replicasMin: 0, callsMin: 0)
        #expect(little.consecutiveFailures == 0 && little.intervalMilliseconds == 1)
        #expect(little.ejectionMilliseconds == 1 && little.ejectionMillisecondsMax == 1)
        #expect(little.ejectedPercentMax == 0 && little.deviations == 0)
        #expect(little.replicasMin == 2 && little.callsMin == 1)
        #expect(OutlierPolicy(ejectedPercentMax: 101).ejectedPercentMax == 100)
        let long = OutlierPolicy(ejectionMilliseconds: 900, ejectionMillisecondsMax: 5)
        #expect(long.ejectionMillisecondsMax == 900)
    }

    @Test("pings, questions and connections")
    func connections() {
        let never = KeepalivePolicy(intervalMilliseconds: -1, timeoutMilliseconds: 0)
        #expect(never.intervalMilliseconds == 0 && never.timeoutMilliseconds == 1)
        let rare = KeepalivePolicy(intervalMilliseconds: .max, timeoutMilliseconds: .max)
        #expect(rare.intervalMilliseconds == Limits.timeoutMillisecondsMax)
        #expect(rare.timeoutMilliseconds == Limits.timeoutMillisecondsMax)
        let hasty = ResolutionPolicy(intervalMilliseconds: 0, pauseMilliseconds: 0)
        #expect(hasty.intervalMilliseconds == 1 && hasty.pauseMilliseconds == 1)
        #expect(ResolutionPolicy(intervalMilliseconds: 5, pauseMilliseconds: 9).intervalMilliseconds == 9)
        let few = ClientConfiguration(ageMilliseconds: -1, idleMilliseconds: -1, connectionsPerReplicaMax: 0)
        #expect(few.ageMilliseconds == 0 && few.idleMilliseconds == 0 && few.connectionsPerReplicaMax == 1)
        let many = ClientConfiguration(ageMilliseconds: .max, idleMilliseconds: .max, connectionsPerReplicaMax: .max)
        #expect(many.ageMilliseconds == Limits.timeoutMillisecondsMax)
        #expect(many.idleMilliseconds == Limits.timeoutMillisecondsMax)
        #expect(many.connectionsPerReplicaMax == Limits.connectionsPerReplicaMax)
    }
}
