/// The page on which anybody checks a proof bundle in a browser, without us: one file, no network, no other files. Its
/// source is `Services/Evidence/Pages/verify.html`; `embed.py` beside it makes the Swift file that carries it.
package enum VerifyPage {
    /// Where the log's key goes. A page without one believes nobody until its reader gives a key.
    static let logKeyPlaceholder = "{{LOG_KEY}}"

    /// Media type to send it as.
    package static let mediaType = "text/html; charset=utf-8"

    /// The page's bytes; with `logKey`, that log is the one it believes unless its reader gives another. `retired` are
    /// the keys that it had before, for bundles from then.
    package static func html(logKey: NoteKey? = nil, retired: [NoteKey] = []) -> [UInt8] {
        guard let logKey else { return Array(source.utf8) }
        let lines = ([logKey] + retired).map(\.line).joined(separator: "\n")
        return Array(source.replacing(logKeyPlaceholder, with: escaped(lines)).utf8)
    }

    /// A name may hold anything but white space and `+`; inside an attribute, these four must be written otherwise.
    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "\"": "&quot;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}
