package import MeshKernel

/// A code on its way to its recipient.
package struct CodeLetter: Sendable, Equatable {
    /// Where it goes.
    package let recipient: CodeRecipient
    /// What it is for.
    package let purpose: CodePurpose
    /// Six digits.
    package let code: String
    /// From when on it need not be sent any more.
    package let expiresAt: WallTime

    package init(recipient: CodeRecipient, purpose: CodePurpose, code: String, expiresAt: WallTime) {
        self.recipient = recipient
        self.purpose = purpose
        self.code = code
        self.expiresAt = expiresAt
    }

    /// For the store: one part a line; no part has a line feed.
    package var encoded: [UInt8] {
        let kind =
            switch recipient {
            case .mobile: "mobile"
            case .email: "email"
            }
        return Array(
            [kind, recipient.address, purpose.rawValue, code, "\(expiresAt.milliseconds)"].joined(separator: "\n").utf8)
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard parts.count == 5, let purpose = CodePurpose(rawValue: parts[2]), let milliseconds = Int64(parts[4])
        else { return nil }
        switch parts[0] {
        case "mobile": recipient = .mobile(MobileNumber(stored: parts[1]))
        case "email": recipient = .email(EmailAddress(stored: parts[1]))
        default: return nil
        }
        self.purpose = purpose
        code = parts[3]
        expiresAt = WallTime(milliseconds: milliseconds)
    }
}
