package import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What the system says about this process.
package struct ProcessMetrics: MetricCollector {
    private let startedAt: WallTime

    package init(startedAt: WallTime) {
        self.startedAt = startedAt
    }

    /// Processor time used by all threads so far, in seconds.
    package static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Resident memory in bytes; nil where there is no `/proc`.
    package static var residentBytes: UInt64? {
        guard let pages = fields("/proc/self/statm").dropFirst().first.flatMap({ UInt64($0) }) else { return nil }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Files, sockets and the like that are open.
    package static var openDescriptors: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = -3  // `.`, `..` and the descriptor that reads the list
        while readdir(directory) != nil { count += 1 }
        return count
    }

    /// Threads of the process.
    package static var threads: Int? {
        // The second field is the program's name in parentheses and may hold anything; count from after it.
        let line = (try? TextFile.bytes("/proc/self/stat", limitBytes: 4_096)) ?? []
        guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let rest = String(decoding: line[line.index(after: end)...], as: UTF8.self).split(separator: " ")
        return rest.count > 17 ? Int(rest[17]) : nil
    }

    package func collect(into exposition: inout Exposition) {
        exposition.family("colophon_process_cpu_seconds_total", .counter, help: "Processor time used.")
        exposition.sample([], Self.cpuSeconds)
        if let resident = Self.residentBytes {
            exposition.family("colophon_process_resident_memory_bytes", .gauge, help: "Resident memory.")
            exposition.sample([], resident)
        }
        if let descriptors = Self.openDescriptors {
            exposition.family("colophon_process_open_fds", .gauge, help: "Open file descriptors.")
            exposition.sample([], descriptors)
        }
        if let threads = Self.threads {
            exposition.family("colophon_process_threads", .gauge, help: "Threads.")
            exposition.sample([], threads)
        }
        exposition.family(
            "colophon_process_start_time_seconds", .gauge, help: "When the process started, since the Unix epoch.")
        exposition.sample([], Double(startedAt.milliseconds) / 1_000)
    }

    private static func fields(_ path: String) -> [Substring] {
        let bytes = (try? TextFile.bytes(path, limitBytes: 4_096)) ?? []
        return String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
    }
}
