import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("Delivering", .timeLimit(.minutes(5)))
struct DeliveryTests {
    private func failed(_ reason: String = "down") -> AttemptOutcome { .failed(reason: reason, after: nil) }

    @Test("a failure is tried again on its schedule, at the next provider, and every attempt is kept")
    func retried() async throws {
        try await NotifyRoom.run { room in
            let first = ScriptedProvider("one", answers: [failed()])
            let second = ScriptedProvider("two", answers: [.taken(reference: "r2")])
            let delivery = Delivery(.sms, providers: [first, second], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .queued)
            #expect(try await room.deliver(delivery) == 0)
            room.time.advance(by: .seconds(6))
            #expect(try await room.deliver(delivery) == 1)
            let message = try await room.message(id)
            #expect(message.state == .sent && message.attempts.map(\.provider) == ["one", "two"])
            #expect(message.attempts.map(\.outcome) == ["failed", "taken"])
            #expect(message.attempts.map(\.reason) == ["down", ""] && message.attempts.last?.reference == "r2")
        }
    }

    @Test("a code that is over is not sent any more")
    func expired() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider()
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            room.time.advance(by: .seconds(300))
            #expect(try await room.deliver(delivery) == 1)
            let message = try await room.message(id)
            #expect(message.state == .undelivered && message.cause == "expired" && provider.asked.isEmpty)
        }
    }

    @Test("what every attempt failed for is a dead letter, which a person can send again under one key once")
    func dead() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", email: "a@example.com")
            let schedule = RetrySchedule.of(.email)
            let provider = ScriptedProvider(answers: Array(repeating: failed(), count: schedule.attemptsMax))
            let delivery = Delivery(.email, providers: [provider], server: room.server)
            let id = try #require(try await room.sealed(channels: [.email]).first?.id)
            for number in 1...schedule.attemptsMax {
                // The breaker leaves a provider alone that fails; its pause is over with the schedule's.
                for _ in 0..<20 where provider.asked.count < number {
                    _ = try await room.deliver(delivery)
                    if provider.asked.count < number { room.time.advance(by: .seconds(60)) }
                }
                room.time.advance(by: (schedule.pause(after: number, chance: 0) ?? .zero) * 22 / 20)
            }
            let message = try await room.message(id)
            #expect(message.state == .undelivered && message.cause == "exhausted")
            #expect(message.attempts.count == schedule.attemptsMax)
            let list = try await room.messages.listDeadLetters(.init(), options: room.options("staff"))
            #expect(list.deadLetters.map { $0.message?.id } == [id])
            let replayed = try await room.messages.replayDeadLetter(.init(id: id), options: room.options("s", key: "k"))
            #expect(replayed.state == .queued)
            #expect(
                try await room.messages.replayDeadLetter(.init(id: id), options: room.options("s", key: "k"))
                    == replayed)
            #expect(try await room.messages.listDeadLetters(.init(), options: room.options("s")).deadLetters.isEmpty)
            room.time.advance(by: .seconds(600))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .delivered)
            await #expect(throws: (any Error).self) {
                try await room.messages.replayDeadLetter(.init(id: id), options: room.options("s"))
            }
        }
    }

    @Test("an answer that never came is looked up before anything is sent again")
    func unanswered() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(
                answers: [.unanswered(reason: "silence")], canLookUp: true, report: .delivered)
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .unknown)
            room.time.advance(by: .seconds(120))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .delivered && provider.asked.count == 1)
        }
    }

    @Test("an answer that never came to a message that is under way is asked for until it is known")
    func underWay() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(
                answers: [.unanswered(reason: "silence")], canLookUp: true, report: .underWay(reference: "r1"))
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let reports = Reports(.sms, providers: [provider], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            #expect(try await room.deliver(delivery) == 1)
            room.time.advance(by: .seconds(120))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .sent)
            provider.say(.report(.delivered))
            room.time.advance(by: .seconds(ReportSchedule.pauses[0]))
            #expect(try await reports.askDue() == 1)
            #expect(try await room.message(id).state == .delivered && provider.asked.count == 1)
        }
    }

    @Test("what is still looked up is no dead letter and cannot be sent again, until nobody can say what became of it")
    func stillLookedUp() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(answers: [.unanswered(reason: "silence")], canLookUp: true)
            provider.say(.notNow(reason: "busy"))
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            let staff = room.options("s", key: "k")
            func dead() async throws -> [String?] {
                try await room.messages.listDeadLetters(.init(), options: staff).deadLetters.map { $0.message?.id }
            }
            for _ in 1..<Limits.lookUpsMax {
                #expect(try await room.deliver(delivery) == 1)
                #expect(try await room.message(id).state == .unknown)
                #expect(try await dead().isEmpty)
                let refusal = await #expect(throws: RPCError.self) {
                    try await room.messages.replayDeadLetter(.init(id: id), options: staff)
                }
                #expect(refusal?.reason?.reason == "NOT_DEAD")
                room.time.advance(by: .seconds(86_400))
            }
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await dead() == [id])
            let replayed = try await room.messages.replayDeadLetter(.init(id: id), options: staff)
            #expect(replayed.state == .queued && provider.asked.count == 1)
        }
    }

    @Test("what cannot be looked up stays unknown, is shown to a person, and is never sent twice by itself")
    func unknowable() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(answers: [.unanswered(reason: "silence")])
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let id = try #require(try await room.code("13812341234").first?.id)
            _ = try await room.deliver(delivery)
            room.time.advance(by: .seconds(86_400))
            #expect(try await room.deliver(delivery) == 0)
            #expect(try await room.message(id).state == .unknown && provider.asked.count == 1)
            let list = try await room.messages.listDeadLetters(.init(), options: room.options("staff"))
            #expect(list.deadLetters.map { $0.message?.id } == [id])
        }
    }

    @Test("an account whose webhooks never answer holds up nobody else's")
    func shared() async throws {
        try await NotifyRoom.run { room in
            for account in ["acc_a", "acc_b"] {
                _ = try await room.webhooks.createWebhook(
                    .init(url: "https://example.com/\(account)"), options: room.options(account))
            }
            let provider = HeldProvider(holding: { $0.account == "acc_a" })
            let count = 3 * Limits.webhookCallsMax
            for number in 0..<count { _ = try await room.sealed("acc_a", event: "a\(number)") }
            for number in 0..<count { _ = try await room.sealed("acc_b", event: "b\(number)") }
            let delivery = Delivery(.webhook, providers: [provider], server: room.server)
            let running = Task { try await delivery.run() }
            try await until { provider.delivered == count }
            #expect(provider.asked - provider.delivered == Limits.webhookCallsPerAccountMax)
            provider.letGo()
            try await until { provider.delivered == 2 * count }
            running.cancel()
            _ = try? await running.value
            #expect(provider.mostAtOnce <= 2 * Limits.webhookCallsPerAccountMax)
        }
    }

    @Test("while a provider is left alone its messages wait for it alone, however often they were looked at")
    func leftAlone() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(answers: Array(repeating: failed(), count: 5))
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            for number in 0..<5 { _ = try await room.code("138123400\(10 + number)") }
            try await room.deliver(delivery)
            #expect(provider.asked.count == 5)
            let id = try #require(try await room.code("13812349999").first?.id)
            // Without a provider to ask nothing of the message is used up.
            try await room.deliver(delivery)
            #expect(try await room.message(id).attempts.isEmpty)
            for _ in 0..<3 {
                room.time.advance(by: .seconds(10))
                try await room.deliver(delivery)
            }
            #expect(try await room.message(id).state == .delivered)
        }
    }

    /// Sends codes to numbers of their own and has them delivered; who was asked first for each.
    private func firstAsked(
        _ numbers: ClosedRange<Int>, _ delivery: Delivery, _ room: NotifyRoom
    ) async throws -> [String?] {
        var ids: [String] = []
        for number in numbers { ids += try await room.code("1381234\(number)").map(\.id) }
        try await room.deliver(delivery)
        var asked: [String?] = []
        for id in ids { asked.append(try await room.message(id).attempts.first?.provider) }
        return asked
    }

    private func pause(_ milliseconds: Int64) -> Duration { .milliseconds(milliseconds) }

    @Test("a first choice that fails five times is left alone: others go to the second, and one alone asks it again")
    func failover() async throws {
        try await NotifyRoom.run { room in
            let failures = CircuitBreaker.Limits.failuresMax
            let first = ScriptedProvider("one", answers: Array(repeating: failed(), count: failures + 1))
            let second = ScriptedProvider("two")
            let delivery = Delivery(.sms, providers: [first, second], server: room.server)
            #expect(
                try await firstAsked(1_000...1_004, delivery, room) == Array(repeating: "one", count: failures))
            #expect(first.asked.count == failures && second.asked.isEmpty)
            #expect(try await firstAsked(2_000...2_002, delivery, room) == ["two", "two", "two"])
            #expect(first.asked.count == failures)
            // What had failed is tried again at the second all the while.
            room.time.advance(by: pause(CircuitBreaker.Limits.pauseMilliseconds))
            let probed = try await firstAsked(3_000...3_002, delivery, room)
            #expect(probed.filter { $0 == "one" }.count == 1 && probed.filter { $0 == "two" }.count == 2)
            #expect(first.asked.count == failures + 1)
            // It failed again: the pause is twice as long.
            room.time.advance(by: pause(2 * CircuitBreaker.Limits.pauseMilliseconds - 1))
            #expect(try await firstAsked(4_000...4_002, delivery, room) == ["two", "two", "two"])
            #expect(first.asked.count == failures + 1)
            room.time.advance(by: pause(1))
            #expect(try await firstAsked(5_000...5_000, delivery, room) == ["one"])
            // It answered, and is the first choice again.
            #expect(try await firstAsked(6_000...6_004, delivery, room) == Array(repeating: "one", count: 5))
            for message in first.asked + second.asked {
                #expect(try await room.message(message.id.text).state == .delivered)
            }
        }
    }

    @Test("where every choice is left alone a message waits, and none of its attempts is used up")
    func nobody() async throws {
        try await NotifyRoom.run { room in
            let failures = CircuitBreaker.Limits.failuresMax
            let answers = Array(repeating: failed(), count: failures)
            let first = ScriptedProvider("one", answers: answers)
            let second = ScriptedProvider("two", answers: answers)
            let delivery = Delivery(.sms, providers: [first, second], server: room.server)
            _ = try await firstAsked(1_000...1_004, delivery, room)
            _ = try await firstAsked(2_000...2_004, delivery, room)
            #expect(first.asked.count == failures && second.asked.count == failures)
            let id = try #require(try await room.code("13812343000").first?.id)
            #expect(try await room.deliver(delivery) == 1)
            var message = try await room.message(id)
            #expect(message.state == .queued && message.attempts.isEmpty)
            #expect(first.asked.count == failures && second.asked.count == failures)
            // Its schedule was not begun either: as soon as somebody may be asked it goes.
            for _ in 0..<3 {
                room.time.advance(by: pause(2 * CircuitBreaker.Limits.pauseMilliseconds))
                try await room.deliver(delivery)
            }
            message = try await room.message(id)
            #expect(message.state == .delivered && message.attempts.count == 1)
        }
    }

    @Test("a recipient's server that asks to come again says nothing against the mail server")
    func putOff() async throws {
        try await NotifyRoom.run { room in
            let answers = Array(repeating: AttemptOutcome.putOff(reason: "reply 450", after: nil), count: 10)
            let provider = ScriptedProvider(answers: answers)
            let delivery = Delivery(.email, providers: [provider], server: room.server)
            try await room.setContacts("acc_a", email: "a@example.com")
            var ids: [String] = []
            for number in 0..<11 {
                ids += try await room.sealed(event: "e\(number)", channels: [.email]).map(\.id)
            }
            #expect(try await room.deliver(delivery) == 11)
            #expect(provider.asked.count == 11)
            var states: [NotifyV1.MessageState] = []
            for id in ids { states.append(try await room.message(id).state) }
            #expect(states.filter { $0 == .queued }.count == 10 && states.filter { $0 == .delivered }.count == 1)
        }
    }

    @Test("what is tried again waits for the morning too where it can, and a code does not")
    func quietRetry() async throws {
        let evening = WallTime(milliseconds: NotifyRoom.noon.milliseconds + (9 * 3_600 + 58 * 60 + 50) * 1_000)
        try await NotifyRoom.run(time: SeededTime(start: evening)) { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            let provider = ScriptedProvider(answers: Array(repeating: failed(), count: 4))
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let notice = try #require(try await room.sealed(channels: [.sms]).first?.id)
            for pause in [0, 6, 40] {
                room.time.advance(by: .seconds(pause))
                #expect(try await room.deliver(delivery) == 1)
            }
            // The notice's next pause ends after ten.
            let code = try #require(try await room.code("13812349999").first?.id)
            #expect(try await room.deliver(delivery) == 1)
            room.time.advance(by: .seconds(40))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(code).state == .delivered)
            room.time.advance(by: .seconds(3_600))
            #expect(try await room.deliver(delivery) == 0)
            room.time.advance(by: .seconds(9 * 3_600))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(notice).state == .delivered)
        }
    }

    @Test("what nobody was there to send in time is not sent in the night")
    func quietStart() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            let provider = ScriptedProvider()
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            _ = try await room.sealed(channels: [.sms])
            room.time.advance(by: .seconds(11 * 3_600))
            try await room.deliver(delivery)
            #expect(provider.asked.isEmpty)
            room.time.advance(by: .seconds(9 * 3_600))
            try await room.deliver(delivery)
            #expect(provider.asked.count == 1)
        }
    }

    @Test("that a provider is asked for messages that are due together is written down with one commit")
    func begunTogether() async throws {
        try await NotifyRoom.run { room in
            let provider = HeldProvider(holdingFirst: Limits.deliveriesMax)
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            var ids: [String] = []
            for number in 0..<Limits.deliveriesMax { ids += try await room.code("138123400\(10 + number)").map(\.id) }
            let before = room.store.statistics.commits
            let running = Task { try await delivery.run() }
            try await until { provider.asked == Limits.deliveriesMax }
            #expect(room.store.statistics.commits - before == 1)
            for id in ids { #expect(try await room.message(id).state == .attempted) }
            provider.letGo()
            try await until { try await room.store.read { try $0.jobCounts("deliver-sms")[.done] } == ids.count }
            running.cancel()
            _ = try? await running.value
            for id in ids { #expect(try await room.message(id).state == .delivered) }
        }
    }

    @Test("one message that cannot be read keeps none of those back that are due with it")
    func unreadable() async throws {
        try await NotifyRoom.run { room in
            let broken = try #require(try await room.code("13812340010").first?.id)
            let whole = try #require(try await room.code("13812340011").first?.id)
            _ = try await room.store.write { transaction in
                try transaction.execute("UPDATE messages SET content = zeroblob(40) WHERE id = ?", .text(broken))
            }
            let provider = ScriptedProvider()
            let running = Task { try await Delivery(.sms, providers: [provider], server: room.server).run() }
            try await until { provider.asked.map(\.id.text) == [whole] }
            try await until { try await room.message(whole).state == .delivered }
            running.cancel()
            _ = try? await running.value
        }
    }

    @Test("a provider that is slow with some messages holds up none of the others")
    func window() async throws {
        try await NotifyRoom.run { room in
            let provider = HeldProvider(holdingFirst: Limits.deliveriesMax - 1)
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let running = Task { try await delivery.run() }
            let count = 3 * Limits.deliveriesMax
            for number in 0..<count { _ = try await room.code("138123400\(10 + number)") }
            try await until { provider.delivered == count - (Limits.deliveriesMax - 1) }
            provider.letGo()
            try await until { provider.delivered == count }
            running.cancel()
            _ = try? await running.value
            #expect(provider.mostAtOnce == Limits.deliveriesMax)
        }
    }

    @Test("what a provider answers while the service ends is written down, and nothing is sent again for it")
    func ending() async throws {
        try await NotifyRoom.run { room in
            let provider = HeldProvider(holdingFirst: 1)
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            let running = Task { try await delivery.run() }
            let receipt = try #require(try await room.code("13812340010").first)
            try await until { provider.asked == 1 }
            running.cancel()
            provider.letGo()
            _ = try? await running.value
            #expect(provider.delivered == 1)
            #expect(try await room.message(receipt.id).state == .delivered)
        }
    }

    @Test("messages of a day that can wait come as one, and what was gathered says so")
    func digest() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            _ = try await room.centre.setPreferences(
                .init(preferences: .init(language: "zh-CN", digest: .init(minute: 18 * 60))),
                options: room.options("acc_a"))
            var gathered: [String] = []
            for number in 0..<3 {
                let receipts = try await room.sealed(event: "e\(number)")
                #expect(receipts.map(\.state) == [.delivered, .accepted])
                gathered += receipts.filter { $0.channel == .sms }.map(\.id)
            }
            #expect(try await room.server.sweepDigests() == 0)
            room.time.advance(by: .seconds(6 * 3_600))
            #expect(try await room.server.sweepDigests() == 1)
            #expect(try await room.server.sweepDigests() == 0)
            let provider = ScriptedProvider()
            #expect(try await room.deliver(Delivery(.sms, providers: [provider], server: room.server)) == 1)
            #expect(provider.asked.first?.content.text == "【版证通】您有3条新消息（2026年11月23日），请登录消息中心查看。")
            for id in gathered {
                let message = try await room.message(id)
                #expect(message.state == .undelivered && message.cause == "gathered")
            }
            #expect(try await room.messages.listDeadLetters(.init(), options: room.options("s")).deadLetters.isEmpty)
        }
    }
}
