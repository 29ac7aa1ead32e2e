/// Texts that mean something elsewhere: SQL, templates, markup, shells, formats, paths, characters that steer, and length.
package enum HostileTexts {
    /// What the templates among them would become if anybody read them as such: 31,337 times 4,099.
    package static let expansion = "128450363"

    /// Each of another kind.
    package static let all = [
        "'; DROP TABLE messages; --", "' OR '1'='1", "\" UNION SELECT sql FROM sqlite_schema --",
        "{{31337*4099}} ${31337*4099} #{31337*4099} <%= 31337*4099 %>", "{code}{number}{recipient}", "%s%n%x",
        "<script>alert(1)</script>", "$(reboot) `reboot`", "../../etc/passwd", "\u{0}", "a\u{0}b",
        "x\r\nBcc: a@b.cn", "\u{1B}[2J", "\u{202E}txt", "=cmd|' /C calc'!A0", String(repeating: "界", count: 70_000),
    ]
}
