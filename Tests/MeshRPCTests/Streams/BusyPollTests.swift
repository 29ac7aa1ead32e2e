import MeshRPC
import Testing

@Suite("Polling before sleep", .timeLimit(.minutes(2)))
struct BusyPollTests {
    @Test("as long as it finds bytes it goes on")
    func hits() {
        var poll = BusyPoll(nanosecondsMax: 1_000)
        for _ in 0..<1_000 {
            let polls = poll.shouldPoll()
            #expect(polls)
            poll.hit()
        }
    }

    @Test("each fruitless poll doubles the turns that sleep at once, up to a bound")
    func misses() {
        var poll = BusyPoll(nanosecondsMax: 1_000)
        var skipped: [Int] = []
        for _ in 0...Limits.busyPollMissesMax + 2 {
            var turns = 0
            while !poll.shouldPoll() { turns += 1 }
            skipped.append(turns)
            poll.miss()
        }
        #expect(skipped == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 256])
    }

    @Test("one find ends the doubling")
    func recovery() {
        var poll = BusyPoll(nanosecondsMax: 1_000)
        for _ in 0..<5 {
            while !poll.shouldPoll() {}
            poll.miss()
        }
        while !poll.shouldPoll() {}
        poll.hit()
        let afterHit = poll.shouldPoll()
        poll.miss()
        let afterMiss = (poll.shouldPoll(), poll.shouldPoll())
        #expect(afterHit)
        #expect(afterMiss == (false, true))
    }

    @Test("with no time it never polls")
    func off() {
        var poll = BusyPoll(nanosecondsMax: 0)
        for _ in 0..<10 {
            let polls = poll.shouldPoll()
            #expect(!polls)
        }
    }
}
