package import MeshKernel
package import MeshRuntime

/// Takes short messages to Alibaba Cloud's service, or to one that speaks as it does (interface `Dysmsapi`, version
/// 2017-05-25, signature V3). What is said stands in one registered template with the single place `text`.
package struct AliyunProvider: DeliveryProvider {
    /// What the provider knows a customer by.
    package struct Contract: Sendable {
        /// Where the service is: scheme, host and port.
        package let endpoint: AliyunEndpoint
        /// The key that requests are signed with.
        package let credential: AliyunRequest.Credential
        /// The registered name of the sender, which the provider puts before each text.
        package let signName: String
        /// The registered template.
        package let templateCode: String

        package init(
            endpoint: AliyunEndpoint, credential: AliyunRequest.Credential, signName: String, templateCode: String
        ) {
            self.endpoint = endpoint
            self.credential = credential
            self.signName = signName
            self.templateCode = templateCode
        }
    }

    /// Bounds of what is asked.
    package enum Limits {
        /// A message that the provider does not know so long after it was asked to take it, it never saw.
        package static let settledSeconds: Int64 = 600
        /// By how much the provider's clock may be another than ours.
        package static let clockSeconds: Int64 = 60
        /// Messages of one number and day that are looked through.
        package static let pageRows = 50
        /// A larger answer is none.
        package static let answerBytesMax = 65_536
    }

    private let contract: Contract
    private let sender: SenderName
    private let exchanges: OffloadPool
    private let time: any TimeSource
    private let random: any RandomSource
    private let timeoutMilliseconds: Int64

    /// `exchanges` has threads that may wait.
    package init(
        _ contract: Contract, sender: SenderName, exchanges: OffloadPool, time: any TimeSource,
        random: any RandomSource, timeoutMilliseconds: Int64 = Notify.Limits.exchangeMilliseconds
    ) {
        self.contract = contract
        self.sender = sender
        self.exchanges = exchanges
        self.time = time
        self.random = random
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    package var name: String { "aliyun" }
    package var canLookUp: Bool { true }

    package func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        let message = parcel.message
        let mark = sender.mark(in: message.language)
        let text = message.content.text
        var parameter = JSONText()
        parameter.object { $0.member("text", text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : text) }
        let answer = await call(
            "SendSms",
            [
                "PhoneNumbers": Self.dialled(message.address), "SignName": contract.signName,
                "TemplateCode": contract.templateCode,
                "TemplateParam": String(decoding: parameter.bytes, as: UTF8.self), "OutId": message.id.text,
            ])
        switch answer {
        case .failure(let outcome): return outcome
        case .success(let document):
            let code = document["Code"]?.text ?? ""
            return code == "OK"
                ? .taken(reference: document["BizId"]?.text ?? "") : AliyunAnswer.outcome(code: code)
        }
    }

    package func lookUp(_ parcel: Parcel) async -> LookUp {
        let message = parcel.message
        guard let attempt = message.life.attempts.last else { return .report(.neverSeen) }
        let listing = AliyunListing(of: message, attempt)
        var (mayFollow, isOpen) = (false, false)
        for day in Self.days(of: attempt) {
            guard let rows = await details(of: message, attempt, on: day) else {
                return .notNow(reason: "the provider does not say")
            }
            switch listing.row(among: rows) {
            case .found(let row): return Self.meaning(row, attempt)
            case .open: isOpen = true
            case .none: break
            }
            if rows.count >= Limits.pageRows { mayFollow = true }
        }
        // Never guessed: it would end a message that is on its way, or hold one for delivered that is not.
        guard !isOpen else { return .notNow(reason: "what the provider lists may be an earlier attempt's") }
        // What was sent a moment ago may not be in its lists yet, and theirs go on after a page.
        let settled = attempt.beganAt.advanced(by: .seconds(Limits.settledSeconds))
        guard time.wall() >= settled, !mayFollow else {
            return .notNow(reason: "the provider does not know it yet")
        }
        return .report(.neverSeen)
    }

    /// The days in Beijing under which the provider may have filed an attempt, the likeliest first: around midnight it may
    /// have taken it on the next day, and its clock is not ours.
    package static func days(of attempt: Attempt) -> [CivilDate] {
        let latest = attempt.beganAt.advanced(by: .milliseconds(Notify.Limits.exchangeMilliseconds))
        let slack = Duration.seconds(Limits.clockSeconds)
        var days: [CivilDate] = []
        for time in [attempt.beganAt, latest.advanced(by: slack), attempt.beganAt.advanced(by: .zero - slack)] {
            let day = BeijingTime(time).date
            if !days.contains(day) { days.append(day) }
        }
        return days
    }

    /// What the provider lists for a message's number on a day; nil when it does not say.
    private func details(of message: Message, _ attempt: Attempt, on day: CivilDate) async -> [JSONDocument]? {
        let date = day.year * 10_000 + day.month * 100 + day.day
        var parameters = [
            "PhoneNumber": Self.dialled(message.address), "SendDate": "\(date)", "PageSize": "\(Limits.pageRows)",
            "CurrentPage": "1",
        ]
        if !attempt.reference.isEmpty { parameters["BizId"] = attempt.reference }
        guard case .success(let document) = await call("QuerySendDetails", parameters),
            document["Code"]?.text == "OK"
        else { return nil }
        return document["SmsSendDetailDTOs"]?["SmsSendDetailDTO"]?.elements
    }

    private static func meaning(_ row: JSONDocument, _ attempt: Attempt) -> LookUp {
        switch row["SendStatus"]?.text {
        case "1": .report(.underWay(reference: attempt.reference))
        case "2": .report(.undelivered(reason: row["ErrCode"]?.text ?? ""))
        case "3": .report(.delivered)
        default: .notNow(reason: "the provider does not say")
        }
    }

    private enum Answer {
        case success(JSONDocument)
        case failure(AttemptOutcome)
    }

    private func call(_ action: String, _ parameters: [String: String]) async -> Answer {
        let request = AliyunRequest(
            action: action, version: "2017-05-25", host: contract.endpoint.authority, parameters: parameters,
            at: time.wall(), nonce: Hexadecimal.encode(random.bytes(16)), credential: contract.credential)
        let url = "\(contract.endpoint.scheme)://\(request.host)/?\(request.query)"
        do throws(OffloadError<Never>) {
            return try await exchanges.run { [timeoutMilliseconds] () throws(Never) in
                Self.exchange(request, url, timeoutMilliseconds)
            }
        } catch {
            return .failure(.failed(reason: "no thread was free", after: nil))
        }
    }

    private static func exchange(_ request: AliyunRequest, _ url: String, _ timeoutMilliseconds: Int64) -> Answer {
        do throws(HTTPRequest.Failure) {
            // Without a type: of the headers every one is signed.
            let answer = try HTTPRequest(
                posting: [], as: "", to: url, timeoutMilliseconds: timeoutMilliseconds,
                answerBytesMax: Limits.answerBytesMax,
                headers: request.headers.filter { $0.name != "host" }.map {
                    HTTPRequest.Header(name: $0.name, value: $0.value)
                }
            ).send()
            // A server that failed, or somebody between us and it, may have passed it on, whatever the body says.
            guard answer.status < 500 else { return .failure(.unanswered(reason: "status \(answer.status)")) }
            if let document = JSONDocument(answer.body), document["Code"]?.text != nil { return .success(document) }
            return .failure(.failed(reason: "status \(answer.status)", after: nil))
        } catch {
            switch error {
            case .timedOut: return .failure(.unanswered(reason: "no answer in time"))
            case .answerTooLarge: return .failure(.unanswered(reason: "the answer is too large"))
            case .unreachable(let code): return .failure(AliyunAnswer.outcome(curlCode: code))
            }
        }
    }

    /// Eleven digits of the mainland, or the country's code and the number without a sign.
    private static func dialled(_ address: Address) -> String {
        address.text.hasPrefix("+") ? String(address.text.dropFirst()) : address.text
    }
}
