package import MeshKernel

/// Where a message over one channel goes. Addresses are checked when they are made, and masked wherever they are shown.
package struct Address: Sendable, Hashable {
    /// Bounds of addresses.
    package enum Limits {
        /// RFC 5321, section 4.5.3.1.3, less its angle brackets.
        package static let emailBytesMax = 254
        /// RFC 5321, section 4.5.3.1.1.
        package static let emailLocalPartBytesMax = 64
        /// Digits of an international number beyond the plus sign: ITU-T E.164.
        package static let internationalDigitsMin = 8
        /// Digits of an international number beyond the plus sign: ITU-T E.164.
        package static let internationalDigitsMax = 15
        /// An account's identifier.
        package static let accountBytesMax = 64
    }

    /// The channel that it belongs to.
    package let channel: Channel
    /// The number, the e-mail address in its normal form, the account, or the webhook's identifier.
    package let text: String

    private init(_ channel: Channel, _ text: String) {
        self.channel = channel
        self.text = text
    }

    /// Trusts what was stored.
    package init(stored text: String, _ channel: Channel) {
        self.channel = channel
        self.text = text
    }

    /// A mobile number: eleven digits of the mainland (`1[3-9]` and nine more), or `+` and an international number. The
    /// mainland's own country code is dropped, so that a number has one form.
    package init?(mobile: String) {
        var digits = mobile[...]
        if digits.hasPrefix("+86") { digits = digits.dropFirst(3) }
        let bytes = Array(digits.utf8)
        if bytes.count == 11, bytes.allSatisfy(Self.isDigit), bytes[0] == UInt8(ascii: "1"),
            bytes[1] >= UInt8(ascii: "3")
        {
            self.init(.sms, String(digits))
        } else if mobile.hasPrefix("+"), !mobile.hasPrefix("+86"), !mobile.hasPrefix("+0"),
            (Limits.internationalDigitsMin...Limits.internationalDigitsMax).contains(mobile.utf8.count - 1),
            mobile.utf8.dropFirst().allSatisfy(Self.isDigit)
        {
            self.init(.sms, mobile)
        } else {
            return nil
        }
    }

    /// An e-mail address: a dot-atom, `@` and a domain of two labels or more (RFC 5322, section 3.4.1, without comments,
    /// quotes and literals, which no applicant's address has). The domain is written small; so is all of it for equality
    /// of what people type, though RFC 5321 would let the first part differ.
    package init?(email: String) {
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard email.utf8.count <= Limits.emailBytesMax, parts.count == 2,
            (1...Limits.emailLocalPartBytesMax).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy(Self.isAtomOrDot), Self.hasNoEmptyLabel(parts[0]), Self.isDomain(parts[1])
        else { return nil }
        self.init(.email, email.lowercased())
    }

    /// The message centre of an account.
    package init?(account: String) {
        guard (1...Limits.accountBytesMax).contains(account.utf8.count),
            account.utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.init(.inApp, account)
    }

    /// A webhook.
    package init(webhook: Identifier) {
        self.init(.webhook, webhook.text)
    }

    /// Whether a mainland number belongs to an operator without a network of its own (162, 165, 167, 170, 171).
    package var isVirtualNumber: Bool {
        channel == .sms && ["162", "165", "167", "170", "171"].contains(text.prefix(3))
    }

    /// As it may be shown: `138****1234`, `a***@example.com`, `acc_****7K3Q`.
    package var masked: String {
        switch channel {
        case .sms: Masking.mobile(text)
        case .email:
            text.prefix(1) + String(repeating: Masking.mark, count: 3) + text.drop { $0 != "@" }
        case .inApp: Masking.account(text)
        case .webhook: text
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            } && !(labels.last?.utf8.allSatisfy(isDigit) ?? true)
    }

    private static func hasNoEmptyLabel(_ text: Substring) -> Bool {
        !text.split(separator: ".", omittingEmptySubsequences: false).contains { $0.isEmpty }
    }

    private static func isAtomOrDot(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
