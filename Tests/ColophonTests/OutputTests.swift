import MeshKernel
import Testing

@testable import colophon

@Suite("What people read", .timeLimit(.minutes(5)))
struct OutputTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    @Test(
        "sizes have a prefix and two or three digits",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 KB"), (1_449, "1.4 KB"), (9_949, "9.9 KB"), (9_950, "10 KB"),
            (999_499, "999 KB"), (999_500, "1.0 MB"), (23_000_000, "23 MB"), (UInt64.max, "18 EB"),
        ] as [(UInt64, String)])
    func bytes(_ count: UInt64, _ text: String) { #expect(Quantity.bytes(count) == text) }

    @Test(
        "durations have their two largest units",
        arguments: [
            (-5, "0.0 s"), (440, "0.4 s"), (9_940, "9.9 s"), (12_000, "12 s"), (185_000, "3 min 05 s"),
            (7_620_000, "2 h 07 min"), (356_400_000, "4 d 03 h"),
        ] as [(Int64, String)])
    func durations(_ milliseconds: Int64, _ text: String) {
        #expect(Quantity.duration(.milliseconds(milliseconds)) == text)
    }

    @Test("moments are in UTC, to the millisecond, also before 1970")
    func moments() {
        #expect(Quantity.moment(WallTime(milliseconds: 1_741_064_767_089)) == "2025-03-04 05:06:07.089 UTC")
        #expect(Quantity.moment(WallTime(milliseconds: -1)) == "1969-12-31 23:59:59.999 UTC")
    }

    @Test("a table is as wide as its cells, and no line ends in blanks")
    func table() {
        var table = Table([("name", .left), ("count", .right), ("note", .left)])
        table.add(["a", "10", ""])
        table.add(["longer", "9", "x"])
        #expect(table.lines() == ["name    count  note", "a          10", "longer      9  x"])
    }

    @Test("a bar shows percentage, size, rate and the time that remains")
    func progress() {
        var bar = ProgressBar(name: "film.mp4", total: 100_000_000, now: time(0))
        bar.advance(to: 25_000_000, now: time(1_000))
        #expect(bar.percent == 25)
        #expect(bar.remaining == .seconds(3))
        #expect(
            bar.line(columns: 100)
                == "film.mp4  [#######-----------------------]   25%  25 MB of 100 MB  25 MB/s  3.0 s left")
    }

    @Test("100 % means every byte, and no rate is claimed before it is known")
    func progressEnds() {
        var bar = ProgressBar(name: "a", total: 1_000_001, now: time(0))
        bar.advance(to: 1_000_000, now: time(10))
        #expect(bar.percent == 99)
        #expect(bar.remaining == nil)
        #expect(bar.line(columns: 80).contains("--"))
        bar.advance(to: 1_000_001, now: time(20))
        #expect(bar.percent == 100)
    }

    @Test("a bar never reaches past the terminal", arguments: [20, 40, 60, 80, 200])
    func progressFits(_ columns: Int) {
        var bar = ProgressBar(name: String(repeating: "name", count: 20), total: 5_000, now: time(0))
        bar.advance(to: 2_500, now: time(500))
        #expect(bar.line(columns: columns).count < columns)
    }

    @Test("one slow second does not make the remaining time jump")
    func progressIsSmooth() {
        var bar = ProgressBar(name: "a", total: 1_000, now: time(0))
        for second in 1...5 { bar.advance(to: UInt64(second) * 100, now: time(Int64(second) * 1_000)) }
        #expect(bar.remaining == .seconds(5))
        bar.advance(to: 500, now: time(6_000))
        #expect(bar.remaining == .milliseconds(6_250))
    }
}
