import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("One-time codes", .timeLimit(.minutes(5)))
struct OneTimeCodeTests {
    private let start = WallTime(milliseconds: 1_767_225_600_000)
    private let right = [UInt8](repeating: 1, count: 32)
    private let wrong = [UInt8](repeating: 2, count: 32)

    private var fresh: OneTimeCode { OneTimeCode(purpose: .login, digest: right, sentAt: start) }

    private func after(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: start.milliseconds + milliseconds) }

    @Test("a code is good once, to the last millisecond of five minutes")
    func once() {
        let (spent, outcome) = fresh.trying(right, for: .login, now: after(299_999))
        #expect(outcome == .accepted && spent.isSpent)
        #expect(spent.trying(right, for: .login, now: after(299_999)).1 == .spent)
        #expect(fresh.trying(right, for: .login, now: after(300_000)).1 == .expired)
        #expect(fresh.trying(right, for: .login, now: after(-1)).1 == .expired)
    }

    @Test("a code is good for its purpose alone, and asking for another costs no try")
    func purpose() {
        for other in CodePurpose.allCases where other != .login {
            let (code, outcome) = fresh.trying(right, for: other, now: start)
            #expect(outcome == .otherPurpose && code == fresh)
        }
    }

    @Test("the fifth wrong try uses a code up, and then the right one is refused too")
    func tries() {
        var code = fresh
        for left in [4, 3, 2, 1, 0] {
            let (next, outcome) = code.trying(wrong, for: .login, now: start)
            #expect(outcome == .wrong(triesLeft: left))
            code = next
        }
        let (still, outcome) = code.trying(right, for: .login, now: start)
        #expect(outcome == .exhausted && still == code)
        let four = OneTimeCode(purpose: .login, digest: right, sentAt: start, wrongTries: 4)
        #expect(four.trying(right, for: .login, now: start).1 == .accepted)
    }

    @Test("codes have six digits, each as likely as another")
    func draw() {
        let random = SeededRandom(seed: 5)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<2_000 {
            let code = OneTimeCode.draw(from: random)
            #expect(OneTimeCode.isWellFormed(code))
            for digit in code.utf8 { counts[Int(digit) - 48] += 1 }
        }
        // 12,000 digits: five standard deviations are 164.
        #expect(counts.allSatisfy { abs($0 - 1_200) < 164 }, "\(counts)")
        for bad in ["", "12345", "1234567", "12345a", "１23456", "12345 "] { #expect(!OneTimeCode.isWellFormed(bad)) }
    }

    @Test("a recipient gets a code a minute, five an hour, ten a day")
    func recipient() {
        let allowance = SendingAllowance.recipient
        #expect(allowance.wait(after: [], now: start) == nil)
        #expect(allowance.wait(after: [start], now: after(59_999)) == .milliseconds(1))
        #expect(allowance.wait(after: [start], now: after(60_000)) == nil)
        let five = (0..<5).map { after($0 * 60_000) }
        #expect(allowance.wait(after: five, now: after(300_000)) == .milliseconds(3_300_000))
        #expect(allowance.wait(after: five.reversed(), now: after(3_600_000)) == nil)
        let ten = (0..<10).map { after($0 * 3_600_000) }
        #expect(allowance.wait(after: ten, now: after(40_000_000)) == .milliseconds(46_400_000))
        #expect(allowance.wait(after: ten, now: after(86_400_000)) == nil)
        // A clock that was set back lets nobody send more.
        #expect(allowance.wait(after: [after(1_000)], now: start) == .milliseconds(61_000))
    }

    @Test("a letter is read as it was written")
    func letters() throws {
        for recipient in [
            CodeRecipient.mobile(try MobileNumber("13812345678")),
            .email(try #require(EmailAddress("Me@example.cn"))),
        ] {
            let letter = CodeLetter(recipient: recipient, purpose: .changeEmail, code: "012345", expiresAt: start)
            #expect(CodeLetter(decoding: letter.encoded) == letter)
        }
        #expect(CodeLetter(decoding: []) == nil && CodeLetter(decoding: Array("pigeon\na\nlogin\n1\n1".utf8)) == nil)
    }

    @Test("five failures lock for fifteen minutes, and a quiet quarter of an hour forgets them")
    func throttles() {
        let rule = LoginThrottle.Rule.of(.account)
        var count: LoginThrottle?
        for number in 1...5 {
            #expect(count?.wait(now: start) == nil)
            count = LoginThrottle.failing(count, rule: rule, now: start)
            #expect(count?.failures == number)
        }
        #expect(count?.wait(now: start) == .seconds(900))
        #expect(count?.wait(now: after(899_999)) == .milliseconds(1) && count?.wait(now: after(900_000)) == nil)
        // A lock that runs is not made longer, one that is over begins anew.
        #expect(LoginThrottle.failing(count, rule: rule, now: after(1)) == count)
        #expect(LoginThrottle.failing(count, rule: rule, now: after(900_000)).failures == 1)
        let four = LoginThrottle(failures: 4, since: start, lockedUntil: nil)
        #expect(LoginThrottle.failing(four, rule: rule, now: after(899_999)).lockedUntil != nil)
        #expect(LoginThrottle.failing(four, rule: rule, now: after(900_000)).failures == 1)
    }
}
