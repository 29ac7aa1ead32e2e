import CCurl
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Where documents of spans are delivered; synchronous, for a thread that may wait.
protocol SpanDestination: Sendable {
    func deliver(_ document: [UInt8]) throws(SpanDeliveryError)
}

/// Why a document was not delivered.
enum SpanDeliveryError: Error, Sendable, Equatable, CustomStringConvertible {
    case file(path: String, reason: String)
    case unreachable(url: String, curlCode: Int)
    case refused(url: String, httpStatus: Int)

    var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .unreachable(let url, let code): "\(url) cannot be reached (libcurl error \(code))"
        case .refused(let url, let status): "\(url) answered HTTP \(status)"
        }
    }
}

/// Appends one document a line.
final class SpanFile: SpanDestination {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(ConfigurationError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unreadable(file: path, reason: SystemError.last.text) }
    }

    deinit {
        close(descriptor)
    }

    func deliver(_ document: [UInt8]) throws(SpanDeliveryError) {
        var rest = document + [UInt8(ascii: "\n")]
        while !rest.isEmpty {
            let count = write(descriptor, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, reason: SystemError.last.text) }
            rest.removeFirst(count)
        }
    }
}

/// Posts documents to a collector.
struct SpanCollector: SpanDestination {
    let url: String

    /// libcurl asks to be started once, before any thread uses it. Nil when this machine has none.
    private static let curl: colophon_curl? = {
        var curl = colophon_curl()
        return colophon_curl_start(&curl) == 0 ? curl : nil
    }()

    func deliver(_ document: [UInt8]) throws(SpanDeliveryError) {
        guard var curl = Self.curl else { throw .unreachable(url: url, curlCode: Int(CURLE_FAILED_INIT.rawValue)) }
        var status = 0
        let code = colophon_curl_post(
            &curl, url, "Content-Type: application/json", document, document.count, Int(Limits.spanExportMilliseconds),
            Limits.spanAnswerBytesMax, &status)
        guard code == 0 else { throw .unreachable(url: url, curlCode: Int(code)) }
        guard (200..<300).contains(status) else { throw .refused(url: url, httpStatus: status) }
    }
}
