import CCurl

/// One request to an HTTP server elsewhere and its answer, bounded in time and size. Redirects are not followed: where a
/// configuration names a place, nobody else may name another.
package struct HTTPRequest: Sendable, Equatable {
    /// What a server answered, whatever its status.
    package struct Answer: Sendable, Equatable {
        /// HTTP's status code.
        package let status: Int
        /// Value of `Content-Type`, empty without one; at most 127 bytes of it.
        package let contentType: String
        /// The whole body, or what was kept of it.
        package let body: [UInt8]
        /// Seconds after which the server asks to come again (RFC 9110, section 10.2.3); nil when it does not.
        package let retryAfterSeconds: Int64?

        package init(status: Int, contentType: String, body: [UInt8], retryAfterSeconds: Int64? = nil) {
            self.status = status
            self.contentType = contentType
            self.body = body
            self.retryAfterSeconds = retryAfterSeconds
        }
    }

    /// Why no answer came.
    package enum Failure: Error, Sendable, Equatable {
        /// The time was over.
        case timedOut
        /// The answer is larger than the request takes.
        case answerTooLarge(maximumBytes: Int)
        /// No such host, nobody listens, the connection broke, libcurl is not installed; libcurl's number.
        case unreachable(curlCode: Int)

        var curlCode: Int {
            switch self {
            case .timedOut: Int(CURLE_OPERATION_TIMEDOUT.rawValue)
            case .answerTooLarge: Int(CURLE_WRITE_ERROR.rawValue)
            case .unreachable(let code): code
            }
        }

        /// Whether somebody was there whose certificate does not show that they are who was asked for.
        package var isDistrust: Bool {
            guard case .unreachable(let code) = self else { return false }
            return [CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR].contains { Int($0.rawValue) == code }
        }
    }

    /// Where it goes; `http` or `https`.
    package let url: String
    /// What is posted, and its media type; nil for a GET.
    package let content: Content?
    /// For the whole exchange, in milliseconds.
    package let timeoutMilliseconds: Int64
    /// A larger answer is a failure, or with `cutsAnswer` is read so far.
    package let answerBytesMax: Int
    /// Whether an answer is good whose body is not read to its end: for whom its status is enough.
    package let cutsAnswer: Bool
    /// Sent beside what every request has; nothing is sent when one has a line of `Limits.httpHeaderLineBytesMax` or more.
    package let headers: [Header]
    /// Where the host is, for whoever has looked and judged; nil for what its name leads to.
    package let pinned: Pin?
    /// A file of roots in PEM, to one of which the host's certificate must lead, and to none of the machine's; nil for
    /// those.
    package let authority: String?

    /// A header of a request.
    package struct Header: Sendable, Equatable {
        /// Its name.
        package let name: String
        /// Its value, without line ends.
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        /// The header's line; a line end in it would be another header.
        fileprivate var line: String {
            "\(name): \(value)".filter { !$0.isNewline }
        }
    }

    /// The one address to which a request goes, whatever the host's name leads to.
    package struct Pin: Sendable, Equatable {
        /// The host as the request's address has it.
        package let host: String
        /// The port as the request's address has it, or its scheme's.
        package let port: Int
        /// The address in text.
        package let address: String

        package init(host: String, port: Int, address: String) {
            self.host = host
            self.port = port
            self.address = address
        }

        /// As libcurl's `CURLOPT_RESOLVE` has it.
        fileprivate var line: String {
            "\(host):\(port):\(address.contains(":") ? "[\(address)]" : address)"
        }
    }

    /// A body with its media type.
    package struct Content: Sendable, Equatable {
        /// Sent as `Content-Type`.
        package let type: String
        /// Sent as they are.
        package let bytes: [UInt8]
    }

    /// A POST of `bytes`.
    package init(
        posting bytes: [UInt8], as type: String, to url: String, timeoutMilliseconds: Int64, answerBytesMax: Int,
        cutsAnswer: Bool = false, headers: [Header] = [], pinned: Pin? = nil, authority: String? = nil
    ) {
        self.url = url
        self.cutsAnswer = cutsAnswer
        self.headers = headers
        self.pinned = pinned
        self.authority = authority
        content = Content(type: type, bytes: bytes)
        self.timeoutMilliseconds = timeoutMilliseconds
        self.answerBytesMax = answerBytesMax
    }

    /// A GET.
    package init(
        getting url: String, timeoutMilliseconds: Int64, answerBytesMax: Int, headers: [Header] = [],
        authority: String? = nil
    ) {
        self.url = url
        self.headers = headers
        self.authority = authority
        cutsAnswer = false
        pinned = nil
        content = nil
        self.timeoutMilliseconds = timeoutMilliseconds
        self.answerBytesMax = answerBytesMax
    }

    /// Sends the request and waits for the answer: for a thread that may wait.
    package func send() throws(Failure) -> Answer {
        guard var curl = Curl.loaded else { throw .unreachable(curlCode: Int(CURLE_FAILED_INIT.rawValue)) }
        guard headers.allSatisfy({ $0.line.utf8.count < Limits.httpHeaderLineBytesMax }) else {
            throw .unreachable(curlCode: Int(CURLE_BAD_FUNCTION_ARGUMENT.rawValue))
        }
        var status = 0
        var retryAfter: Int64 = 0
        var body = [UInt8](repeating: 0, count: answerBytesMax)
        var length = 0
        var type = [CChar](repeating: 0, count: Limits.httpContentTypeBytesMax)
        let bytes = content?.bytes ?? []
        let header: String? = content.map { "Content-Type: \($0.type)" }
        let more = headers.map { $0.line + "\n" }.joined()
        let code = colophon_curl_exchange(
            &curl, url, header, more, pinned?.line, authority, bytes, bytes.count,
            Int(min(timeoutMilliseconds, Limits.httpConnectMilliseconds)), Int(timeoutMilliseconds), &body,
            answerBytesMax,
            &length, &type, Limits.httpContentTypeBytesMax, &status, &retryAfter)
        switch UInt32(code) {
        case CURLE_OK.rawValue: break
        case CURLE_WRITE_ERROR.rawValue where cutsAnswer && status > 0: break
        case CURLE_OPERATION_TIMEDOUT.rawValue: throw .timedOut
        case CURLE_WRITE_ERROR.rawValue: throw .answerTooLarge(maximumBytes: answerBytesMax)
        default: throw .unreachable(curlCode: Int(code))
        }
        body.removeSubrange(length...)
        let ended = type.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Answer(
            status: status, contentType: String(decoding: ended, as: UTF8.self), body: body,
            retryAfterSeconds: retryAfter > 0 ? retryAfter : nil)
    }
}
