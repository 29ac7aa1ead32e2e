import MeshKernel
import MeshTestKit
import Notify
import Testing

@Suite("The way of a message", .timeLimit(.minutes(5)))
struct MessageLifeTests {
    private let now = WallTime(milliseconds: 1_767_225_600_000)

    private func life(_ steps: MessageStep...) throws -> MessageLife {
        var life = MessageLife()
        for step in steps { try life.take(step, at: now) }
        return life
    }

    private func attempted() throws -> MessageLife { try life(.queue, .attempt(provider: "a")) }

    @Test("a message goes from accepted over queued, attempted and sent to delivered, and keeps its attempt")
    func straight() throws {
        var life = MessageLife()
        #expect(life.state == .accepted && life.attempts.isEmpty)
        try life.take(.queue, at: now)
        #expect(life.state == .queued)
        try life.take(.attempt(provider: "a"), at: now)
        #expect(life.state == .attempted)
        try life.take(.answer(.taken(reference: "r1"), retry: false), at: now.advanced(by: .seconds(1)))
        #expect(life.state == .sent)
        #expect(try life.take(.report(.delivered), at: now.advanced(by: .seconds(9))) == .moved)
        #expect(life.state == .delivered && life.cause == nil)
        let attempt = try #require(life.attempts.first)
        #expect(attempt.number == 1 && attempt.provider == "a" && attempt.beganAt == now)
        #expect(attempt.endedAt == now.advanced(by: .seconds(1)) && attempt.outcome == "taken")
        #expect(attempt.reference == "r1")
    }

    @Test("a failure is tried again while it may be, and every attempt stays in the record")
    func failures() throws {
        var life = try attempted()
        try life.take(.answer(.failed(reason: "busy", after: nil), retry: true), at: now)
        #expect(life.state == .queued)
        try life.take(.attempt(provider: "b"), at: now)
        try life.take(.answer(.failed(reason: "down", after: nil), retry: false), at: now)
        #expect(life.state == .undelivered && life.cause == .exhausted)
        #expect(life.attempts.map(\.provider) == ["a", "b"])
        #expect(life.attempts.map(\.reason) == ["busy", "down"])
        #expect(life.attempts.map(\.number) == [1, 2])
    }

    @Test(
        "each answer of a provider ends where it belongs",
        arguments: [
            (AttemptOutcome.delivered(reference: ""), MessageState.delivered, UndeliveredCause?.none),
            (.taken(reference: ""), .sent, nil), (.returned(reason: "x"), .bounced, .returned),
            (.refused(reason: "x"), .undelivered, .refused), (.gone(reason: "x"), .undelivered, .endpointGone),
            (.unanswered(reason: "x"), .unknown, nil),
        ])
    func answers(outcome: AttemptOutcome, state: MessageState, cause: UndeliveredCause?) throws {
        var life = try attempted()
        try life.take(.answer(outcome, retry: true), at: now)
        #expect(life.state == state && life.cause == cause)
    }

    @Test("an attempt that the process did not see the end of is unknown, and asked about before it is made again")
    func interrupted() throws {
        var life = try attempted()
        #expect(try life.take(.interrupted, at: now) == .moved)
        #expect(life.state == .unknown && life.attempts.last?.outcome == "unanswered")
        #expect(throws: ImpossibleStep.self) { try life.take(.attempt(provider: "a"), at: now) }
        try life.take(.report(.neverSeen), at: now)
        #expect(life.state == .queued)
        var found = try attempted()
        try found.take(.interrupted, at: now)
        try found.take(.report(.underWay(reference: "r")), at: now)
        #expect(found.state == .sent && found.attempts.last?.reference == "r")
        var idle = try queued()
        #expect(try idle.take(.interrupted, at: now) == .ignored)
    }

    private func queued() throws -> MessageLife { try life(.queue) }

    @Test("a report that comes late, twice or out of order changes nothing")
    func lateReports() throws {
        var life = try attempted()
        try life.take(.answer(.taken(reference: "r"), retry: false), at: now)
        try life.take(.report(.bounced(reason: "no such number")), at: now)
        #expect(life.state == .bounced && life.cause == .returned && life.attempts.last?.reason == "no such number")
        for report in [DeliveryReport.delivered, .undelivered(reason: ""), .neverSeen, .underWay(reference: "q")] {
            #expect(try life.take(.report(report), at: now) == .ignored)
        }
        #expect(life.state == .bounced)
    }

