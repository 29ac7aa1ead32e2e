package import MeshKernel

/// What is still to be done for an account where people are reached: it learns the account's number and address as they
/// are then, and after that tells what happened. Holds nothing personal.
package struct AccountErrand: Sendable, Equatable {
    /// Whose errand it is.
    package let account: Identifier
    /// What the account is told; nil when only its contacts have changed.
    package let notice: SafetyNotice?
    /// Whether it is told where the account was reached before, and not where it is reached now.
    package let isToFormer: Bool

    /// An errand to where the account is reached now.
    package init(account: Identifier, notice: SafetyNotice? = nil) {
        self.init(account: account, notice: notice, isToFormer: false)
    }

    /// An errand to where the account was reached before something happened.
    package init(account: Identifier, toFormer notice: SafetyNotice) {
        self.init(account: account, notice: notice, isToFormer: true)
    }

    private init(account: Identifier, notice: SafetyNotice?, isToFormer: Bool) {
        self.account = account
        self.notice = notice
        self.isToFormer = isToFormer
    }

    private static let former = "former"

    /// For the store: one part a line.
    package var encoded: [UInt8] {
        var parts = [account.text]
        if let notice { parts += [notice.event.rawValue, "\(notice.at.milliseconds)"] }
        if isToFormer { parts.append(Self.former) }
        return Array(parts.joined(separator: "\n").utf8)
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let account = Identifier(first, kind: .account) else { return nil }
        switch parts.count {
        case 1: self.init(account: account)
        case 3, 4:
            guard let event = SafetyNotice.Event(rawValue: parts[1]), let milliseconds = Int64(parts[2]) else {
                return nil
            }
            guard parts.count == 3 || parts[3] == Self.former else { return nil }
            self.init(
                account: account, notice: SafetyNotice(event, at: WallTime(milliseconds: milliseconds)),
                isToFormer: parts.count == 4)
        default: return nil
        }
    }
}
