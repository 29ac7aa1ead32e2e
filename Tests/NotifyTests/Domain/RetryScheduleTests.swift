import Notify
import Testing

@Suite("When a message is tried again", .timeLimit(.minutes(5)))
struct RetryScheduleTests {
    private func total(_ schedule: RetrySchedule, chance: UInt64 = 0) -> Int64 {
        (1..<schedule.attemptsMax).reduce(0) { sum, number in
            sum + (schedule.pause(after: number, chance: chance)?.components.seconds ?? 0)
        }
    }

    @Test("a webhook is called ten times over about 75 hours")
    func webhook() {
        let schedule = RetrySchedule.of(.webhook)
        #expect(schedule.attemptsMax == 10)
        #expect(total(schedule) == 75 * 3_600 + 35 * 60 + 5)
        #expect(schedule.pause(after: 1, chance: 0) == .seconds(5))
        #expect(schedule.pause(after: 10, chance: 0) == nil)
        // Chance adds a twentieth at most.
        #expect(
            (1..<10).allSatisfy { number in
                let least = schedule.pause(after: number, chance: 0) ?? .zero
                let chances: [UInt64] = [1, 999, .max]
                return chances.allSatisfy { chance in
                    let pause = schedule.pause(after: number, chance: chance) ?? .zero
                    return pause >= least && pause <= least * 21 / 20
                }
            })
    }

    @Test("a provider that asks for a pause gets at least that, up to a day")
    func asked() {
        let schedule = RetrySchedule.of(.sms)
        #expect(schedule.pause(after: 1, chance: 0, asked: .seconds(60)) == .seconds(60))
        #expect(schedule.pause(after: 1, chance: 0, asked: .seconds(1)) == .seconds(5))
        #expect(schedule.pause(after: 1, chance: 0, asked: .seconds(9_999_999)) == .seconds(86_400))
    }

    @Test("what goes into the own store is not tried again, and there is no attempt before the first")
    func edges() {
        #expect(RetrySchedule.of(.inApp).attemptsMax == 1)
        #expect(RetrySchedule.of(.inApp).pause(after: 1, chance: 0) == nil)
        #expect(RetrySchedule.of(.email).pause(after: 0, chance: 0) == nil)
    }
}