    @Test("a report that is faster than the provider's answer decides, and the answer is only kept")
    func fastReport() throws {
        var life = try attempted()
        #expect(try life.take(.report(.delivered), at: now) == .moved)
        #expect(try life.take(.answer(.taken(reference: "r"), retry: false), at: now) == .ignored)
        #expect(life.state == .delivered && life.attempts.last?.outcome == "taken")
        // A second answer to the same attempt is ours to avoid.
        #expect(throws: ImpossibleStep.self) {
            try life.take(.answer(.taken(reference: "r"), retry: false), at: now)
        }
    }

    @Test("a provider that forgets what it took does not have it sent again")
    func forgotten() throws {
        var life = try attempted()
        try life.take(.answer(.taken(reference: "r"), retry: false), at: now)
        #expect(try life.take(.report(.neverSeen), at: now) == .ignored)
        #expect(life.state == .sent)
        #expect(try life.take(.reportOverdue, at: now) == .moved)
        #expect(life.state == .unknown)
    }

    @Test("a message that was given up can be sent again, and its schedule begins anew")
    func replay() throws {
        var life = try attempted()
        try life.take(.answer(.failed(reason: "x", after: nil), retry: false), at: now)
        try life.take(.replay, at: now)
        #expect(life.state == .queued && life.cause == nil && life.attempts.count == 1 && life.attemptsOfRound == 0)
        try life.take(.attempt(provider: "a"), at: now)
        #expect(life.attempts.last?.number == 2 && life.attemptsOfRound == 1)
    }

    @Test("every impossible step of ours throws and changes nothing")
    func impossible() throws {
        let ours: [MessageStep] = [
            .queue, .giveUp(.expired), .attempt(provider: "p"), .answer(.taken(reference: ""), retry: false), .replay,
        ]
        let lives: [(MessageLife, Set<Int>)] = [
            (MessageLife(), [0, 1]), (try life(.queue), [1, 2]), (try attempted(), [3]),
            (try life(.queue, .attempt(provider: "a"), .answer(.taken(reference: ""), retry: false)), []),
            (try life(.queue, .attempt(provider: "a"), .answer(.delivered(reference: ""), retry: false)), []),
            (try life(.giveUp(.muted)), [4]),
            (try life(.queue, .attempt(provider: "a"), .answer(.returned(reason: ""), retry: false)), [4]),
            (try life(.queue, .attempt(provider: "a"), .answer(.unanswered(reason: ""), retry: false)), [4]),
        ]
        for (life, allowed) in lives {
            for (number, step) in ours.enumerated() {
                var tried = life
                if allowed.contains(number) {
                    #expect(try tried.take(step, at: now) == .moved, "\(life.state) \(step)")
                } else {
                    #expect(throws: ImpossibleStep(state: life.state, step: step), "\(life.state) \(step)") {
                        try tried.take(step, at: now)
                    }
                    #expect(tried == life)
                }
            }
        }
    }

    @Test("giving up twice for the same reason is a repetition, for another a mistake")
    func givingUpTwice() throws {
        var life = try life(.giveUp(.muted))
        #expect(try life.take(.giveUp(.muted), at: now) == .ignored)
        #expect(throws: ImpossibleStep.self) { try life.take(.giveUp(.expired), at: now) }
    }

    @Test("ten thousand random steps never lose an attempt, and a message ends with a cause exactly when it failed")
    func randomSteps() throws {
        let random = SeededRandom(seed: 41)
        let steps: [MessageStep] = [
            .queue, .giveUp(.expired), .attempt(provider: "a"), .answer(.taken(reference: "r"), retry: false),
            .answer(.failed(reason: "f", after: nil), retry: true),
            .answer(.failed(reason: "f", after: nil), retry: false), .answer(.unanswered(reason: "u"), retry: false),
            .answer(.returned(reason: "b"), retry: false), .interrupted, .report(.delivered),
            .report(.bounced(reason: "b")), .report(.undelivered(reason: "u")), .report(.neverSeen),
            .report(.underWay(reference: "w")), .reportOverdue, .replay,
        ]
        var life = MessageLife()
        for _ in 0..<10_000 {
            let before = life
            _ = try? life.take(random.element(of: steps), at: now)
            #expect(life.attempts.count >= before.attempts.count, "seed \(random.seed)")
            #expect((life.cause != nil) == (life.state == .bounced || life.state == .undelivered))
            #expect(life.attempts.map(\.number) == Array((0..<life.attempts.count).map { $0 + 1 }))
            if life.state == .delivered { life = MessageLife() }
            if life.attempts.count > 50 { life = MessageLife() }
        }
    }

    @Test("what a provider said is kept without control characters and within its bounds")
    func reasons() throws {
        let long = AttemptOutcome.refused(reason: "a\r\nb" + String(repeating: "字", count: 200))
        #expect(long.reason.utf8.count <= AttemptOutcome.Limits.reasonBytesMax)
        #expect(long.reason.hasPrefix("a  b字"))
        let reference = AttemptOutcome.taken(reference: String(repeating: "x", count: 500)).reference
        #expect(reference.utf8.count == AttemptOutcome.Limits.referenceBytesMax)
    }
}
