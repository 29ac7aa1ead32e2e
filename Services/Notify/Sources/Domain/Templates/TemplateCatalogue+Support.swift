extension TemplateCatalogue {
    static let support: [Template] = [
        Template(
            .callback, version: 1, .support, .considerate, [.inApp, .sms],
            [Slot("adviser", .line(maximumCharacters: 30)), Slot("from", .time), Slot("until", .time)],
            simplified: .init(
                "顾问{adviser}将在{from}至{until}之间给您回电，请保持电话畅通。",
                title: "顾问将给您回电",
                "顾问{adviser}将在{from}至{until}之间给您回电，请保持电话畅通。"),
            traditional: .init(
                "顧問{adviser}將在{from}至{until}之間給您回電，請保持電話暢通。",
                title: "顧問將給您回電",
                "顧問{adviser}將在{from}至{until}之間給您回電，請保持電話暢通。"),
            english: .init(
                "{adviser} will call you back between {from} and {until}.",
                title: "An adviser will call you back",
                "{adviser}, your adviser, will call you back between {from} and {until}.")),
        Template(
            .adviserAssigned, version: 1, .support, .considerate, [.inApp],
            [Slot("adviser", .line(maximumCharacters: 30))],
            simplified: .init(
                "顾问{adviser}将为您服务。", title: "已为您分配专属顾问", "顾问{adviser}将为您服务，有任何问题都可以在专属客服页面联系。"),
            traditional: .init(
                "顧問{adviser}將為您服務。", title: "已為您分配專屬顧問", "顧問{adviser}將為您服務，有任何問題都可以在專屬客服頁面聯絡。"),
            english: .init(
                "{adviser} is your adviser now.", title: "You have an adviser",
                "{adviser} is your adviser now and answers whatever you ask on the support page.")),
        Template(
            .ticket, version: 1, .support, .considerate, [.inApp],
            [Slot("ticket", .reference(maximumCharacters: 48)), Slot("state", .choice(.ticketStates))],
            simplified: .init(
                "您的工单{ticket}{state}。", title: "工单{state}", "您的工单 {ticket} {state}。"),
            traditional: .init(
                "您的工單{ticket}{state}。", title: "工單{state}", "您的工單 {ticket} {state}。"),
            english: .init(
                "Your ticket {ticket} {state}.", title: "Your ticket {state}", "Your ticket {ticket} {state}.")),
        Template(
            .ticketReopened, version: 1, .support, .considerate, [.inApp, .sms],
            [Slot("ticket", .reference(maximumCharacters: 48))],
            simplified: .init(
                "用户重新打开了您负责的工单{ticket}，请继续处理。", title: "工单已重新打开", "用户重新打开了您负责的工单 {ticket}，请继续处理。"),
            traditional: .init(
                "用戶重新開啟了您負責的工單{ticket}，請繼續處理。", title: "工單已重新開啟", "用戶重新開啟了您負責的工單 {ticket}，請繼續處理。"),
            english: .init(
                "A ticket of yours was opened again: {ticket}.", title: "A ticket was opened again",
                "The ticket {ticket}, which you have, was opened again by its account.")),
    ]
}
