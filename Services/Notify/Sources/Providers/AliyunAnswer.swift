/// What Alibaba Cloud's refusals mean for a message, as its list of error codes has them
/// (help.aliyun.com/zh/sms/developer-reference/api-error-codes). Everything else is between the provider and us: contract,
/// signature, template, money, quotas, the form of a request. It counts as a failure of the provider, so that the next one
/// is asked, and as one that a person should look at when it lasts.
package enum AliyunAnswer {
    /// The outcome of a call that was answered with an error code.
    package static func outcome(code: String) -> AttemptOutcome {
        let reason = code.isEmpty ? "no code" : code
        switch code {
        // This is no number.
        case "isv.MOBILE_NUMBER_ILLEGAL":
            return .returned(reason: reason)
        // The number got as much as it may for now, by the minute, hour or day: the provider is well.
        case "isv.BUSINESS_LIMIT_CONTROL":
            return .putOff(reason: reason, after: nil)
        // The text is at fault, and stays so: too long, forbidden words in it or in what fills the template, a link.
        case "isv.PARAM_LENGTH_LIMIT", "isv.SMS_CONTENT_ILLEGAL", "isv.PARAM_NOT_SUPPORT_URL",
            "isv.BLACK_KEY_CONTROL_LIMIT", "isv.TEMPLATE_PARAMS_ILLEGAL":
            return .refused(reason: reason)
        // Among them, which sound as if a number were at fault: more numbers in one request than it may hold
        // (MOBILE_COUNT_OVER_LIMIT), and what the contract may send in all in a day or month (DAY_LIMIT_CONTROL,
        // MONTH_LIMIT_CONTROL).
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
