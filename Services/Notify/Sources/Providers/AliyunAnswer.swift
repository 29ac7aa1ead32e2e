/// What Alibaba Cloud's refusals mean for a message. Codes that nobody has listed count as a failure of the provider, so
/// that the next one is asked.
enum AliyunAnswer {
    /// The outcome of a call that was answered with an error code.
    static func outcome(code: String) -> AttemptOutcome {
        let reason = code.isEmpty ? "no code" : code
        switch code {
        // The number is at fault.
        case "isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT", "isv.BLACK_KEY_CONTROL_LIMIT":
            return .returned(reason: reason)
        // The number got as much as it may for now: the provider is well.
        case "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL":
            return .putOff(reason: reason, after: nil)
        // The text is, and stays so.
        case "isv.PARAM_LENGTH_LIMIT", "isv.SMS_CONTENT_ILLEGAL", "isv.PARAM_NOT_SUPPORT_URL":
            return .refused(reason: reason)
        default: return .failed(reason: reason, after: nil)
        }
    }

    /// The outcome of a call that got no answer, by libcurl's number: where nothing was sent yet it may be sent again.
    static func outcome(curlCode code: Int) -> AttemptOutcome {
        switch code {
        // No start, no such host, nobody listens, no TLS, an unknown certificate, no such file of roots.
        case 2, 5, 6, 7, 35, 60, 77: .failed(reason: "unreachable (\(code))", after: nil)
        default: .unanswered(reason: "the connection broke (\(code))")
        }
    }
}
