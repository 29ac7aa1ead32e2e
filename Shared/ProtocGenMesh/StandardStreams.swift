#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Whole inputs and outputs by file descriptor.
enum StandardStreams {
    /// A read or write that failed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func readAll(_ descriptor: Int32 = STDIN_FILENO) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw Failure(description: "read: \(String(cString: strerror(errno)))")
            }
            bytes += buffer[..<count]
        }
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw Failure(description: "write: \(String(cString: strerror(errno)))")
            }
            written += count
        }
    }

    /// Runs `program` from the path with `input`; its output, or nil when it fails or cannot be started.
    static func run(_ program: String, input: [UInt8]) throws(Failure) -> [UInt8]? {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Failure(description: "pipe: \(String(cString: strerror(errno)))")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        for end in toChild + fromChild { posix_spawn_file_actions_addclose(&actions, end) }
        var child: pid_t = 0
        let name = strdup(program)
        defer { free(name) }
        var arguments: [UnsafeMutablePointer<CChar>?] = [name, nil]
        let status = posix_spawnp(&child, program, &actions, nil, &arguments, environ)
        close(toChild[0])
        close(fromChild[1])
        guard status == 0 else {
            close(toChild[1])
            close(fromChild[0])
            return nil
        }
        // A protoc plugin reads all of its input before it writes, so the two ends cannot wait for each other.
        try write(input, to: toChild[1])
        close(toChild[1])
        let output = try readAll(fromChild[0])
        close(fromChild[0])
        var exit: Int32 = 0
        while waitpid(child, &exit, 0) < 0 && errno == EINTR {}
        return exit == 0 ? output : nil
    }
}
