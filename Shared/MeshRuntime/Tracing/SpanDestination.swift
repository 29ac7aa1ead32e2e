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

/// Posts documents to a collector.
struct SpanCollector: SpanDestination {
    let url: String

    func deliver(_ document: [UInt8]) throws(SpanDeliveryError) {
        let request = HTTPRequest(
            posting: document, as: "application/json", to: url, timeoutMilliseconds: Limits.spanExportMilliseconds,
            answerBytesMax: Limits.spanAnswerBytesMax)
        let answer: HTTPRequest.Answer
        do throws(HTTPRequest.Failure) {
            answer = try request.send()
        } catch {
            throw .unreachable(url: url, curlCode: error.curlCode)
        }
        guard (200..<300).contains(answer.status) else { throw .refused(url: url, httpStatus: answer.status) }
    }
}
