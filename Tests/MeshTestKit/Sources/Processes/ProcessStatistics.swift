#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What the kernel says about a running process, from `/proc`.
package struct ProcessStatistics: Sendable {
    /// Processor time, user and system, of all threads so far, in milliseconds (the kernel counts in ticks of 10).
    package let processorMilliseconds: Int
    /// Memory resident now, in KiB (VmRSS).
    package let residentKibibytes: Int
    /// Of that, what is in no file: heaps, stacks and written data, in KiB (RssAnon).
    package let privateKibibytes: Int
    /// The most that was resident since the start or the last `forgetPeak`, in KiB (VmHWM).
    package let peakResidentKibibytes: Int

    /// Reads the statistics of `pid`; an error when there is no such process.
    package init(of pid: Int32) throws(SystemFailure) {
        let stat = try WholeFile.text("/proc/\(pid)/stat")
        // The name in the second field may hold spaces and parentheses: fields count from the last one.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = fields.count > 13 ? (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0) : 0
        processorMilliseconds = ticks * 1_000 / Int(sysconf(Int32(_SC_CLK_TCK)))

        var sizes: [Substring: Int] = [:]
        for line in try WholeFile.text("/proc/\(pid)/status").split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == "\t" || $0 == " " || $0 == ":" })
            if words.count >= 2, let size = Int(words[1]) { sizes[words[0]] = size }
        }
        residentKibibytes = sizes["VmRSS"] ?? 0
        privateKibibytes = sizes["RssAnon"] ?? 0
        peakResidentKibibytes = sizes["VmHWM"] ?? 0
    }

    /// The statistics of the running process itself.
    package static func own() throws(SystemFailure) -> ProcessStatistics { try ProcessStatistics(of: getpid()) }

    /// Starts the search for the peak anew, from what is resident now (`clear_refs`, see proc(5)).
    package static func forgetPeak(of pid: Int32) throws(SystemFailure) {
        try WholeFile.replace("/proc/\(pid)/clear_refs", with: "5")
    }
}
