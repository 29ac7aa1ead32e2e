import Notify
import Testing

/// What people are told of, event by event, and the template that tells it: registration as authorities do it, evidence,
/// orders, sale, advisers. A state is told by its own name.
@Suite("Everything that somebody is to be told has a template", .timeLimit(.minutes(5)))
struct ToldEventsTests {
    /// What happens, what tells it, what fills it where that decides, and the words by which it is known.
    struct Event: Sendable, CustomTestStringConvertible {
        let name: String
        let template: TemplateName
        let words: [String: String]
        let chinese: String
        let english: String

        init(
            _ name: String, _ template: TemplateName, _ words: [String: String] = [:], _ chinese: String,
            _ english: String
        ) {
            (self.name, self.template, self.words) = (name, template, words)
            (self.chinese, self.english) = (chinese, english)
        }

        var testDescription: String { name }
    }

    static let events: [Event] = [
        // Accounts
        .init("a code is asked for", .code, ["purpose": "registration"], "注册验证码", "registration"),
        .init("an address is confirmed by a code", .code, ["purpose": "email"], "验证邮箱验证码", "e-mail confirmation"),
        .init("something touches an account's safety", .security, ["event": "device"], "在新设备上登录", "new device"),
        .init("an account is erased", .security, ["event": "erasure"], "删除个人信息", "erased"),
        // Registration and real names
        .init("a registration is submitted", .dossierSubmitted, ["matter": "dossier"], "已提交成功，请等待审核", "was submitted"),
        .init(
            "a verification is submitted", .dossierSubmitted, ["matter": "identity"],
            "实名认证", "real-name verification"),
        .init("a registration is approved", .approved, ["matter": "dossier"], "已通过审核", "was approved"),
        .init(
            "a registration is to be corrected", .dossierCorrection, ["matter": "dossier"],
            "需要补正", "needs correction"),
        .init("a registration is refused", .refused, ["matter": "dossier"], "未通过", "was refused"),
        .init("a review takes longer", .extended, ["matter": "identity"], "审核延期", "takes"),
        // Evidence, filings, credits
        .init("a work is sealed", .evidenceSealed, [:], "已完成存证", "sealed"),
        .init("a chain is sealed", .chainSealed, [:], "存证链已封存", "chain is sealed"),
        .init("a stored work is damaged", .evidenceDamaged, [:], "核验中", "failed its check"),
        .init("a filing ends soon", .filingExpiring, [:], "到期", "ends in"),
        .init("a filing is void", .filingVoid, [:], "到期失效", "ended on"),
        .init("a filing is renewed", .filingRenewed, [:], "续期", "now ends on"),
        .init("credits are void soon", .creditExpiring, [:], "存证额度", "credit(s)"),
        // Applications for works, software, changes and contracts
        .init(
            "the pre-review fails", .prereviewFailed, ["matter": "software"],
            "预审核失败", "did not pass the pre-review"),
        .init("an application awaits its authorisation", .authorisationAwaited, [:], "待授权提交", "awaits"),
        .init(
            "an authorisation code is asked for", .authorisationCode, ["matter": "software"],
            "授权码", "uthorisation code"),
        .init("the platform has the papers", .receivedByPlatform, [:], "收到您的", "received the papers"),
        .init("the authority has the papers", .receivedByAuthority, [:], "登记机构已", "authority received"),
        .init("an application is accepted", .accepted, [:], "受理", "was accepted"),
        .init("an application is to be corrected", .correction, ["matter": "software"], "补正", "needs correction"),
        .init("an application is completed", .approved, ["matter": "software"], "已通过审核", "was approved"),
        .init("an application is rejected", .refused, ["matter": "works"], "未通过", "was refused"),
        .init("an application is withdrawn", .withdrawn, [:], "撤回", "withdrawn"),
        .init("an application is deemed withdrawn", .deemedWithdrawn, [:], "视为撤回", "counts as withdrawn"),
        .init("a registration is revoked", .revoked, [:], "已撤销", "revoked"),
        .init("a certificate is issued", .certificateIssued, [:], "登记证书", "was issued"),
        .init("a certificate is mailed", .certificateMailed, [:], "邮寄到预留地址", "mail"),
        // Orders and money
        .init("an order is paid", .orderPaid, [:], "已支付", "paid"),
        .init("an order is not paid in time", .orderClosed, ["cause": "timeout"], "逾期未支付", "not paid in time"),
        .init("an order is cancelled", .orderClosed, ["cause": "cancelled"], "已取消", "cancelled"),
        .init("a payment comes too late", .latePayment, [:], "原路退回", "goes back"),
        .init("a refund is agreed to", .approved, ["matter": "refund"], "退款申请", "refund"),
        .init("a refund is rejected", .refused, ["matter": "refund"], "退款申请", "refund"),
        .init("a refund is done", .refundDone, [:], "已原路退回", "went back"),
        .init("a refund fails", .refundFailed, [:], "未成功", "did not get through"),
        // Sale
        .init("a work is listed", .approved, ["matter": "listing"], "上架申请", "listing"),
        .init("a listing is rejected", .refused, ["matter": "listing"], "上架申请", "listing"),
        .init("a work is delisted", .listingDelisted, [:], "已下架", "delisted"),
        .init("a work is removed", .listingRemoved, [:], "已被移除", "removed"),
        .init("a work is frozen", .listingFrozen, [:], "已冻结", "frozen"),
        .init("a work is no longer frozen", .listingUnfrozen, [:], "解除冻结", "no longer frozen"),
        // Advisers
        .init("an adviser is assigned", .adviserAssigned, [:], "为您服务", "your adviser"),
        .init("an adviser will call", .callback, [:], "给您回电", "call you back"),
        .init("a ticket moves", .ticket, ["state": "resolved"], "已解决", "is resolved"),
        .init("a ticket is opened again", .ticketReopened, [:], "重新打开", "opened again"),
        .init("several messages of a day come as one", .digest, [:], "条新消息", "new message"),
    ]

    private let sender = SenderName("版证通")

    @Test("in Chinese and in English, and by the name that it goes by", arguments: events)
    func told(event: Event) throws {
        let template = try #require(TemplateCatalogue.newest(event.template))
        let data = template.sampleData().map { datum in
            event.words[datum.name].map { MessageDatum(datum.name, .text($0)) } ?? datum
        }
        #expect(Set(event.words.keys).isSubset(of: template.slots.map(\.name)))
        let sender = try #require(sender)
        for channel in [Channel.sms, .inApp] {
            for (language, words) in [(Language.simplifiedChinese, event.chinese), (.english, event.english)] {
                let message = try template.rendered(with: data, in: language, for: channel, sender: sender)
                let text = "\(message.title)\n\(message.text)"
                #expect(text.contains(words), "\(channel): \(text)")
            }
        }
    }

    @Test("and there is no template that nothing of this is told by", arguments: TemplateName.allCases)
    func used(name: TemplateName) {
        #expect(Self.events.contains { $0.template == name })
    }
}
