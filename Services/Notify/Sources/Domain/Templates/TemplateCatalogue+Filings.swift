extension TemplateCatalogue {
    static let filings: [Template] = [
        Template(
            .filingExpiring, version: 1, .service, .immediate, [.inApp, .sms],
            [
                Slot("filing", .reference(maximumCharacters: 48)), Slot("days", .count(1...30)), Slot("day", .day),
            ],
            simplified: .init(
                "您的首发创意备案还有{days}天（{day}）到期，到期前可续期。",
                title: "备案还有{days}天到期",
                "备案 {filing} 将于{day}到期，还有{days}天。到期前后均可使用一份额度续期一年；到期不影响作品存证本身。"),
            traditional: .init(
                "您的首發創意備案還有{days}天（{day}）到期，到期前可續期。",
                title: "備案還有{days}天到期",
                "備案 {filing} 將於{day}到期，還有{days}天。到期前後均可使用一份額度續期一年；到期不影響作品存證本身。"),
            english: .init(
                "Your first-publication filing ends in {days} day(s), on {day}. It can be renewed.",
                title: "A filing ends in {days} day(s)",
                """
                Filing {filing} ends on {day}, in {days} day(s). One credit renews it for a year, before or after that \
                day. The sealed works behind it stay proven either way.
                """)),
        Template(
            .filingVoid, version: 1, .service, .considerate, [.inApp, .sms],
            [Slot("filing", .reference(maximumCharacters: 48)), Slot("day", .day)],
            simplified: .init(
                "您的首发创意备案已于{day}到期失效，可使用一份额度续期。",
                title: "备案已到期",
                "备案 {filing} 已于{day}到期失效。作品存证本身不受影响；您仍可使用一份额度续期一年。"),
            traditional: .init(
                "您的首發創意備案已於{day}到期失效，可使用一份額度續期。",
                title: "備案已到期",
                "備案 {filing} 已於{day}到期失效。作品存證本身不受影響；您仍可使用一份額度續期一年。"),
            english: .init(
                "Your first-publication filing ended on {day}. One credit renews it.",
                title: "A filing has ended",
                """
                Filing {filing} ended on {day}. The sealed works behind it stay proven; one credit renews the filing for \
                a year.
                """)),
        Template(
            .filingRenewed, version: 1, .service, .considerate, [.inApp],
            [Slot("filing", .reference(maximumCharacters: 48)), Slot("day", .day)],
            simplified: .init(
                "您的首发创意备案已续期至{day}。", title: "备案已续期", "备案 {filing} 已续期，新的到期日为{day}。"),
            traditional: .init(
                "您的首發創意備案已續期至{day}。", title: "備案已續期", "備案 {filing} 已續期，新的到期日為{day}。"),
            english: .init(
                "Your first-publication filing now ends on {day}.", title: "A filing was renewed",
                "Filing {filing} was renewed and now ends on {day}.")),
        Template(
            .creditExpiring, version: 1, .billing, .immediate, [.inApp, .sms],
            [
                Slot("credits", .count(1...1_000_000)), Slot("days", .count(1...30)), Slot("day", .day),
            ],
            simplified: .init(
                "您有{credits}份存证额度将于{day}到期（还有{days}天），到期作废。",
                title: "额度还有{days}天到期",
                "您有{credits}份存证额度将于{day}到期，还有{days}天。到期未使用的额度作废，请及时使用。"),
            traditional: .init(
                "您有{credits}份存證額度將於{day}到期（還有{days}天），到期作廢。",
                title: "額度還有{days}天到期",
                "您有{credits}份存證額度將於{day}到期，還有{days}天。到期未使用的額度作廢，請及時使用。"),
            english: .init(
                "{credits} credit(s) of yours end on {day}, in {days} day(s).",
                title: "Credits end in {days} day(s)",
                "{credits} credit(s) of yours end on {day}, in {days} day(s). What is not used by then is void.")),
    ]
}
