package import MeshKernel

/// What is still to be done for an account where people are reached: it learns the account's number and address as they
/// are then, and after that tells what happened. Holds nothing personal.
package struct AccountErrand: Sendable, Equatable {
    /// Whose errand it is.
    package let account: Identifier
    /// What the account is told; nil when only its contacts have changed.
    package let notice: SafetyNotice?

    package init(account: Identifier, notice: SafetyNotice? = nil) {
        self.account = account
        self.notice = notice
    }

    /// For the store: one part a line.
    package var encoded: [UInt8] {
        var parts = [account.text]
        if let notice { parts += [notice.event.rawValue, "\(notice.at.milliseconds)"] }
        return Array(parts.joined(separator: "\n").utf8)
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let account = Identifier(first, kind: .account) else { return nil }
        switch parts.count {
        case 1: self.init(account: account)
        case 3:
            guard let event = SafetyNotice.Event(rawValue: parts[1]), let milliseconds = Int64(parts[2]) else {
                return nil
            }
            self.init(account: account, notice: SafetyNotice(event, at: WallTime(milliseconds: milliseconds)))
        default: return nil
        }
    }
}
