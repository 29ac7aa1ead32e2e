#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file that lists endpoints, one on each line; `#` begins a comment.
package enum EndpointFile {
    /// Why a file was not taken.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// The system does not give it; the text is the system's.
        case unreadable(String)
        /// It is longer than `Limits.endpointFileBytesMax`.
        case tooLarge
        /// A line that is no endpoint, from 1.
        case malformed(line: Int)

        package var description: String {
            switch self {
            case .unreadable(let reason): reason
            case .tooLarge: "longer than \(Limits.endpointFileBytesMax) bytes"
            case .malformed(let line): "line \(line) is not HOST:PORT, [ADDRESS]:PORT or an absolute path"
            }
        }
    }

    /// The endpoints in `text`. A line that is none refuses the whole: half a list would look like a smaller service.
    package static func endpoints(in text: String) throws(Fault) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var words = line.prefix { $0 != "#" }
            while words.first?.isWhitespace == true { words.removeFirst() }
            while words.last?.isWhitespace == true { words.removeLast() }
            if words.isEmpty { continue }
            guard let endpoint = Endpoint(String(words)) else { throw .malformed(line: index + 1) }
            endpoints.append(endpoint)
        }
        return endpoints
    }

    /// The endpoints in the file at `path`. Reads the disk: not for an event loop.
    package static func endpoints(at path: String) throws(Fault) -> [Endpoint] {
        guard let file = fopen(path, "re") else { throw .unreadable(String(cString: strerror(errno))) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Limits.endpointFileBytesMax + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw .unreadable("it cannot be read") }
        guard count < bytes.count else { throw .tooLarge }
        return try endpoints(in: String(decoding: bytes[..<count], as: UTF8.self))
    }
}
