extension TemplateCatalogue {
    static let decisions: [Template] = [
        Template(
            .approved, version: 1, .statutory, .considerate, [.inApp, .sms],
            [Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48))],
            simplified: .init(
                "您的{matter}（{reference}）已通过审核。", title: "{matter}已通过",
                "您的{matter}（编号 {reference}）已通过审核，后续步骤请登录控制台查看。"),
            traditional: .init(
                "您的{matter}（{reference}）已通過審核。", title: "{matter}已通過",
                "您的{matter}（編號 {reference}）已通過審核，後續步驟請登入控制台查看。"),
            english: .init(
                "Your {matter} {reference} was approved.", title: "Approved: {matter}",
                "Your {matter}, number {reference}, was approved. The console shows what comes next.")),
        // Reasons can be long, and what somebody typed is no text for a short message: it says where they stand.
        Template(
            .correction, version: 1, .statutory, .immediate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("fields", .lines(maximum: 40, maximumCharacters: 30)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)), Slot("deadline", .day),
            ],
            simplified: .init(
                "您的{matter}（{reference}）需要补正，请于{deadline}前登录修改，原因见消息中心。",
                title: "{matter}需要补正",
                """
                您的{matter}（编号 {reference}）需要补正。
                需修改：{fields}
                原因：{reason}
                请于{deadline}前修改后重新提交；逾期未补正的，按有关规定处理。
                """),
            traditional: .init(
                "您的{matter}（{reference}）需要補正，請於{deadline}前登入修改，原因見訊息中心。",
                title: "{matter}需要補正",
                """
                您的{matter}（編號 {reference}）需要補正。
                需修改：{fields}
                原因：{reason}
                請於{deadline}前修改後重新提交；逾期未補正的，按有關規定處理。
                """),
            english: .init(
                "Your {matter} {reference} needs correction before {deadline}. See the message centre.",
                title: "Correction needed: {matter}",
                """
                Your {matter}, number {reference}, needs correction.
                To change: {fields}
                Reason: {reason}
                Change it and submit it again before {deadline}; after that it is dealt with as the rules say.
                """)),
        // Whoever waits for a review reads no message centre yet, so the short message says everything.
        Template(
            .dossierSubmitted, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("days", .count(1...60)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）已提交成功，请等待审核。审核时间为{days}个工作日内。",
                title: "{matter}已提交",
                """
                您的{matter}（编号 {reference}）已提交成功，请等待审核。
                审核时间为{days}个工作日内，结果将以短信通知您；如需补正，请修改后再提交。
                """),
            traditional: .init(
                "您的{matter}（{reference}）已提交成功，請等待審核。審核時間為{days}個工作日內。",
                title: "{matter}已提交",
                """
                您的{matter}（編號 {reference}）已提交成功，請等待審核。
                審核時間為{days}個工作日內，結果將以簡訊通知您；如需補正，請修改後再提交。
                """),
            english: .init(
                "Your {matter} {reference} was submitted. It is reviewed within {days} working day(s).",
                title: "Submitted: {matter}",
                """
                Your {matter}, number {reference}, was submitted.
                It is reviewed within {days} working day(s), and you are told how by a short message. If something is \
                to be corrected, change it and submit it again.
                """)),
        // Nothing is lost while it is not corrected, so it may wait for the morning. Before an approval its applicant may
        // not read a message centre: what a sign-in shows to everybody is the dossier itself.
        Template(
            .dossierCorrection, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("fields", .choices(.dossierFields, inShort: 8)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）需要补正：{fields}。请登录查看原因，修改后重新提交。",
                title: "{matter}需要补正",
                """
                您的{matter}（编号 {reference}）需要补正。
                需修改：{fields}
                原因：{reason}
                请登录修改后重新提交。
                """),
            traditional: .init(
                "您的{matter}（{reference}）需要補正：{fields}。請登入查看原因，修改後重新提交。",
                title: "{matter}需要補正",
                """
                您的{matter}（編號 {reference}）需要補正。
                需修改：{fields}
                原因：{reason}
                請登入修改後重新提交。
                """),
            english: .init(
                "Your {matter} {reference} needs correction: {fields}. Sign in to see why, and submit it again.",
                title: "Correction needed: {matter}",
                """
                Your {matter}, number {reference}, needs correction.
                To change: {fields}
                Reason: {reason}
                Sign in, change it and submit it again.
                """)),
        Template(
            .extended, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)), Slot("deadline", .day),
            ],
            simplified: .init(
                "您的{matter}（{reference}）审核延期至{deadline}，原因见消息中心。", title: "{matter}审核延期",
                """
                您的{matter}（编号 {reference}）审核延期，最迟于{deadline}完成。
                原因：{reason}
                """),
            traditional: .init(
                "您的{matter}（{reference}）審核延期至{deadline}，原因見訊息中心。", title: "{matter}審核延期",
                """
                您的{matter}（編號 {reference}）審核延期，最遲於{deadline}完成。
                原因：{reason}
                """),
            english: .init(
                "The review of your {matter} {reference} takes until {deadline}. See the message centre for the reason.",
                title: "Review extended: {matter}",
                """
                The review of your {matter}, number {reference}, takes longer, until {deadline}.
                Reason: {reason}
                """)),
        Template(
            .refused, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）未通过，原因见消息中心。", title: "{matter}未通过",
                """
                您的{matter}（编号 {reference}）未通过。
                原因：{reason}
                """),
            traditional: .init(
                "您的{matter}（{reference}）未通過，原因見訊息中心。", title: "{matter}未通過",
                """
                您的{matter}（編號 {reference}）未通過。
                原因：{reason}
                """),
            english: .init(
                "Your {matter} {reference} was refused. See the message centre for the reason.",
                title: "Refused: {matter}",
                """
                Your {matter}, number {reference}, was refused.
                Reason: {reason}
                """)),
        // Who may not read a message centre finds the reason where they sign in.
        Template(
            .refused, version: 2, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("matter", .choice(.matters)), Slot("reference", .reference(maximumCharacters: 48)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的{matter}（{reference}）未通过，请登录查看原因。", title: "{matter}未通过",
                """
                您的{matter}（编号 {reference}）未通过。
                原因：{reason}
                """),
            traditional: .init(
                "您的{matter}（{reference}）未通過，請登入查看原因。", title: "{matter}未通過",
                """
                您的{matter}（編號 {reference}）未通過。
                原因：{reason}
                """),
            english: .init(
                "Your {matter} {reference} was refused. Sign in to see the reason.",
                title: "Refused: {matter}",
                """
                Your {matter}, number {reference}, was refused.
                Reason: {reason}
                """)),
    ]
}
