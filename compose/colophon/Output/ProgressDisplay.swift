import MeshKernel

/// Shows a progress bar while a file travels: redrawn in place on a terminal, a plain line now and then elsewhere,
/// nothing at all for programs.
struct ProgressDisplay {
    private enum Manner {
        case redrawn, lines, silent
    }

    private static let redrawPause = Duration.milliseconds(80)
    private static let linePause = Duration.seconds(5)

    private let console: Console
    private let time: any TimeSource
    private let manner: Manner
    private var bar: ProgressBar
    private var shown: MonotonicTime

    init(name: String, total: UInt64, console: Console, silent: Bool, time: any TimeSource) {
        self.console = console
        self.time = time
        manner = silent ? .silent : (console.isTerminal ? .redrawn : .lines)
        bar = ProgressBar(name: name, total: total, now: time.monotonic())
        shown = time.monotonic()
    }

    /// Takes note of `done` bytes and shows them when it is time.
    mutating func advance(to done: UInt64) {
        let now = time.monotonic()
        bar.advance(to: done, now: now)
        switch manner {
        case .silent:
            break
        case .redrawn:
            guard now.since(shown) >= Self.redrawPause || done == bar.total else { return }
            console.write("\r\u{1B}[2K" + bar.line(columns: console.columns))
            shown = now
        case .lines:
            guard now.since(shown) >= Self.linePause else { return }
            console.line(bar.line(columns: 100))
            shown = now
        }
    }

    /// Clears what was drawn in place; lines stay.
    func finish() {
        if manner == .redrawn { console.write("\r\u{1B}[2K") }
    }
}
