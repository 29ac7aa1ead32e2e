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
    /// The dossier whose review takes longer, of which the account is told; nil for any other errand.
    package let extended: Identifier?
    /// The decision on a dossier, of which the account is told; nil for any other errand.
    package let decided: DecidedRound?

    /// A round of a dossier that was decided on: there is one decision in each.
    package struct DecidedRound: Sendable, Equatable {
        /// The dossier.
        package let dossier: Identifier
        /// How often it had been handed in, from 1.
        package let round: Int

        package init(dossier: Identifier, round: Int) {
            self.dossier = dossier
            self.round = round
        }

        /// What makes an errand that tells of it one and the same, wherever it is repeated.
        package var reference: String { "\(dossier.text).\(round)" }
    }

    /// An errand to where the account is reached now.
    package init(account: Identifier, notice: SafetyNotice? = nil) {
        self.init(account: account, notice: notice, isToFormer: false)
    }

    /// An errand to where the account was reached before something happened.
    package init(account: Identifier, toFormer notice: SafetyNotice) {
        self.init(account: account, notice: notice, isToFormer: true)
    }

    /// An errand that tells that the review of the account's dossier takes longer.
    package init(account: Identifier, extended dossier: Identifier) {
        self.init(account: account, notice: nil, isToFormer: false, extended: dossier)
    }

    /// An errand that tells how a dossier of the account was decided on.
    package init(account: Identifier, decided round: DecidedRound) {
        self.init(account: account, notice: nil, isToFormer: false, decided: round)
    }

    private init(
        account: Identifier, notice: SafetyNotice?, isToFormer: Bool, extended: Identifier? = nil,
        decided: DecidedRound? = nil
    ) {
        self.account = account
        self.notice = notice
        self.isToFormer = isToFormer
        self.extended = extended
        self.decided = decided
    }

    private static let former = "former"
    private static let extendedWord = "extended"
    private static let decidedWord = "decided"

    /// For the store: one part a line.
    package var encoded: [UInt8] {
        var parts = [account.text]
        if let notice { parts += [notice.event.rawValue, "\(notice.at.milliseconds)"] }
        if isToFormer { parts.append(Self.former) }
        if let extended { parts += [Self.extendedWord, extended.text] }
        if let decided { parts += [Self.decidedWord, decided.dossier.text, "\(decided.round)"] }
        return Array(parts.joined(separator: "\n").utf8)
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, let account = Identifier(first, kind: .account) else { return nil }
        switch parts.count {
        case 1: self.init(account: account)
        case 3 where parts[1] == Self.extendedWord:
            guard let dossier = Identifier(parts[2], kind: .dossier) else { return nil }
            self.init(account: account, extended: dossier)
        case 4 where parts[1] == Self.decidedWord:
            guard let dossier = Identifier(parts[2], kind: .dossier), let round = Int(parts[3]), round > 0 else {
                return nil
            }
            self.init(account: account, decided: DecidedRound(dossier: dossier, round: round))
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
