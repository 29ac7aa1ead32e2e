/// Personal data as it may be shown to others: enough to recognise one's own, too little to find a stranger.
public enum Masking {
    /// What stands for a hidden character.
    public static let mark: Character = "*"

    /// A person's name, its first and last characters kept: `张小二` is `张*二`. Of two characters the first stays, a
    /// single one is hidden.
    public static func name(_ name: String) -> String {
        switch name.count {
        case 0...2: keeping(name.count - 1, 0, of: name)
        default: keeping(1, 1, of: name)
        }
    }

    /// The number of an identity document, the first four and last four characters kept: `3636**********2222`. Of a
    /// shorter one, such as a passport's, two and two: never is less hidden than shown. A number of eight or less is
    /// hidden whole.
    public static func identityNumber(_ number: String) -> String {
        switch number.count {
        case ...8: keeping(0, 0, of: number)
        case ...15: keeping(2, 2, of: number)
        default: keeping(4, 4, of: number)
        }
    }

    /// A mobile number, the first three and last four digits kept: `138****1234`. A number of seven or less is hidden
    /// whole.
    public static func mobile(_ number: String) -> String {
        number.count > 7 ? keeping(3, 4, of: number) : keeping(0, 0, of: number)
    }

    /// An account's identifier: its kind and its last four characters, and four marks whatever the rest is:
    /// `acc_****7K3Q`. One without a kind, or of four characters or less beyond it, is hidden but for its kind.
    public static func account(_ account: String) -> String {
        let parts = account.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        let kind = parts.count == 2 ? parts[0] + "_" : ""
        let rest = parts.last ?? ""
        return kind + String(repeating: mark, count: 4) + (parts.count == 2 && rest.count > 4 ? rest.suffix(4) : "")
    }

    private static func keeping(_ first: Int, _ last: Int, of text: String) -> String {
        let first = max(0, first)
        let hidden = max(0, text.count - first - last)
        return text.prefix(first) + String(repeating: mark, count: hidden) + text.suffix(last)
    }
}
