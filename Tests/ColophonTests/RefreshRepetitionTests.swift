import MeshKernel
import Synchronization
import Testing

@testable import colophon

@Suite("Asking for the next tokens again", .timeLimit(.minutes(1)))
struct RefreshRepetitionTests {
    /// A clock that is moved by hand.
    private final class HandTime: TimeSource {
        private let moment = Mutex(Int64(0))
        func advance(seconds: Int64) { moment.withLock { $0 += seconds * 1_000_000_000 } }
        func wall() -> WallTime { WallTime(milliseconds: 0) }
        func monotonic() -> MonotonicTime { MonotonicTime(nanoseconds: moment.withLock { $0 }) }
    }

    private let away = Failure.unreachable("identity did not answer in time")

    /// How often it was asked when the first `lost` answers are lost, each after `seconds`, and what came of it.
    private func asked(lost: Int, seconds: Int64 = 0) async -> (count: Int, result: Result<String, any Error>) {
        let time = HandTime()
        var count = 0
        do {
            let token = try await RefreshRepetition(time: time).run { limit in
                count += 1
                #expect(limit == .seconds(3))
                time.advance(seconds: seconds)
                if count <= lost { throw away }
                return "next"
            }
            return (count, .success(token))
        } catch {
            return (count, .failure(error))
        }
    }

    @Test("a lost answer is asked for again, and the sign-in goes on")
    func lost() async throws {
        for lost in 0...2 {
            let (count, result) = await asked(lost: lost, seconds: 3)
            #expect(try result.get() == "next" && count == lost + 1)
        }
    }

    @Test("after three attempts it is said that identity is away")
    func givenUp() async {
        let (count, result) = await asked(lost: 9, seconds: 3)
        #expect(throws: away) { try result.get() }
        #expect(count == 3)
    }

    @Test("nothing is asked that could come after the ten seconds, for it would end the sign-in")
    func tooLate() async {
        let (count, result) = await asked(lost: 9, seconds: 8)
        #expect(throws: away) { try result.get() }
        #expect(count == 1)
    }

    @Test("what identity refuses is not asked again")
    func refused() async {
        var count = 0
        await #expect(throws: Failure.refused("the sign-in has ended")) {
            try await RefreshRepetition(time: HandTime()).run { _ -> String in
                count += 1
                throw Failure.refused("the sign-in has ended")
            }
        }
        #expect(count == 1)
    }
}
