import MeshKernel

/// How far a transfer is: percentage, rate, remaining time. A value; `ProgressDisplay` decides when it is seen.
struct ProgressBar {
    /// The weight of the newest rate in the running average: about five samples are remembered.
    private static let newestShare = 0.2
    /// The widest bar that is still a glance.
    private static let barColumnsMax = 30

    let name: String
    let total: UInt64
    private(set) var done: UInt64 = 0
    private let started: MonotonicTime
    private var sampled: (at: MonotonicTime, done: UInt64)
    private var bytesPerSecond: Double?

    /// A bar that starts now, for `total` bytes.
    init(name: String, total: UInt64, now: MonotonicTime) {
        self.name = name
        self.total = total
        started = now
        sampled = (now, 0)
    }

    /// Takes note that `done` bytes have been sent by `now`. The rate is a running average of samples at least 100 ms
    /// apart, so that one slow write does not make the remaining time jump.
    mutating func advance(to done: UInt64, now: MonotonicTime) {
        self.done = min(done, total)
        let seconds = Double(now.since(sampled.at).wholeMilliseconds) / 1_000
        guard seconds >= 0.1 else { return }
        let rate = Double(self.done - sampled.done) / seconds
        bytesPerSecond = bytesPerSecond.map { $0 + (rate - $0) * Self.newestShare } ?? rate
        sampled = (now, self.done)
    }

    /// Hundredths of the whole, rounded down: 100 means every byte is sent.
    var percent: Int {
        total == 0 ? 100 : Int((Double(done) / Double(total) * 100).rounded(.down))
    }

    /// The time still needed at the present rate; nil until a rate is known.
    var remaining: Duration? {
        guard let bytesPerSecond, bytesPerSecond > 0 else { return nil }
        return .milliseconds(Int64((Double(total - done) / bytesPerSecond * 1_000).rounded(.up)))
    }

    /// One line of at most `columns` columns: name, bar, percentage, size, rate, remaining time.
    func line(columns: Int) -> String {
        let rate = bytesPerSecond.map { Quantity.bytes(UInt64(max(0, $0))) + "/s" } ?? "--"
        let left = remaining.map { Quantity.duration($0) + " left" } ?? ""
        let percentage = String(repeating: " ", count: max(0, 3 - "\(percent)".count)) + "\(percent)%"
        let facts = [percentage, "\(Quantity.bytes(done)) of \(Quantity.bytes(total))", rate, left]
            .filter { !$0.isEmpty }.joined(separator: "  ")
        let room = columns - 1 - TerminalColumns.count(facts) - 2
        let shortName = Self.shortened(name, to: max(8, room - Self.barColumnsMax - 4))
        let width = min(Self.barColumnsMax, room - TerminalColumns.count(shortName) - 4)
        guard width >= 5 else { return TerminalColumns.prefix(shortName + "  " + facts, columns - 1) }
        let filled = width * percent / 100
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        return "\(shortName)  [\(bar)]  \(facts)"
    }

    private static func shortened(_ name: String, to count: Int) -> String {
        TerminalColumns.count(name) <= count ? name : TerminalColumns.prefix(name, count - 1) + "…"
    }
}
