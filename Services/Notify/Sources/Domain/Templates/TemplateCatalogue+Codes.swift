extension TemplateCatalogue {
    static let codes: [Template] = [
        Template(
            .code, version: 1, .code, .immediate, [.sms], lifetimeSeconds: 300,
            [
                Slot("purpose", .choice(.codePurposes)), Slot("code", .digits(6...8)),
                Slot("minutes", .count(1...60)),
            ],
            simplified: .init(
                "{purpose}验证码：{code}，{minutes}分钟内有效。请勿告诉他人。",
                title: "{purpose}验证码",
                "您的{purpose}验证码是 {code}，{minutes}分钟内有效，只能使用一次。工作人员不会向您索要验证码；如非本人操作，请忽略本消息。"),
            traditional: .init(
                "{purpose}驗證碼：{code}，{minutes}分鐘內有效。請勿告訴他人。",
                title: "{purpose}驗證碼",
                "您的{purpose}驗證碼是 {code}，{minutes}分鐘內有效，只能使用一次。工作人員不會向您索取驗證碼；如非本人操作，請忽略本訊息。"),
            english: .init(
                "Code {code} for {purpose}, {minutes} min. Tell nobody.",
                title: "Your code: {purpose}",
                """
                Your code for {purpose} is {code}. It is good for {minutes} minutes and for one use. Our staff never ask \
                for it; if you did not ask for it either, ignore this message.
                """)),
        Template(
            .authorisationCode, version: 1, .code, .immediate, [.sms], lifetimeSeconds: 86_400,
            [
                Slot("code", .digits(6...8)), Slot("matter", .choice(.matters)),
                Slot("form", .reference(maximumCharacters: 48)), Slot("applicant", .line(maximumCharacters: 60)),
                Slot("hours", .count(1...72)),
            ],
            simplified: .init(
                "授权码：{code}。{applicant}正代您办理{matter}（{form}），{hours}小时内有效，一表一码。如不同意，请勿提供。",
                title: "{matter}授权码",
                """
                {applicant}正在代您办理{matter}，表单编号 {form}。
                授权码 {code}，{hours}小时内有效，只适用于这一份表单；表单内容改变后即失效。
                提供授权码即表示您同意提交。如不同意，请勿提供给任何人。
                """),
            traditional: .init(
                "授權碼：{code}。{applicant}正代您辦理{matter}（{form}），{hours}小時內有效，一表一碼。如不同意，請勿提供。",
                title: "{matter}授權碼",
                """
                {applicant}正在代您辦理{matter}，表單編號 {form}。
                授權碼 {code}，{hours}小時內有效，只適用於這一份表單；表單內容改變後即失效。
                提供授權碼即表示您同意提交。如不同意，請勿提供給任何人。
                """),
            english: .init(
                """
                Authorisation code {code} for {matter} {form}, filed for you by {applicant}; good for {hours} h and this \
                form alone. Do not pass it on unless you agree.
                """,
                title: "Authorisation code: {matter}",
                """
                {applicant} is filing a {matter} for you, form {form}.
                The authorisation code {code} is good for {hours} hours and for this form alone; it ends when the form \
                changes.
                Whoever has it may submit the form in your name. Do not pass it on unless you agree.
                """)),
    ]
}
