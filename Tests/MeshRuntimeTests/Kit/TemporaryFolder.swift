import MeshKernel

@testable import MeshRuntime

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A folder of one test, gone afterwards.
struct TemporaryFolder {
    let root: String

    init() throws {
        root = "/tmp/colophon-runtime-" + Hexadecimal.encode(SystemRandom().bytes(8))
        guard mkdir(root, 0o700) == 0 else { throw SystemError.last }
    }

    func path(_ name: String) -> String { "\(root)/\(name)" }

    func write(_ name: String, _ text: String) throws {
        try writeBytes(name, Array(text.utf8))
    }

    func writeBytes(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws {
        let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw SystemError.last }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw SystemError.last }
    }

    func text(_ name: String) throws -> String {
        String(decoding: try TextFile.bytes(path(name), limitBytes: 64 << 20), as: UTF8.self)
    }

    func lines(_ name: String) throws -> [String] {
        try text(name).split(separator: "\n").map(String.init)
    }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        guard stat(path(name), &status) == 0 else { throw SystemError.last }
        return status.st_mode & 0o777
    }

    func exists(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    /// A pipe with a name, open for reading.
    func namedPipe(_ name: String) throws -> NamedPipe {
        guard mkfifo(path(name), 0o600) == 0 else { throw SystemError.last }
        let descriptor = open(path(name), O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError.last }
        // Reads wait from here on; only the opening must not, for nobody writes yet.
        _ = fcntl(descriptor, F_SETFL, 0)
        return NamedPipe(descriptor: descriptor)
    }

    func remove() {
        guard let directory = opendir(root) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { unlink(path(name)) }
        }
        closedir(directory)
        rmdir(root)
    }
}

/// The reading end of a pipe.
final class NamedPipe {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Reads until `isEnough`, or until nobody writes any more.
    func readUntil(_ isEnough: (String) -> Bool) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while !isEnough(text) {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return text
    }
}
