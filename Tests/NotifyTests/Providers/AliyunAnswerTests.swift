import Notify
import Testing

@Suite("What the provider of short messages refuses means what its list of codes says")
struct AliyunAnswerTests {
    @Test(
        "a number, a text, a rhythm or the contract is at fault",
        arguments: [
            ("isv.MOBILE_NUMBER_ILLEGAL", "returned"), ("isv.BUSINESS_LIMIT_CONTROL", "putOff"),
            ("isv.PARAM_LENGTH_LIMIT", "refused"), ("isv.SMS_CONTENT_ILLEGAL", "refused"),
            ("isv.PARAM_NOT_SUPPORT_URL", "refused"), ("isv.BLACK_KEY_CONTROL_LIMIT", "refused"),
            ("isv.TEMPLATE_PARAMS_ILLEGAL", "refused"),
            // These sound like the number's and are the sender's: the next provider may take the message.
            ("isv.MOBILE_COUNT_OVER_LIMIT", "failed"), ("isv.DAY_LIMIT_CONTROL", "failed"),
            ("isv.MONTH_LIMIT_CONTROL", "failed"), ("isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "failed"),
            ("isv.AMOUNT_NOT_ENOUGH", "failed"), ("isv.OUT_OF_SERVICE", "failed"),
            ("isv.SMS_SIGNATURE_ILLEGAL", "failed"), ("isv.SMS_TEMPLATE_ILLEGAL", "failed"),
            ("isv.TEMPLATE_MISSING_PARAMETERS", "failed"), ("isv.INVALID_JSON_PARAM", "failed"),
            ("isp.RAM_PERMISSION_DENY", "failed"), ("isp.SYSTEM_ERROR", "failed"), ("SignatureDoesNotMatch", "failed"),
            ("Throttling.User", "failed"), ("", "failed"),
        ])
    func meaning(code: String, word: String) {
        let outcome = AliyunAnswer.outcome(code: code)
        let found =
            switch outcome {
            case .putOff: "putOff"
            default: outcome.word
            }
        #expect(found == word)
        #expect(outcome.reason == (code.isEmpty ? "no code" : code))
    }
}
