/// What becomes of a work that is for sale. What somebody typed is no text for a short message: it names the listing.
extension TemplateCatalogue {
    static let listings: [Template] = [
        Template(
            .listingDelisted, version: 1, .service, .considerate, [.inApp],
            [Slot("listing", .reference(maximumCharacters: 48)), Slot("work", .line(maximumCharacters: 60))],
            simplified: .init(
                "您的作品（{listing}）已下架，可重新上架，详见消息中心。",
                title: "作品已下架",
                "您的作品《{work}》（{listing}）已下架，可以重新上架。已成交的订单不受影响。"),
            traditional: .init(
                "您的作品（{listing}）已下架，可重新上架，詳見訊息中心。",
                title: "作品已下架",
                "您的作品《{work}》（{listing}）已下架，可以重新上架。已成交的訂單不受影響。"),
            english: .init(
                "Your work {listing} is delisted and can be listed again.",
                title: "Delisted",
                """
                Your work, {work}, listing {listing}, is delisted and can be listed again. Orders that were \
                made stand.
                """)),
        Template(
            .listingRemoved, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("listing", .reference(maximumCharacters: 48)), Slot("work", .line(maximumCharacters: 60)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的作品（{listing}）已被移除，请登录查看原因。",
                title: "作品已被移除",
                """
                您的作品《{work}》（{listing}）已被移除，不再销售。
                原因：{reason}
                """),
            traditional: .init(
                "您的作品（{listing}）已被移除，請登入查看原因。",
                title: "作品已被移除",
                """
                您的作品《{work}》（{listing}）已被移除，不再銷售。
                原因：{reason}
                """),
            english: .init(
                "Your work {listing} was removed from sale. Sign in to see the reason.",
                title: "Removed from sale",
                """
                Your work, {work}, listing {listing}, was removed from sale.
                Reason: {reason}
                """)),
        Template(
            .listingFrozen, version: 1, .statutory, .considerate, [.inApp, .sms],
            [
                Slot("listing", .reference(maximumCharacters: 48)), Slot("work", .line(maximumCharacters: 60)),
                Slot("reason", .paragraph(maximumCharacters: 1_000)),
            ],
            simplified: .init(
                "您的作品（{listing}）因争议已冻结，请登录查看原因。",
                title: "作品已冻结",
                """
                您的作品《{work}》（{listing}）因争议已冻结，暂停出售。
                原因：{reason}
                """),
            traditional: .init(
                "您的作品（{listing}）因爭議已凍結，請登入查看原因。",
                title: "作品已凍結",
                """
                您的作品《{work}》（{listing}）因爭議已凍結，暫停出售。
                原因：{reason}
                """),
            english: .init(
                "Your work {listing} is frozen by a dispute. Sign in to see the reason.",
                title: "Frozen by a dispute",
                """
                Your work, {work}, listing {listing}, is frozen by a dispute and not for sale meanwhile.
                Reason: {reason}
                """)),
        Template(
            .listingUnfrozen, version: 1, .statutory, .considerate, [.inApp, .sms],
            [Slot("listing", .reference(maximumCharacters: 48)), Slot("work", .line(maximumCharacters: 60))],
            simplified: .init(
                "您的作品（{listing}）已解除冻结，恢复出售。",
                title: "作品已解除冻结",
                "您的作品《{work}》（{listing}）已解除冻结，恢复出售。"),
            traditional: .init(
                "您的作品（{listing}）已解除凍結，恢復出售。",
                title: "作品已解除凍結",
                "您的作品《{work}》（{listing}）已解除凍結，恢復出售。"),
            english: .init(
                "Your work {listing} is for sale again; it is no longer frozen.",
                title: "No longer frozen",
                "Your work, {work}, listing {listing}, is no longer frozen and for sale again.")),
    ]
}
