/// A third party through which somebody may sign in, by the name that the configuration gives it. The name is what is
/// stored, sent and told, so it stays with whom it named: somebody else under it would sign in to the accounts that are
/// linked to it.
package struct ThirdParty: RawRepresentable, Sendable, Hashable {
    /// Bounds of names.
    package enum Limits {
        /// Characters at most.
        package static let nameCharactersMax = 32
    }

    /// A small letter, then small letters, digits and `-`.
    package let rawValue: String

    /// Nil for what is not a name.
    package init?(rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard (1...Limits.nameCharactersMax).contains(bytes.count), let first = bytes.first, Self.isLetter(first),
            bytes.allSatisfy({
                Self.isLetter($0) || $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            })
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known name: String) {
        rawValue = name
    }

    /// 微信
    package static let wechat = ThirdParty(known: "wechat")
    /// 支付宝
    package static let alipay = ThirdParty(known: "alipay")
    /// 钉钉
    package static let dingtalk = ThirdParty(known: "dingtalk")

    /// Those that the house has stand-ins for, in the order in which they are offered.
    package static let familiar = [wechat, alipay, dingtalk]

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
