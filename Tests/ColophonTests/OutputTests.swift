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

    @Test(
        "text takes the columns that a terminal gives it",
        arguments: [
            ("", 0), ("plain", 5), ("狐与月", 6), ("v1 狐", 5), ("ｆｕｌｌ", 8), ("ﾊﾝ", 2), ("한국어", 6),
            // As one scalar, and with a mark over it; consonant and vowel that are written as one.
            ("é", 1), ("e\u{301}", 1), ("\u{1112}\u{1161}", 2), ("か\u{3099}", 2),
            // A picture, a family, a flag, a heart as a picture and as text, a key.
            ("🦊", 2), ("👩‍👩‍👧", 2), ("🇨🇳", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("1\u{FE0F}\u{20E3}", 2), ("⌚", 2),
            ("a\u{200B}b", 2), ("\u{FFFD}", 1), ("“x”", 3), ("、。「」", 8), ("𠀀", 2), ("½·…", 3),
        ] as [(String, Int)])
    func columns(_ text: String, _ count: Int) { #expect(TerminalColumns.count(text) == count) }

    @Test("columns line up below each other whatever is written in them")
    func wideTable() {
        var table = Table([("name", .left), ("size", .right), ("note", .left)])
        table.add(["狐与月", "10", "a"])
        table.add(["fox 🦊", "900", "b"])
        table.add(["re\u{301}sume\u{301}", "狐", "c"])
        #expect(
            table.lines() == [
                "name    size  note", "狐与月    10  a", "fox 🦊   900  b", "re\u{301}sume\u{301}    狐  c",
            ])
    }

    @Test("a line is cut before the character that does not fit")
    func cut() {
        #expect(TerminalColumns.prefix("狐与月", 5) == "狐与" && TerminalColumns.prefix("狐与月", 6) == "狐与月")
        #expect(TerminalColumns.prefix("abc", 0) == "" && TerminalColumns.prefix("e\u{301}a", 1) == "e\u{301}")
        var bar = ProgressBar(name: String(repeating: "狐", count: 40), total: 5_000, now: time(0))
        bar.advance(to: 2_500, now: time(500))
        for columns in [20, 40, 60, 80, 200] { #expect(TerminalColumns.count(bar.line(columns: columns)) < columns) }
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
