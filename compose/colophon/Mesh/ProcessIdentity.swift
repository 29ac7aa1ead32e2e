import FoundationEssentials

/// A process that cannot be mistaken for a later one with the same number: its number, the tick of its start, and the
/// boot those ticks count from.
struct ProcessIdentity: Sendable, Equatable, Codable {
    let pid: Int32
    /// Clock ticks from boot to the start of the process: field 22 of `/proc/PID/stat`, proc(5).
    let startTicks: UInt64
    let bootID: String

    /// The process that has this number now; nil when none has, or only a dead one that nobody has collected.
    static func current(pid: Int32) -> ProcessIdentity? {
        guard let text = StateFolder.contents("/proc/\(pid)/stat"), let fields = StatLine(text), !fields.isDead,
            let boot = StateFolder.contents("/proc/sys/kernel/random/boot_id")
        else { return nil }
        let bootID = String(decoding: boot, as: UTF8.self).filter { $0 != "\n" }
        return ProcessIdentity(pid: pid, startTicks: fields.startTicks, bootID: bootID)
    }

    /// Whether this very process still runs.
    var isAlive: Bool { Self.current(pid: pid) == self }

    /// Bytes of memory that are resident now; nil when the process is gone.
    var residentBytes: UInt64? {
        guard isAlive, let status = StateFolder.contents("/proc/\(pid)/status") else { return nil }
        for line in status.split(separator: UInt8(ascii: "\n")) {
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }
            if words.count == 3, words[0] == "VmRSS:", let kilobytes = UInt64(words[1]) { return kilobytes * 1_024 }
        }
        return nil
    }
}

/// The fields of `/proc/PID/stat` that matter here.
struct StatLine: Equatable {
    let state: Character
    let startTicks: UInt64

    /// Parses the line; the command's name, in parentheses, may itself hold spaces and parentheses.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // The first field after the name is field 3.
        guard fields.count > 19, let state = fields[0].first, let ticks = UInt64(fields[19]) else { return nil }
        self.state = state
        startTicks = ticks
    }

    /// A zombie or a process being torn down: it runs no more, whether or not anybody has collected it.
    var isDead: Bool { state == "Z" || state == "X" }
}
