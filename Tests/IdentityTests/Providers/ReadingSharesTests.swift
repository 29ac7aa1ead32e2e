import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("Shares of the reading of pictures")
struct ReadingSharesTests {
    private let time = SeededTime()

    private func account(_ number: Int) -> Identifier {
        let digits = String(number, radix: 16)
        return Identifier(
            stored: "acc_0192f3c1-5b1e-7cc0-8f3e-" + String(repeating: "0", count: 12 - digits.count) + digits)
    }

    @Test("one picture of an account at a time, and others at the same time")
    func turns() {
        let shares = ReadingShares(time: time)
        #expect(shares.begin(account(1)) == .now)
        #expect(shares.begin(account(1)) == .later)
        #expect(shares.begin(account(2)) == .now)
        shares.end(account(1), took: .seconds(1))
        #expect(shares.begin(account(1)) == .now)
    }

    @Test("a minute of an hour for each account, and another one in the next hour")
    func hour() {
        let shares = ReadingShares(time: time)
        for _ in 0..<4 {
            #expect(shares.begin(account(1)) == .now)
            shares.end(account(1), took: .milliseconds(14_999))
            time.advance(by: .seconds(15))
        }
        #expect(shares.begin(account(1)) == .now)
        shares.end(account(1), took: .milliseconds(4))
        for _ in 0..<2 { #expect(shares.begin(account(1)) == .never) }
        #expect(shares.begin(account(2)) == .now)
        time.advance(by: .milliseconds(3_600_000 - 60_000 - 1))
        #expect(shares.begin(account(1)) == .never)
        time.advance(by: .milliseconds(1))
        #expect(shares.begin(account(1)) == .now)
    }

    @Test("what is known is bounded: accounts whose hour is over make room, and without room nothing is read")
    func bounded() {
        let shares = ReadingShares(time: time)
        #expect(shares.begin(account(0)) == .now)
        for number in 1..<Limits.readingAccountsMax {
            #expect(shares.begin(account(number)) == .now)
            shares.end(account(number), took: .zero)
        }
        #expect(shares.begin(account(Limits.readingAccountsMax)) == .never)
        time.advance(by: .seconds(3_600))
        #expect(shares.begin(account(Limits.readingAccountsMax)) == .now)
        // Whose picture is being read is not forgotten.
        #expect(shares.begin(account(0)) == .later)
    }
}
