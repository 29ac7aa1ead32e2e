import MeshTestKit

@testable import MeshRuntime

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension TemporaryFolder {
    func text(_ name: String) throws -> String {
        String(decoding: try TextFile.bytes(file(name), limitBytes: 64 << 20), as: UTF8.self)
    }

    func lines(_ name: String) throws -> [String] {
        try text(name).split(separator: "\n").map(String.init)
    }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        guard stat(file(name), &status) == 0 else { throw SystemError.last }
        return status.st_mode & 0o777
    }

    func exists(_ name: String) -> Bool { access(file(name), F_OK) == 0 }

    /// A pipe with a name, open for reading.
    func namedPipe(_ name: String) throws -> NamedPipe {
        guard mkfifo(file(name), 0o600) == 0 else { throw SystemError.last }
        let descriptor = open(file(name), O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError.last }
        // Reads wait from here on; only the opening must not, for nobody writes yet.
        _ = fcntl(descriptor, F_SETFL, 0)
        return NamedPipe(descriptor: descriptor)
    }
}

/// The reading end of a pipe.
final class NamedPipe {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Reads until `isEnough`, until nobody writes any more, or until nothing has come for half a minute.
    func readUntil(_ isEnough: (String) -> Bool) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !isEnough(text) {
            var question = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&question, 1, 30_000) > 0 else { break }
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text
    }
}
