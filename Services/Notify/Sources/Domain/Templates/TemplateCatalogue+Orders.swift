/// What becomes of an order and of its money.
extension TemplateCatalogue {
    static let orders: [Template] = [
        Template(
            .orderPaid, version: 1, .billing, .considerate, [.inApp, .sms],
            [
                Slot("order", .reference(maximumCharacters: 48)), Slot("amount", .fen(maximum: 10_000_000_000)),
                Slot("time", .time),
            ],
            simplified: .init(
                "您的订单{order}已支付{amount}，服务已开始。",
                title: "订单已支付",
                "您的订单 {order} 已于{time}支付{amount}，服务已开始。"),
            traditional: .init(
                "您的訂單{order}已支付{amount}，服務已開始。",
                title: "訂單已支付",
                "您的訂單 {order} 已於{time}支付{amount}，服務已開始。"),
            english: .init(
                "Your order {order} is paid: {amount}. The service has begun.",
                title: "Order paid",
                "Your order {order} was paid on {time}: {amount}. The service has begun.")),
        Template(
            .orderClosed, version: 1, .billing, .considerate, [.inApp],
            [Slot("order", .reference(maximumCharacters: 48)), Slot("cause", .choice(.orderEnds))],
            simplified: .init(
                "您的订单{order}{cause}，已关闭。",
                title: "订单已关闭",
                "您的订单 {order} {cause}，已关闭。如仍需要，请重新下单。"),
            traditional: .init(
                "您的訂單{order}{cause}，已關閉。",
                title: "訂單已關閉",
                "您的訂單 {order} {cause}，已關閉。如仍需要，請重新下單。"),
            english: .init(
                "Your order {order} {cause} and is closed.",
                title: "Order closed",
                "Your order {order} {cause} and is closed. Order again if you still want it.")),
        Template(
            .latePayment, version: 1, .billing, .considerate, [.inApp, .sms],
            [Slot("order", .reference(maximumCharacters: 48)), Slot("amount", .fen(maximum: 10_000_000_000))],
            simplified: .init(
                "订单{order}关闭后收到您支付的{amount}，将原路退回。",
                title: "款项将退回",
                "订单 {order} 关闭后收到您支付的{amount}。款项将自动原路退回，无需申请；如仍需要，请重新下单。"),
            traditional: .init(
                "訂單{order}關閉後收到您支付的{amount}，將原路退回。",
                title: "款項將退回",
                "訂單 {order} 關閉後收到您支付的{amount}。款項將自動原路退回，無需申請；如仍需要，請重新下單。"),
            english: .init(
                "Your payment of {amount} came after order {order} was closed. It goes back.",
                title: "A payment goes back",
                """
                Your payment of {amount} came after order {order} was closed. It goes back the way it came, \
                without your asking. Order again if you still want it.
                """)),
        Template(
            .refundDone, version: 1, .billing, .considerate, [.inApp, .sms],
            [Slot("order", .reference(maximumCharacters: 48)), Slot("amount", .fen(maximum: 10_000_000_000))],
            simplified: .init(
                "您的订单{order}的退款{amount}已原路退回。",
                title: "退款成功",
                "您的订单 {order} 的退款{amount}已原路退回，到账时间以支付渠道为准。"),
            traditional: .init(
                "您的訂單{order}的退款{amount}已原路退回。",
                title: "退款成功",
                "您的訂單 {order} 的退款{amount}已原路退回，到帳時間以支付管道為準。"),
            english: .init(
                "{amount} of your order {order} went back the way it came.",
                title: "Refunded",
                """
                {amount} of your order {order} went back the way it came. When it shows is up to your bank or wallet.
                """)),
        Template(
            .refundFailed, version: 1, .billing, .considerate, [.inApp, .sms],
            [Slot("order", .reference(maximumCharacters: 48)), Slot("amount", .fen(maximum: 10_000_000_000))],
            simplified: .init(
                "您的订单{order}的退款{amount}未成功，我们会再次退款，无需重新申请。",
                title: "退款未成功",
                "您的订单 {order} 的退款{amount}未成功。我们会再次退款，无需重新申请；如收款账户有变，请联系我们。"),
            traditional: .init(
                "您的訂單{order}的退款{amount}未成功，我們會再次退款，無需重新申請。",
                title: "退款未成功",
                "您的訂單 {order} 的退款{amount}未成功。我們會再次退款，無需重新申請；如收款帳戶有變，請聯絡我們。"),
            english: .init(
                "The refund of {amount} for order {order} did not get through. We try it again.",
                title: "Refund not through",
                """
                The refund of {amount} for your order {order} did not get through. We try it again, you need \
                not ask anew. Tell us if your account has changed.
                """)),
    ]
}
