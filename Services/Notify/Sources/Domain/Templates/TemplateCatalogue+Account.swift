extension TemplateCatalogue {
    static let account: [Template] = [
        Template(
            .security, version: 1, .security, .immediate, [.inApp, .sms],
            [Slot("event", .choice(.securityEvents)), Slot("time", .time)],
            simplified: .init(
                "您的账号于{time}{event}。如非本人操作，请立即修改密码。",
                title: "账号安全提醒",
                "您的账号于{time}{event}。如果这不是您本人的操作，请立即重置密码并在设备列表中退出陌生设备。"),
            traditional: .init(
                "您的帳號於{time}{event}。如非本人操作，請立即修改密碼。",
                title: "帳號安全提醒",
                "您的帳號於{time}{event}。如果這不是您本人的操作，請立即重設密碼並在裝置列表中登出陌生裝置。"),
            english: .init(
                "Your account {event} at {time}. If that was not you, change your password now.",
                title: "Your account's safety",
                """
                Your account {event} at {time}. If that was not you, reset your password now and end the sessions that \
                you do not know.
                """)),
        Template(
            .digest, version: 1, .service, .considerate, [.sms],
            [
                Slot("messages", .count(1...10_000)), Slot("day", .day),
                Slot("titles", .lines(maximum: 20, maximumCharacters: 120)),
            ],
            simplified: .init(
                "您有{messages}条新消息（{day}），请登录消息中心查看。", title: "{day}的{messages}条消息",
                "您有{messages}条新消息：{titles}。全文见消息中心。"),
            traditional: .init(
                "您有{messages}條新訊息（{day}），請登入訊息中心查看。", title: "{day}的{messages}條訊息",
                "您有{messages}條新訊息：{titles}。全文見訊息中心。"),
            english: .init(
                "You have {messages} new message(s) of {day} in the message centre.",
                title: "{messages} message(s) of {day}",
                "You have {messages} new message(s): {titles}. The message centre has them in full.")),
    ]
}
