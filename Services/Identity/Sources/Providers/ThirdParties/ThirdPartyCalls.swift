internal import MeshRuntime

/// Questions to a third party and its answers in JSON: bounded in time and size, without redirects, over TLS that shows
/// whose it is. For threads that may wait.
package struct ThirdPartyCalls: Sendable {
    /// What is asked for; the raw value is what logs say.
    package enum Step: String, Sendable {
        /// A token for a code.
        case token
        /// The person behind a token.
        case person
    }

    /// An answer of a server that answers: a success, or a refusal of the 4xx kind.
    struct Answer {
        /// HTTP's status code.
        let status: Int
        /// What it says; nil when a refusal does not say it in JSON.
        let document: JSONDocument?
        let step: Step

        /// Whether it is a success, which always has a document.
        var isSuccess: Bool { status < 300 }

        /// The text of a member that must be there, of so many visible ASCII characters.
        func text(_ name: String, charactersMax: Int) throws(ThirdPartyFault) -> String {
            guard let text = document?[name]?.text else { throw fault(.unreadable, "without \(name)") }
            guard (1...charactersMax).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { throw fault(.unreadable, "\(name) is empty, too long, or has other characters") }
            return text
        }

        /// A fault of this step.
        func fault(_ kind: ThirdPartyFault.Kind, _ words: String) -> ThirdPartyFault {
            ThirdPartyFault(kind, "\(step.rawValue): \(words)")
        }
    }

    /// Bounds of what is read.
    package enum Limits {
        /// A larger answer is none.
        package static let answerBytesMax = 65_536
        /// A longer token is none: it has to fit a header's line.
        package static let tokenCharactersMax = 4_096
    }

    private let trust: String?
    private let timeoutMilliseconds: Int64

    /// `trust` is a file of roots in PEM, or nil for the machine's; each question may take `timeoutMilliseconds`.
    package init(trust: String? = nil, timeoutMilliseconds: Int64 = Identity.Limits.thirdPartyCallMilliseconds) {
        self.trust = trust
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    func get(_ url: String, headers: [HTTPRequest.Header] = [], for step: Step) throws(ThirdPartyFault) -> Answer {
        try send(
            HTTPRequest(
                getting: url, timeoutMilliseconds: timeoutMilliseconds, answerBytesMax: Limits.answerBytesMax,
                headers: Self.standard + headers, authority: trust), step)
    }

    func post(
        _ bytes: [UInt8], as type: String, to address: ThirdPartyAddress, headers: [HTTPRequest.Header] = [],
        for step: Step
    ) throws(ThirdPartyFault) -> Answer {
        try send(
            HTTPRequest(
                posting: bytes, as: type, to: address.text, timeoutMilliseconds: timeoutMilliseconds,
                answerBytesMax: Limits.answerBytesMax, headers: Self.standard + headers, authority: trust), step)
    }

    private static let standard = [HTTPRequest.Header(name: "Accept", value: "application/json")]

    private func send(_ request: HTTPRequest, _ step: Step) throws(ThirdPartyFault) -> Answer {
        let answer: HTTPRequest.Answer
        do throws(HTTPRequest.Failure) {
            answer = try request.send()
        } catch {
            throw Self.fault(error, step)
        }
        let found = Answer(status: answer.status, document: JSONDocument(answer.body), step: step)
        switch answer.status {
        case 200..<300:
            guard found.document != nil else { throw found.fault(.unreadable, "not JSON") }
            return found
        case 429, 500...: throw found.fault(.away, "status \(answer.status)")
        case 400..<500: return found
        // Where a configuration names a place, nobody else may name another: a redirect would take code and secret along.
        default: throw found.fault(.unreadable, "status \(answer.status), which is no answer and is not followed")
        }
    }

    private static func fault(_ failure: HTTPRequest.Failure, _ step: Step) -> ThirdPartyFault {
        let kind: ThirdPartyFault.Kind
        let words: String
        switch failure {
        case .timedOut: (kind, words) = (.away, "no answer in time")
        case .answerTooLarge(let maximum): (kind, words) = (.unreadable, "more than \(maximum) bytes")
        case .unreachable(let code): (kind, words) = (failure.isDistrust ? .untrusted : .away, "libcurl \(code)")
        }
        return ThirdPartyFault(kind, "\(step.rawValue): \(words)")
    }
}
