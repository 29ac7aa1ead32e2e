internal import CSpawn
internal import MeshKernel

#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

/// Another program, run to its end within bounds on its time, its memory and what it writes.
enum BoundedProgram {
    /// What it may take.
    struct Bounds: Sendable {
        /// Of address space.
        let memoryKibibytes: Int
        /// By the clock, and of processor time.
        let seconds: Int64
        /// To standard output, and as much again to standard error.
        let outputBytes: Int
    }

    /// How it ended, and what it wrote until then.
    struct Ended: Sendable {
        enum How: Sendable, Equatable {
            case code(Int32)
            case signal(Int32)
            /// It took longer than it may and was killed.
            case overdue
        }

        let how: How
        let output: [UInt8]
        let errors: [UInt8]
    }

    /// It could not be started; names the step that failed and the system's code.
    struct Failure: Error, Sendable, Equatable {
        let step: String
        let code: Int32
    }

    /// Between two looks whether it has ended.
    private static let lookMicroseconds: UInt32 = 5_000

    /// Bounds itself, gives way to whoever else wants the processor, and becomes the program: nothing else can bound a
    /// program that was started from a process of many threads. Where the system has `setpriv` (Debian: util-linux), the
    /// program ends with the thread that waits for it, so also when this process is killed.
    private static let script = """
        ulimit -c 0 && ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" && shift 3 || exit 125
        command -v setpriv > /dev/null && exec nice -n 10 setpriv --pdeathsig KILL "$@"
        exec nice -n 10 "$@"
        """

    /// Runs `words` with `input` to read. Blocks the thread until the program has ended, which it does by itself or by
    /// force.
    static func run(
        _ words: [String], input: [UInt8], bounds: Bounds, time: any TimeSource
    ) throws(Failure) -> Ended {
        colophon_keep_ends()
        let begin = time.monotonic()
        let picture = try MemoryFile("input")
        try picture.write(input)
        let (output, errors) = (try MemoryFile("output"), try MemoryFile("errors"))
        let limits = ["\(bounds.memoryKibibytes)", "\(bounds.seconds)", "\((bounds.outputBytes + 511) / 512)"]
        // The picture is read by nobody here any more, and must be open until the program has it.
        defer { withExtendedLifetime(picture) {} }
        let child = try start(
            ["/bin/sh", "-c", script, "sh"] + limits + words, picture.descriptor, output.descriptor,
            errors.descriptor)
        let end = begin.advanced(by: .seconds(bounds.seconds))
        var status: Int32 = 0
        var isOverdue = false
        while true {
            let found = waitpid(child, &status, isOverdue ? 0 : WNOHANG)
            if found == child { break }
            if found < 0, errno != EINTR { throw Failure(step: "wait for it", code: errno) }
            if !isOverdue, time.monotonic() >= end {
                kill(child, SIGKILL)
                isOverdue = true
            } else if found == 0 {
                usleep(lookMicroseconds)
            }
        }
        return Ended(
            how: isOverdue ? .overdue : how(status), output: output.contents(bounds.outputBytes),
            errors: errors.contents(bounds.outputBytes))
    }

    private static func how(_ status: Int32) -> Ended.How {
        let signal = status & 0x7F
        return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
    }

    private static func start(
        _ words: [String], _ input: Int32, _ output: Int32, _ errors: Int32
    ) throws(Failure) -> pid_t {
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = Self.variables.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        let code = colophon_spawn(&child, &arguments, &variables, input, output, errors)
        guard code == 0 else { throw Failure(step: "start it", code: code) }
        return child
    }

    /// One thread; words and numbers as programs write them.
    private static let variables = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "OMP_THREAD_LIMIT=1"]
}

/// A file that is in memory and has no name; gone with this object.
private final class MemoryFile {
    let descriptor: Int32

    init(_ name: String) throws(BoundedProgram.Failure) {
        descriptor = colophon_memory_file(name)
        guard descriptor >= 0 else { throw BoundedProgram.Failure(step: "make a file in memory", code: errno) }
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes` and goes back to the beginning.
    func write(_ bytes: [UInt8]) throws(BoundedProgram.Failure) {
        var fault: Int32 = 0
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count, fault == 0 {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(written))
                if count > 0 { written += count } else if errno != EINTR { fault = errno == 0 ? EIO : errno }
            }
        }
        guard fault == 0 else { throw BoundedProgram.Failure(step: "hand over the picture", code: fault) }
    }

    /// Up to `count` bytes from the beginning.
    func contents(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(filled))
                if got > 0 { filled += got } else if got == 0 || errno != EINTR { return }
            }
        }
    }
}
