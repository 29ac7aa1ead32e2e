/// The passwords that everybody tries first, and what is made of them by the usual changes: capital letters, digits and
/// signs behind, and signs that look like letters.
package enum CommonPasswords {
    /// Whether `text` is one of them.
    package static func contains(_ text: String) -> Bool {
        let small = text.lowercased()
        if words.contains(small) { return true }
        var bare = small[...]
        while let last = bare.last, !last.isLetter, !last.isNumber { bare.removeLast() }
        if words.contains(String(bare)) { return true }
        var stem = small[...]
        while let last = stem.last, !last.isLetter { stem.removeLast() }
        if words.contains(String(stem)) { return true }
        return words.contains(String(stem.map { lookalikes[$0] ?? $0 }))
    }

    private static let lookalikes: [Character: Character] = [
        "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t",
    ]

    /// In small letters. The stems and rows of keys that lists of leaked passwords agree on, Chinese ones among them.
    static let words: Set<String> = Set(
        """
        password passw0rd passwort passport admin administrator root welcome letmein login master monkey dragon sunshine
        princess football baseball iloveyou superman batman trustno1 shadow michael jordan charlie hunter ranger buster
        soccer hockey killer george andrew jessica jennifer michelle ashley daniel thomas summer winter spring autumn
        secret changeme default guest test testtest tester demo user computer internet server system oracle mysql
        windows apple google github qwerty qwertyui qwertyuiop qwert asdfgh asdfghjkl asdf zxcvbn zxcvbnm qazwsx
        qazwsxedc 1qaz2wsx 1qaz2wsx3edc qweasd qweasdzxc 1q2w3e4r 1q2w3e4r5t q1w2e3r4 abc abcd abcde abcdef abcdefg
        abcdefgh abcabc aaaaaa aabbcc woaini woaini520 woaini1314 iloveyou520 wodemima mima nihao zhongguo china
        beijing shanghai shenzhen guangdong qq taobao alibaba alipay weixin wechat colophon copyright banquan
        123456 1234567 12345678 123456789 1234567890 0123456789 111111 11111111 000000 00000000 666666 88888888
        888888 5201314 520520 147258369 123123 123123123 123321 112233 123qwe qwe123 abc123 a123456 a12345678
        a123456789 aa123456 123456a 123456aa asd123 zxc123 p@ssw0rd p@ssword
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
