import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("Sign-ins and their refresh tokens", .timeLimit(.minutes(5)))
struct SessionFamilyTests {
    private let start = WallTime(milliseconds: 1_767_225_600_000)
    private let session = Identifier(stored: "ses_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
    private let account = Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")

    private var fresh: SessionFamily { SessionFamily(id: session, account: account, startedAt: start) }

    private func after(seconds: Int64, _ milliseconds: Int64 = 0) -> WallTime {
        WallTime(milliseconds: start.milliseconds + seconds * 1_000 + milliseconds)
    }

    @Test("each refresh takes the place of the one before")
    func rotation() {
        var family = fresh
        for generation in Int64(1)...5 {
            let (next, outcome) = family.refreshing(generation, now: after(seconds: generation))
            #expect(outcome == .rotated && next.generation == generation + 1)
            family = next
        }
        #expect(family.isOpen(after(seconds: 5)) && family.rotatedAt == after(seconds: 5))
    }

    @Test("a lost answer is asked for again within ten seconds; later it is somebody's copy and ends everything")
    func reuse() {
        let second = fresh.refreshing(1, now: after(seconds: 100)).family
        #expect(second.refreshing(1, now: after(seconds: 109, 999)) == (second, .repeated))
        let (ended, outcome) = second.refreshing(1, now: after(seconds: 110))
        #expect(outcome == .reused && ended.end == .reused && !ended.isOpen(after(seconds: 110)))
        #expect(ended.refreshing(2, now: after(seconds: 111)).1 == .ended)
        // The newest was used meanwhile: whoever has the first is not the one who got the second.
        let third = second.refreshing(2, now: after(seconds: 101)).family
        #expect(third.refreshing(1, now: after(seconds: 102)).1 == .reused)
    }

    @Test("no generation is taken before it was given out")
    func unknown() {
        #expect(fresh.refreshing(2, now: start).1 == .unknown && fresh.refreshing(0, now: start).1 == .unknown)
        #expect(fresh.refreshing(.min, now: start).1 == .unknown)
    }

    @Test("two weeks without use end a sign-in, and ninety days end any")
    func expiry() {
        let idle = SessionFamily.Limits.idleSeconds
        #expect(fresh.refreshing(1, now: after(seconds: idle, -1)).1 == .rotated)
        #expect(fresh.refreshing(1, now: after(seconds: idle)).1 == .expired)
        var family = fresh
        var seconds: Int64 = 0
        while seconds + idle - 1 < SessionFamily.Limits.lifeSeconds {
            seconds += idle - 1
            family = family.refreshing(family.generation, now: after(seconds: seconds)).family
        }
        #expect(family.expiresAt == after(seconds: SessionFamily.Limits.lifeSeconds))
        #expect(
            family.refreshing(family.generation, now: after(seconds: SessionFamily.Limits.lifeSeconds)).1 == .expired)
    }

    @Test("the first reason for an end stands")
    func reasons() {
        #expect(fresh.ended(.signedOut).ended(.reused).end == .signedOut)
    }

    @Test("whatever comes back in whatever order, one copy at most stays good", arguments: UInt64(1)...50)
    func random(_ seed: UInt64) {
        let random = SeededRandom(seed: seed)
        var family = fresh
        var now = start
        for _ in 0..<200 {
            now = now.advanced(by: .milliseconds(random.integer(in: 0...20_000)))
            let presented = Int64(random.integer(in: 0...Int(family.generation) + 1))
            let before = family
            let (next, outcome) = family.refreshing(presented, now: now)
            family = next
            switch outcome {
            case .rotated: #expect(presented == before.generation && family.generation == before.generation + 1)
            case .repeated: #expect(presented == before.generation - 1 && family == before)
            case .reused: #expect(presented < before.generation && family.end == .reused)
            case .ended: #expect(before.end != nil && family == before)
            case .expired, .unknown: #expect(family == before)
            }
        }
    }

    @Test("a refresh token is genuine with its own key, session and generation, and with nothing else")
    func tokens() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let token = RefreshToken(session: session, generation: 3, key: key)
        let read = try #require(RefreshToken(token.text))
        #expect(read == token && read.isGenuine(key: key) && !read.isGenuine(key: [UInt8](repeating: 8, count: 32)))
        let moved = token.text.replacing(".3.", with: ".2.")
        #expect(RefreshToken(moved)?.isGenuine(key: key) == false)
        for bad in [
            "", "..", session.text, token.text + "=", token.text + "A", token.text.replacing(".3.", with: ".03."),
            token.text.replacing(".3.", with: ".-3."), token.text.replacing("ses_", with: "acc_"),
            token.text + String(repeating: "A", count: 200),
        ] {
            #expect(RefreshToken(bad) == nil, "\(bad)")
        }
    }

    @Test("a device's name that would steer a terminal is dropped, a long one cut, and nobody kept out")
    func devices() {
        #expect(Device(name: "Fox\u{1B}[2J", source: "a\nb") == Device(name: "", source: ""))
        #expect(Device(name: String(repeating: "机", count: 150), source: "").name.count == 100)
    }
}
