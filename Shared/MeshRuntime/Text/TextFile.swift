#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Small files, whole.
enum TextFile {
    /// Why a file could not be read.
    struct Failure: Error {
        let reason: String
    }

    /// The bytes of a file of at most `limitBytes`.
    static func bytes(_ path: String, limitBytes: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(reason: SystemError.last.text) }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(reason: SystemError.last.text) }
            if count == 0 { return content }
            content.append(contentsOf: buffer[..<count])
            guard content.count <= limitBytes else { throw Failure(reason: "larger than \(limitBytes) bytes") }
        }
    }

    /// The text of a configuration file.
    static func configuration(_ path: String) throws(ConfigurationError) -> String {
        let content: [UInt8]
        do {
            content = try bytes(path, limitBytes: Limits.configurationBytesMax)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .syntax(file: path, line: nil, reason: "not UTF-8")
        }
        return text
    }
}
