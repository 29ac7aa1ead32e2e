#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

/// A file on disk, read once from its beginning to its end in bounded pieces.
package enum SourceFile {
    /// Why a file cannot be read whole.
    package enum Failure: Error, Sendable, Equatable {
        case missing
        case isFolder
        /// A device, a pipe or a socket: it may have no end, or never begin.
        case notRegular
        /// Permissions, or the device; the system's words.
        case unreadable(String)
        /// It is larger than the caller takes.
        case tooLarge(maximumBytes: UInt64)
        /// Its size or time of change moved while it was read.
        case changedWhileRead
    }

    /// Hands the file's bytes to `piece`, at most `pieceBytes` at a time, and returns their count.
    package static func read(
        _ path: String, pieceBytes: Int = 262_144, maximumBytes: UInt64 = .max, _ piece: ([UInt8]) throws -> Void
    ) throws -> UInt64 {
        // Opening a pipe that nobody writes would wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw errno == ENOENT ? Failure.missing : Failure.unreadable(reason(errno)) }
        defer { close(descriptor) }
        let before = try status(descriptor)
        guard before.st_mode & S_IFMT != S_IFDIR else { throw Failure.isFolder }
        guard before.st_mode & S_IFMT == S_IFREG else { throw Failure.notRegular }
        guard UInt64(clamping: before.st_size) <= maximumBytes else {
            throw Failure.tooLarge(maximumBytes: maximumBytes)
        }
        var total: UInt64 = 0
        while true {
            var fault: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: pieceBytes) { buffer, count in
                var got = 0
                repeat {
                    got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                } while got < 0 && errno == EINTR
                if got < 0 { fault = errno }
                count = max(0, got)
            }
            guard fault == 0 else { throw Failure.unreadable(reason(fault)) }
            if bytes.isEmpty { break }
            total += UInt64(bytes.count)
            guard total <= maximumBytes else { throw Failure.tooLarge(maximumBytes: maximumBytes) }
            try piece(bytes)
        }
        let after = try status(descriptor)
        guard after.st_size == before.st_size, total == UInt64(clamping: before.st_size),
            after.st_mtim.tv_sec == before.st_mtim.tv_sec, after.st_mtim.tv_nsec == before.st_mtim.tv_nsec
        else { throw Failure.changedWhileRead }
        return total
    }

    /// The whole of a small file.
    package static func bytes(_ path: String, maximumBytes: UInt64) throws -> [UInt8] {
        var content: [UInt8] = []
        _ = try read(path, maximumBytes: maximumBytes) { content += $0 }
        return content
    }

    private static func status(_ descriptor: Int32) throws -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure.unreadable(reason(errno)) }
        return status
    }

    private static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
