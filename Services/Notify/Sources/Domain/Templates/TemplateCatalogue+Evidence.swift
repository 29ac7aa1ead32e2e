extension TemplateCatalogue {
    static let evidence: [Template] = [
        Template(
            .evidenceSealed, version: 1, .service, .considerate, [.inApp, .sms],
            [Slot("number", .reference(maximumCharacters: 48)), Slot("time", .time)],
            simplified: .init(
                "您的作品已完成存证，编号{number}，时间{time}。",
                title: "存证完成",
                """
                您的作品已完成存证。
                存证编号：{number}
                可信时间：{time}
                您可以在控制台下载存证证书和证明文件，也可以一步申请登记或发布出售。
                """),
            traditional: .init(
                "您的作品已完成存證，編號{number}，時間{time}。",
                title: "存證完成",
                """
                您的作品已完成存證。
                存證編號：{number}
                可信時間：{time}
                您可以在控制台下載存證證書和證明文件，也可以一步申請登記或發布出售。
                """),
            english: .init(
                "Your work is sealed: {number}, {time}.",
                title: "Your work is sealed",
                """
                Your work is sealed.
                Number: {number}
                Trusted time: {time}
                The certificate and the proof can be downloaded now; registration and sale are one step away.
                """)),
        Template(
            .chainSealed, version: 1, .service, .considerate, [.inApp],
            [
                Slot("number", .reference(maximumCharacters: 48)), Slot("version", .count(1...4_294_967_295)),
                Slot("time", .time),
            ],
            simplified: .init(
                "项目的存证链已封存，第{version}版，编号{number}。",
                title: "存证链已封存",
                "项目的存证链已封存为第{version}版，编号{number}，可信时间{time}。在此之前存入的全部作品都包含在内。"),
            traditional: .init(
                "專案的存證鏈已封存，第{version}版，編號{number}。",
                title: "存證鏈已封存",
                "專案的存證鏈已封存為第{version}版，編號{number}，可信時間{time}。在此之前存入的全部作品都包含在內。"),
            english: .init(
                "The project's chain is sealed: version {version}, {number}.",
                title: "The project's chain is sealed",
                """
                The project's chain is sealed as version {version}, number {number}, at {time}. It covers every work \
                that was sealed before.
                """)),
        Template(
            .evidenceDamaged, version: 1, .statutory, .immediate, [.inApp, .sms],
            [Slot("number", .reference(maximumCharacters: 48)), Slot("time", .time)],
            simplified: .init(
                "存证{number}的文件在{time}的例行核验中未通过，请保留您手中的原件并联系我们。",
                title: "存证文件核验未通过",
                """
                存证{number}的文件在{time}的例行核验中与存证时的摘要不一致。
                存证记录和可信时间不受影响。请妥善保留您手中的原件，我们的工作人员会与您联系。
                """),
            traditional: .init(
                "存證{number}的檔案在{time}的例行核驗中未通過，請保留您手中的原件並聯絡我們。",
                title: "存證檔案核驗未通過",
                """
                存證{number}的檔案在{time}的例行核驗中與存證時的摘要不一致。
                存證記錄和可信時間不受影響。請妥善保留您手中的原件，我們的工作人員會與您聯絡。
                """),
            english: .init(
                "The stored file of {number} failed its check of {time}. Keep your original and contact us.",
                title: "A stored file failed its check",
                """
                The stored file of {number} was checked at {time} and is not the one that was sealed.
                The record and its trusted time stand as they are. Keep your original safe; our staff will contact you.
                """)),
    ]
}
