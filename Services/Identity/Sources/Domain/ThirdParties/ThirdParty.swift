/// A third party through which somebody may sign in. The raw value is what is stored, sent and told.
package enum ThirdParty: String, Sendable, CaseIterable {
    /// 微信
    case wechat
    /// 支付宝
    case alipay
    /// 钉钉
    case dingtalk
}
