/// What becomes of an application, from the platform's own review to its certificate, in the words of authorities and
/// their agents.
extension TemplateCatalogue {
    static let applications: [Template] = [
        // The platform's own review has no deadline, so it may wait for the morning.
        Template(
            .prereviewFailed, version: 1, .service, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）预审核失败，请登录查看原因，修改后重新提交。",
                title: "{matter}预审核失败",
                """
                您的{matter}（编号 {reference}）预审核失败。
                原因：{reason}
                请修改后重新提交，没有期限。
                """),
            traditional: .init(
                "您的{matter}（{reference}）預審核失敗，請登入查看原因，修改後重新提交。",
                title: "{matter}預審核失敗",
                """
                您的{matter}（編號 {reference}）預審核失敗。
                原因：{reason}
                請修改後重新提交，沒有期限。
                """),
            english: .init(
                "Your {matter} {reference} did not pass the pre-review. Sign in to see why, and submit it again.",
                title: "Pre-review not passed: {matter}",
                """
                Your {matter}, number {reference}, did not pass the pre-review.
                Reason: {reason}
                Change it and submit it again; there is no deadline.
                """)),
        Template(
            .authorisationAwaited, version: 1, .service, .considerate, [.inApp, .sms],
            [Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48))],
            simplified: .init(
                "您的{matter}（{reference}）已通过预审核，待授权提交，请登录获取授权码。",
                title: "{matter}待授权提交",
                """
                您的{matter}（编号 {reference}）已通过预审核，待授权提交。
                请登录获取授权码并填写，每一位权利人都需要授权。
                """),
            traditional: .init(
                "您的{matter}（{reference}）已通過預審核，待授權提交，請登入獲取授權碼。",
                title: "{matter}待授權提交",
                """
                您的{matter}（編號 {reference}）已通過預審核，待授權提交。
                請登入獲取授權碼並填寫，每一位權利人都需要授權。
                """),
            english: .init(
                "Your {matter} {reference} passed the pre-review and awaits your authorisation code.",
                title: "Authorisation awaited: {matter}",
                """
                Your {matter}, number {reference}, passed the pre-review and awaits authorisation.
                Sign in, ask for the authorisation code and enter it. Every right holder authorises.
                """)),
        Template(
            .receivedByPlatform, version: 1, .service, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("day", .day),
            ],
            simplified: .init(
                "我们已于{day}收到您的{matter}（{reference}）的材料，将转交登记机构。",
                title: "平台已收件：{matter}",
                """
                我们已于{day}收到您的{matter}（编号 {reference}）的材料，核对后转交登记机构。
                审查时间自登记机构收件后开始计算。
                """),
            traditional: .init(
                "我們已於{day}收到您的{matter}（{reference}）的材料，將轉交登記機構。",
                title: "平台已收件：{matter}",
                """
                我們已於{day}收到您的{matter}（編號 {reference}）的材料，核對後轉交登記機構。
                審查時間自登記機構收件後開始計算。
                """),
            english: .init(
                "We received the papers of your {matter} {reference} on {day} and pass them on.",
                title: "Papers received: {matter}",
                """
                We received the papers of your {matter}, number {reference}, on {day} and pass them on to the \
                authority.
                The time of its examination counts from when the authority has them.
                """)),
        Template(
            .receivedByAuthority, version: 1, .service, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("day", .day), Slot("start", .day),
            ],
            simplified: .init(
                "登记机构已于{day}收到您的{matter}（{reference}）的材料，审查自{start}起计算。",
                title: "登记机构已收件：{matter}",
                """
                登记机构已于{day}收到您的{matter}（编号 {reference}）的材料。
                审查时间自{start}开始计算。
                """),
            traditional: .init(
                "登記機構已於{day}收到您的{matter}（{reference}）的材料，審查自{start}起計算。",
                title: "登記機構已收件：{matter}",
                """
                登記機構已於{day}收到您的{matter}（編號 {reference}）的材料。
                審查時間自{start}開始計算。
                """),
            english: .init(
                "The authority received your {matter} {reference} on {day}; its time counts from {start}.",
                title: "The authority has the papers: {matter}",
                """
                The authority received the papers of your {matter}, number {reference}, on {day}.
                The time of its examination counts from {start}.
                """)),
        Template(
            .accepted, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("day", .day), Slot("deadline", .day),
            ],
            simplified: .init(
                "您的{matter}（{reference}）已于{day}受理，预计于{deadline}前完成审查。",
                title: "{matter}已受理",
                "您的{matter}（编号 {reference}）已于{day}受理，预计于{deadline}前完成审查。"),
            traditional: .init(
                "您的{matter}（{reference}）已於{day}受理，預計於{deadline}前完成審查。",
                title: "{matter}已受理",
                "您的{matter}（編號 {reference}）已於{day}受理，預計於{deadline}前完成審查。"),
            english: .init(
                "Your {matter} {reference} was accepted on {day}; it is examined by {deadline}.",
                title: "Accepted: {matter}",
                """
                Your {matter}, number {reference}, was accepted on {day}. Its examination is expected to end by \
                {deadline}.
                """)),
        Template(
            .withdrawn, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("day", .day),
            ],
            simplified: .init(
                "您的{matter}（{reference}）已于{day}撤回。",
                title: "{matter}已撤回",
                "您的{matter}（编号 {reference}）已于{day}撤回。如需继续办理，请复制后重新提交。"),
            traditional: .init(
                "您的{matter}（{reference}）已於{day}撤回。",
                title: "{matter}已撤回",
                "您的{matter}（編號 {reference}）已於{day}撤回。如需繼續辦理，請複製後重新提交。"),
            english: .init(
                "Your {matter} {reference} was withdrawn on {day}.",
                title: "Withdrawn: {matter}",
                """
                Your {matter}, number {reference}, was withdrawn on {day}. To go on with it, copy it and submit \
                it anew.
                """)),
        Template(
            .deemedWithdrawn, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("deadline", .day),
            ],
            simplified: .init(
                "您的{matter}（{reference}）未在{deadline}前补正，视为撤回。",
                title: "{matter}视为撤回",
                "您的{matter}（编号 {reference}）未在{deadline}前补正，视为撤回。如需继续办理，请重新申请。"),
            traditional: .init(
                "您的{matter}（{reference}）未在{deadline}前補正，視為撤回。",
                title: "{matter}視為撤回",
                "您的{matter}（編號 {reference}）未在{deadline}前補正，視為撤回。如需繼續辦理，請重新申請。"),
            english: .init(
                "Your {matter} {reference} was not corrected by {deadline} and counts as withdrawn.",
                title: "Deemed withdrawn: {matter}",
                """
                Your {matter}, number {reference}, was not corrected by {deadline} and counts as withdrawn. To \
                go on with it, apply anew.
                """)),
        Template(
            .revoked, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）的登记已撤销，请登录查看原因。",
                title: "{matter}的登记已撤销",
                """
                您的{matter}（编号 {reference}）的登记已撤销。
                原因：{reason}
                """),
            traditional: .init(
                "您的{matter}（{reference}）的登記已撤銷，請登入查看原因。",
                title: "{matter}的登記已撤銷",
                """
                您的{matter}（編號 {reference}）的登記已撤銷。
                原因：{reason}
                """),
            english: .init(
                "The registration of your {matter} {reference} was revoked. Sign in to see the reason.",
                title: "Registration revoked: {matter}",
                """
                The registration of your {matter}, number {reference}, was revoked.
                Reason: {reason}
                """)),
        // Numbers of certificates have characters of Chinese in them: 国作登字-2021-A-01233328.
        Template(
            .certificateIssued, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("number", .line(maximumCharacters: 60)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）已取得登记证书，可登录控制台下载。",
                title: "{matter}已取得证书",
                """
                您的{matter}（编号 {reference}）已取得登记证书。
                证书号：{number}
                电子证书已上传到控制台，可以下载。
                """),
            traditional: .init(
                "您的{matter}（{reference}）已取得登記證書，可登入控制台下載。",
                title: "{matter}已取得證書",
                """
                您的{matter}（編號 {reference}）已取得登記證書。
                證書號：{number}
                電子證書已上傳到控制台，可以下載。
                """),
            english: .init(
                "The certificate of your {matter} {reference} was issued. The console has it.",
                title: "Certificate issued: {matter}",
                """
                The certificate of your {matter}, number {reference}, was issued.
                Its number: {number}
                The console has it, to be downloaded.
                """)),
        Template(
            .certificateMailed, version: 1, .service, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("tracking", .reference(maximumCharacters: 48)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）的证书已邮寄到预留地址，运单号{tracking}。",
                title: "{matter}的证书已邮寄",
                """
                您的{matter}（编号 {reference}）的登记证书已邮寄到预留地址，请注意查收。
                运单号：{tracking}
                """),
            traditional: .init(
                "您的{matter}（{reference}）的證書已郵寄到預留地址，運單號{tracking}。",
                title: "{matter}的證書已郵寄",
                """
                您的{matter}（編號 {reference}）的登記證書已郵寄到預留地址，請注意查收。
                運單號：{tracking}
                """),
            english: .init(
                "The certificate of your {matter} {reference} is in the mail, tracking number {tracking}.",
                title: "Certificate mailed: {matter}",
                """
                The certificate of your {matter}, number {reference}, was mailed to the address that you gave \
                for it.
                Tracking number: {tracking}
                """)),
    ]
}
