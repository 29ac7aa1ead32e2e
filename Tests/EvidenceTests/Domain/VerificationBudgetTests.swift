import Evidence
import MeshKernel
import MeshTestKit
import Testing

@Suite("What may be asked")
struct VerificationBudgetTests {
    private func budget(time: SeededTime, total: Int = 1_000, sourcesMax: Int = 100) -> VerificationBudget {
        VerificationBudget(
            VerificationBudget.Rates(
                source: .init(burst: 3, perSecond: 2), total: .init(burst: total, perSecond: 10),
                sourceBytes: .init(burst: 10_000, perSecond: 1_000),
                totalBytes: .init(burst: 15_000, perSecond: 1_000), sourcesMax: sourcesMax), time: time)
    }

    private func wait(_ body: () throws -> Void) -> Duration? {
        do {
            try body()
            return nil
        } catch EvidenceError.tooManyQuestions(let delay) {
            return delay
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    @Test("a source has its burst, then its rate, and is told how long to wait; others are not touched")
    func sources() throws {
        let time = SeededTime()
        let budget = budget(time: time)
        for _ in 0..<3 { #expect(wait { try budget.ask("a") } == nil) }
        let told = wait { try budget.ask("a") }
        #expect(told.map { $0 > .milliseconds(499) && $0 < .milliseconds(502) } == true)
        #expect(wait { try budget.ask("b") } == nil)
        time.advance(by: told ?? .zero)
        #expect(wait { try budget.ask("a") } == nil)
        #expect(wait { try budget.ask("a") } != nil)
        time.advance(by: .seconds(3_600))
        for _ in 0..<3 { #expect(wait { try budget.ask("a") } == nil) }
        #expect(wait { try budget.ask("a") } != nil)
    }

    @Test("all together have an allowance too, and who is refused for it keeps their own")
    func total() throws {
        let time = SeededTime()
        let budget = budget(time: time, total: 5)
        for name in ["a", "b", "c", "d", "e"] { #expect(wait { try budget.ask(name) } == nil) }
        #expect(wait { try budget.ask("f") } != nil)
        #expect(wait { try budget.ask(nil) } != nil)
        time.advance(by: .milliseconds(301))
        for _ in 0..<3 { #expect(wait { try budget.ask("f") } == nil) }
        #expect(wait { try budget.ask("f") } != nil)
    }

    @Test("bytes have an allowance of their own, small pieces count as much as 1,024 bytes")
    func bytes() throws {
        let time = SeededTime()
        let budget = budget(time: time)
        #expect(wait { try budget.send(9_000, "a") } == nil)
        #expect(wait { try budget.send(1_001, "a") } != nil)
        #expect(wait { try budget.ask("a") } == nil)
        for _ in 0..<5 { #expect(wait { try budget.send(1, "b") } == nil) }
        #expect(wait { try budget.send(1, "b") } != nil, "15,000 bytes of all are used")
        // More than there will ever be is refused for ever, with a time all the same.
        time.advance(by: .seconds(60))
        #expect(wait { try budget.send(10_001, "a") } != nil)
    }

    @Test("however many sources come, few are remembered, and the busiest is not forgotten for strangers")
    func bounded() throws {
        let time = SeededTime()
        let budget = budget(time: time, total: 1_000_000, sourcesMax: 100)
        for _ in 0..<3 { _ = wait { try budget.ask("busy") } }
        for number in 0..<10_000 {
            _ = wait { try budget.ask("10.0.\(number / 256).\(number % 256)") }
            if number % 40 == 0 { #expect(wait { try budget.ask("busy") } != nil) }
            #expect(budget.sources <= 100)
        }
    }

    @Test(
        "an asker is an IPv4 address or the /64 of an IPv6 address",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
            ("2001:0db8::0001", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("::", "0:0:0:0::/64"),
            ("fe80::1%eth0", "fe80:0:0:0::/64"), ("1:2:3:4:5:6:7::", "1:2:3:4::/64"),
        ])
    func networks(address: String, network: String) {
        #expect(AskerNetwork.name(of: address) == network)
    }

    @Test("an address that is not there is nobody's")
    func nobody() {
        #expect(AskerNetwork.name(of: "") == nil)
    }
}
