/// What the page of a seal says beside the certificate's own words.
struct SealWords {
    /// Of the language (RFC 5646).
    let tag: String
    let title: String
    let found: String
    let notEvidence: String
    let bundleLink: String
    private let malformed: String
    private let missing: String
    private let erased: String
    private let tooMany: String
    private let later: String

    /// Why there is nothing to show.
    func refusal(_ status: Int) -> String {
        switch status {
        case 400: malformed
        case 404: missing
        case 410: erased
        case 429: tooMany
        default: later
        }
    }

    static let chinese = SealWords(
        tag: "zh-CN", title: "存证查询", found: "本服务有下列存证记录。",
        notEvidence: "本页面不是证据，请以证据包和原文件核验为准。", bundleLink: "核验证据包",
        malformed: "证据编号的格式或校验字符不正确，请核对后重新输入。", missing: "没有这个编号的存证记录。",
        erased: "该存证的内容已按持有人的要求删除；日志记录仍然存在。", tooMany: "查询过于频繁，请稍后再试。",
        later: "暂时无法查询，请稍后再试。")

    static let english = SealWords(
        tag: "en", title: "Evidence record", found: "This service has the following record.",
        notEvidence: "This page is not evidence; check the proof bundle against the original file.",
        bundleLink: "Check a proof bundle",
        malformed: "This is not an evidence number, or one of its characters is wrong.",
        missing: "There is no record of this number.",
        erased: "What opens this record was erased at its holder's wish; its entry in the log still stands.",
        tooMany: "Too many questions came from here; please come again later.",
        later: "This cannot be answered now; please come again later.")
}
